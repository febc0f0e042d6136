"""What an exchange leaves behind."""

from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.wechat.http import exchange, new_client
from tests.tools.sandbox.serving import served
from tests.uncollected import uncollected

_EXCHANGES: Final = 20


async def test_an_exchange_leaves_no_garbage() -> None:
    """What only the search for garbage finds stops the event loop in a sweep: httpx's answers hold themselves."""

    async def answer(_: Request) -> JSONResponse:
        return JSONResponse({"errcode": 0})

    async with served(Starlette(routes=[Route("/", answer)])) as url, new_client() as client:
        await exchange(client, client.build_request("GET", url))
        with uncollected() as left:
            for _ in range(_EXCHANGES):
                assert await exchange(client, client.build_request("GET", url)) == (200, b'{"errcode":0}')
    assert left[0] < _EXCHANGES
