"""Reads WeChat's public numbers: the thin shell around `bot.wechat.protocol.public_data`."""

import asyncio

import httpx

from bot.domain.numbers.public import PublicSnapshot
from bot.ports.clock import Clock
from bot.wechat.http import exchange
from bot.wechat.protocol.public_data import read_public
from bot.wechat.retry import Retrier


class PublicNumbers:
    """Serves `bot.ports.numbers.PublicSource`. No token is involved.

    Args:
        client: from `bot.wechat.http.new_client`.
        url: of the numbers (`WECHAT_PUBLIC_URL`).
        retrier: how often a request is tried.
    """

    def __init__(self, client: httpx.AsyncClient, *, url: str, clock: Clock, retrier: Retrier | None = None) -> None:
        self._client = client
        self._url = url
        self._clock = clock
        self._retrier = retrier or Retrier()

    async def read(self) -> PublicSnapshot:
        return await self._retrier(self._attempt)

    async def _attempt(self) -> PublicSnapshot:
        status, body = await exchange(self._client, self._client.build_request("GET", self._url))
        return await asyncio.to_thread(read_public, status, body, now=await self._clock.now())
