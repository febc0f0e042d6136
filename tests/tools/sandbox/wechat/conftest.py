"""A platform with two programs and a fixed start, and a caller without sockets."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from tools.sandbox.wechat.app import create_app
from tools.sandbox.wechat.config import Feed, Program, WeChatSandboxConfig

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

    async def plain(self, **changes: str) -> dict[str, Any]:
        params = {"grant_type": "client_credential", "appid": SHOP.appid, "secret": SHOP.secret} | changes
        answer: dict[str, Any] = (await self.http.get("/cgi-bin/token", params=params)).json()
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


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    made = platform_with()
    async with made.http:
        yield made
