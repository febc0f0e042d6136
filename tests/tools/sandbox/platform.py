"""A local WeChat with two programs and a fixed start.

As any caller sees it, and as a third-party platform does, which is pushed to.
"""

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import httpx
from starlette.applications import Starlette

from tests.patience import PATIENCE
from tools.sandbox.wechat.app import create_app
from tools.sandbox.wechat.config import ComponentConfig, Feed, Program, WeChatSandboxConfig

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SHOP = Program(appid="wx0000000000000001", secret="s" * 32, nickname="Shop", alias="shop", minimum="2.25.4")
CAFE = Program(appid="wx0000000000000002", secret="c" * 32, nickname="Cafe", alias="cafe", feed=Feed.CUMULATIVE)
QUERY = "/cgi-bin/wxopen/getweappsupportversion"
BEARER = "provider-bearer"


class Platform:
    def __init__(self, app: Starlette, waited: list[float]) -> None:
        self.app = app
        self.waited = waited
        """How long the `slow` fault made callers wait, call by call."""
        transport = httpx.ASGITransport(app=app, client=("203.0.113.7", 5000))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://wechat.test")

    async def authorizer_token(self, program: Program = SHOP) -> str:
        response = await self.http.get(
            "/provider/token", params={"appid": program.appid}, headers={"Authorization": f"Bearer {BEARER}"}
        )
        token: str = response.json()["authorizer_access_token"]
        return token

    async def stable(self, program: Program = SHOP, **fields: Any) -> dict[str, Any]:
        body = {"grant_type": "client_credential", "appid": program.appid, "secret": program.secret} | fields
        answer: dict[str, Any] = (await self.http.post("/cgi-bin/stable_token", json=body)).json()
        return answer

    async def query(self, token: str, body: bytes = b"{}") -> httpx.Response:
        return await self.http.post(QUERY, params={"access_token": token}, content=body)

    async def code(self, token: str, body: bytes = b"{}") -> int:
        response = await self.query(token, body)
        code: int = response.json()["errcode"]
        return code

    async def no_faults(self) -> None:
        response = await self.http.delete("/sandbox/faults")
        assert response.is_success, response.text

    async def advance(self, seconds: float) -> None:
        response = await self.http.post("/sandbox/clock", json={"advance_seconds": seconds})
        assert response.status_code == 200

    async def arm(self, name: str, **fields: Any) -> None:
        response = await self.http.put(f"/sandbox/faults/{name}", json=fields)
        assert response.status_code == 200, response.text


def platform_with(**settings: Any) -> Platform:
    """A platform with these settings, whose `slow` fault takes no time."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        await asyncio.sleep(0)

    settings = {"programs": (SHOP, CAFE), **settings}
    config = WeChatSandboxConfig(start=START, provider_bearer=BEARER, **settings)
    return Platform(create_app(config, sleep), waited)


with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it imports what Python has deprecated
    from wechatpy.crypto import WeChatCrypto

COMPONENT = "/cgi-bin/component/"
EVENTS = "http://bot.test/wechat/events"
CONFIG = ComponentConfig(events_url=EVENTS)
OFFICIAL = Program(appid="wx0000000000000003", secret="o" * 32, nickname="An official account", official_account=True)


class Provider:
    def __init__(self, config: ComponentConfig, programs: tuple[Program, ...]) -> None:
        self.config = config
        self.pushed: list[dict[str, str]] = []
        """Every push, decrypted by wechatpy."""
        self.fetched: list[httpx.URL] = []
        """Other fetched URLs, such as the page a merchant returns to."""
        self.answers: list[httpx.Response] = []
        """Answers to the next pushes; by default `success`."""
        self.waited: list[float] = []
        self.wait: Callable[[], Awaitable[Any]] | None = None
        """What the `slow` fault waits for; nothing when there is none."""
        self._changed = asyncio.Event()
        settings = WeChatSandboxConfig(programs=programs, start=START, provider_bearer=BEARER, component=config)
        self.app = create_app(settings, self._sleep, httpx.MockTransport(self._take))
        transport = httpx.ASGITransport(app=self.app, client=("203.0.113.7", 5000))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://wechat.test")

    async def call(self, name: str, token: str = "", *, named: str = "access_token", **fields: Any) -> dict[str, Any]:
        body = {"component_appid": self.config.appid} | fields
        answer = await self.http.post(COMPONENT + name, params={named: token} if token else {}, json=body)
        assert answer.status_code == 200
        return dict(answer.json())

    async def component_token(self, ticket: str | None = None) -> dict[str, Any]:
        return await self.call(
            "api_component_token",
            component_appsecret=self.config.secret,
            component_verify_ticket=ticket or self.tickets[-1],
        )

    async def token(self) -> str:
        """A new component token, for a ticket pushed now."""
        await self.http.post("/sandbox/tickets/push")
        return str((await self.component_token())["component_access_token"])

    async def refresh(self, token: str, refresh_token: str, appid: str = SHOP.appid) -> dict[str, Any]:
        return await self.call(
            "api_authorizer_token", token, authorizer_appid=appid, authorizer_refresh_token=refresh_token
        )

    async def authorise(self, appid: str = SHOP.appid, **how: Any) -> None:
        answer = await self.http.put(f"/sandbox/authorisers/{appid}", json=how)
        assert answer.status_code == 200, answer.text

    async def query(self, token: str) -> int:
        answer = await self.http.post(QUERY, params={"access_token": token}, content=b"{}")
        return int(answer.json()["errcode"])

    async def advance(self, **by: float) -> None:
        units = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
        seconds = sum(units[unit] * number for unit, number in by.items())
        await self.http.post("/sandbox/clock", json={"advance_seconds": seconds})

    async def arm(self, name: str, **how: Any) -> None:
        answer = await self.http.put(f"/sandbox/faults/{name}", json=how)
        assert answer.status_code == 200, answer.text

    @property
    def tickets(self) -> list[str]:
        return [push["ComponentVerifyTicket"] for push in self.pushed if "ComponentVerifyTicket" in push]

    def events(self) -> list[tuple[str, str]]:
        return [(push["InfoType"], push["AuthorizerAppid"]) for push in self.pushed if "AuthorizerAppid" in push]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Let what goes on in the background go on."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await self._changed.wait()
                self._changed.clear()

    def _take(self, request: httpx.Request) -> httpx.Response:
        self._changed.set()
        if request.method == "GET":
            self.fetched.append(request.url)
            return httpx.Response(200)
        answer = self.answers.pop(0) if self.answers else httpx.Response(200, text="success")
        self.pushed.append(opened(self.config, request.content, request.url.params))
        return answer

    async def _sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        if self.wait:
            await self.wait()


def opened(config: ComponentConfig, body: bytes, query: Mapping[str, str]) -> dict[str, str]:
    crypto = WeChatCrypto(config.token, config.aes_key, config.appid)
    message = crypto.decrypt_message(body.decode(), query["msg_signature"], query["timestamp"], query["nonce"])
    return {child.tag: child.text or "" for child in ET.fromstring(message)}  # noqa: S314  # the sandbox's own


@asynccontextmanager
async def provider_with(
    config: ComponentConfig = CONFIG, programs: tuple[Program, ...] = (SHOP, CAFE, OFFICIAL)
) -> AsyncIterator[Provider]:
    """A provider with these settings. Tickets are pushed on request: nothing runs in the background."""
    provider = Provider(config, programs)
    async with provider.http:
        yield provider
