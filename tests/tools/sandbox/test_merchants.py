"""Merchants let the platform in at the start."""

from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.lib.transport import local_client
from tests.clock import NOW
from tests.tools.sandbox.serving import served
from tests.tools.sandbox.wechat.component.provider import COMPONENT, CONFIG, Provider, opened
from tests.tools.sandbox.wechat.conftest import CAFE, SHOP
from tools.sandbox.seed import let_in
from tools.sandbox.wechat.app import create_app
from tools.sandbox.wechat.config import WeChatSandboxConfig


async def test_they_are_in_once_their_codes_are_exchanged() -> None:
    """Over real sockets: WeChat pushes to the bot, and the bot calls WeChat."""
    wechat: list[str] = []
    token: list[str] = []
    exchanged: list[str] = []

    async def take(request: Request) -> Response:
        push = opened(CONFIG, await request.body(), request.query_params)
        async with local_client(wechat[0]) as http:
            own = {"component_appid": CONFIG.appid}
            if ticket := push.get("ComponentVerifyTicket"):
                body = own | {"component_appsecret": CONFIG.secret, "component_verify_ticket": ticket}
                answer = (await http.post(f"{COMPONENT}api_component_token", json=body)).json()
                token.append(answer["component_access_token"])
            else:
                body = own | {"authorization_code": push["AuthorizationCode"]}
                await http.post(f"{COMPONENT}api_query_auth", params={"access_token": token[-1]}, json=body)
                exchanged.append(push["AuthorizerAppid"])
        return PlainTextResponse("success")

    bot = Starlette(routes=[Route("/wechat/events", take, methods=["POST"])])
    async with served(bot) as bot_url:
        component = replace(CONFIG, events_url=f"{bot_url}/wechat/events", authorised=())
        async with served(create_app(WeChatSandboxConfig((SHOP, CAFE), start=NOW, component=component))) as url:
            wechat.append(url)
            await let_in(url, [SHOP.appid, CAFE.appid])

    assert exchanged == [SHOP.appid, CAFE.appid]


async def test_a_bot_that_takes_none_is_noticed() -> None:
    """The start does not wait for ever."""
    provider = Provider(replace(CONFIG, authorised=()), (SHOP,))
    async with served(provider.app) as url:
        with pytest.raises(TimeoutError):
            await let_in(url, [SHOP.appid], within=0.3)
    await provider.http.aclose()
