"""Two bots without Slack on one PostgreSQL, from the composition root, and WeChat's record of them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

import httpx
from cryptography.fernet import Fernet

from bot.ports.platform import Ticket
from bot.settings import Settings
from bot.wechat.http import new_client
from bot.wiring.core import Core, open_core
from tests.clock import NOW
from tests.e2e.person import Json
from tests.tools.sandbox.platform import EVENTS, SHOP, Provider
from tests.tools.sandbox.serving import served
from tools.sandbox.wechat.config import ComponentConfig, Rotation

_TOKEN_LIFE: Final = timedelta(hours=2)
_ANSWERS_IN: Final = 0.004
"""Seconds that each of WeChat's answers takes."""
_CONFIG: Final = replace(ComponentConfig(), events_url=EVENTS, rotation=Rotation.EACH)


@dataclass(frozen=True)
class Pair:
    provider: Provider
    cores: Sequence[Core]
    client: httpx.AsyncClient

    async def receive_ticket(self) -> None:
        await self.provider.http.post("/sandbox/tickets/push")
        now = await self.cores[0].clock.now()
        await self.cores[0].secrets.tickets.keep(Ticket(self.provider.tickets[-1], now))

    async def refresh_together(self, rounds: int) -> Json:
        """Make both tokens due repeatedly, with both replicas reading; WeChat's counters."""
        sources = [core.source(self.client) for core in self.cores]
        for _ in range(rounds):
            await self.receive_ticket()
            await asyncio.gather(*(source.read(SHOP.appid) for source in sources))
            await self.provider.advance(seconds=_TOKEN_LIFE.total_seconds())
        return dict((await self.provider.http.get("/sandbox/counters")).json())


@asynccontextmanager
async def pair(database_url: str) -> AsyncIterator[Pair]:
    """Two replicas; each refresh of a program's token changes its refresh token."""
    provider = Provider(_CONFIG, (SHOP,))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(provider.http)
        url = await stack.enter_async_context(served(provider.app))
        settings = Settings.model_validate(
            {
                "wechat_component_appid": _CONFIG.appid,
                "wechat_component_secret": _CONFIG.secret,
                "wechat_component_token": _CONFIG.token,
                "wechat_component_aes_key": _CONFIG.aes_key,
                "baselib_encryption_keys": Fernet.generate_key().decode(),
                "baselib_public_url": "https://baselib.example",
                "wechat_api_url": url,
                "baselib_clock_url": f"{url}/sandbox/clock",
                "database_url": database_url,
            }
        )
        cores = [await stack.enter_async_context(open_core(settings)) for _ in range(2)]
        client = await stack.enter_async_context(new_client())
        await provider.http.post("/sandbox/clock", json={"set": NOW.isoformat()})
        provider.wait = partial(asyncio.sleep, _ANSWERS_IN)
        await provider.arm("slow")  # simultaneous calls meet on the way
        yield Pair(provider, cores, client)
