"""Clients of servers on this machine."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.lib.transport import local_client
from tests.served import served


async def test_the_machines_proxy_is_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would not find this machine's servers, or is not there."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])
    with served(app) as url:
        async with local_client(url) as client:
            assert (await client.get("/")).text == "here"
