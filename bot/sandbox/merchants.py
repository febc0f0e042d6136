"""Makes merchants authorise the platform once the bot is running."""

import asyncio
from collections.abc import Collection
from typing import Final

import httpx

from bot.lib.local_client import local_client

WITHIN: Final = 60.0
"""Seconds until every code is exchanged: normally under one, but some machines are slow or busy."""
_ANSWERED_WITHIN: Final = 30.0
"""Seconds: a ticket is pushed up to four times, with five seconds for each answer and one in between."""
_POLL: Final = 0.05
"""Seconds between checks: too short to notice, long enough to leave the processor to the bot."""


async def let_in(wechat_url: str, appids: Collection[str], *, within: float = WITHIN) -> None:
    """Authorise the platform for each program, and wait until its code has been exchanged.

    Raises:
        TimeoutError: it is not.
        httpx.HTTPError: the local WeChat refuses, or is gone.
    """
    client = local_client(wechat_url, timeout=_ANSWERED_WITHIN)
    async with client as wechat, asyncio.timeout(within):
        (await wechat.post("/sandbox/tickets/push")).raise_for_status()
        for appid in appids:
            (await wechat.put(f"/sandbox/authorisers/{appid}")).raise_for_status()
        while True:
            if set(appids) <= await _exchanged(wechat):
                return
            await asyncio.sleep(_POLL)  # the bot does not signal when it has exchanged a code


async def _exchanged(wechat: httpx.AsyncClient) -> set[str]:
    answer = (await wechat.get("/sandbox/authorisers")).raise_for_status()
    return {each["appid"] for each in answer.json()["authorisers"] if each["exchanged"]}
