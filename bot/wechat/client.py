"""Read a program's distribution, its users, and the public numbers: thin shells around `bot.wechat.protocol`."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final

import httpx

from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import Users
from bot.domain.numbers.version import Feed
from bot.domain.platform import Remedy
from bot.errors import WeChatAnswered, WeChatLimited, WeChatUnreachable, WeChatUnreadable
from bot.lib.work import ignore
from bot.ports.machine import Clock
from bot.ports.wechat import AccessToken, CredentialSource
from bot.wechat.http import IN_FLIGHT, PROGRAM_REFUSED, OnCall, PlatformCaller, Retrier, exchange, observed
from bot.wechat.protocol import get_support_version as protocol
from bot.wechat.protocol.public_data import read_public
from bot.wechat.protocol.response import Refusal, error_for
from bot.wechat.protocol.user_portrait import user_portrait

IN_A_ROW: Final = 10
"""Readings without an answer in time: as many as are in flight."""
REST_SECONDS: Final = 30.0
"""Between two readings that try whether it answers again."""
_HEADERS = {"content-type": protocol.CONTENT_TYPE}


class Silence:
    """Fails readings at once while WeChat is silent. Each takes half a minute else, and hundreds queue behind ten."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._in_a_row = 0
        self._error = WeChatUnreachable(host="", reason="timeout")
        self._next_try = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        if self._in_a_row >= IN_A_ROW:
            if self._monotonic() < self._next_try:
                raise self._error.again()
            self._next_try = self._monotonic() + REST_SECONDS  # only this one tries
        try:
            yield
        except WeChatUnreachable as error:
            if error.reason == "timeout":
                self._in_a_row += 1
                self._error, self._next_try = error, self._monotonic() + REST_SECONDS
            raise
        except (WeChatAnswered, WeChatUnreadable):
            self._in_a_row = 0
            raise
        else:
            self._in_a_row = 0


class WeChatSource:
    """Serves `bot.ports.wechat.DistributionSource`.

    Args:
        client: from `bot.wechat.http.new_client`; a sweep should have its own, so that people need not queue.
        api_url: WeChat's base URL (`WECHAT_API_URL`).
        clock: determines when a quota starts anew.
        retrier: how often a request is tried.
        in_flight: how many programs are read at a time; others wait.
        silence: fails readings at once while WeChat does not answer.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        api_url: str,
        credentials: CredentialSource,
        clock: Clock,
        retrier: Retrier | None = None,
        in_flight: int = IN_FLIGHT,
        silence: Silence | None = None,
        on_call: OnCall = ignore,
    ) -> None:
        self._client = client
        self._api_url = api_url
        self._credentials = credentials
        self._clock = clock
        self._retrier = retrier or Retrier()
        self._on_call = on_call
        self._turns = asyncio.Semaphore(in_flight)
        self._silence = silence or Silence()
        self._limited: dict[str, WeChatLimited] = {}
        """WeChat's error for each program whose quota is used up, with the end of the wait."""

    async def read(self, appid: str) -> Feed:
        await self._check_quota(appid)
        # A program keeps its place while it is retried: when WeChat is busy, all reads slow down.
        async with self._turns:
            with self._silence.watched():
                answer = await self._answer(appid)
        if isinstance(answer, Refusal):
            error = error_for(answer, now=await self._clock.now())
            if isinstance(error, WeChatLimited):
                self._limited[appid] = error
            raise error
        return answer

    async def _answer(self, appid: str) -> Feed | Refusal:
        token = await self._credentials.token(appid)
        answer = await self._ask(token)
        if isinstance(answer, Refusal) and answer.remedy is Remedy.REFRESH_TOKEN:
            fresh = await self._credentials.token(appid, refused=token)
            if fresh.secret != token.secret:
                return await self._ask(fresh)
        return answer

    async def _check_quota(self, appid: str) -> None:
        """Raise at once while a program's quota is used up: WeChat could only refuse."""
        if appid not in self._limited:
            return
        limited = self._limited[appid]
        if await self._clock.now() < limited.until:
            raise limited.again()
        self._limited.pop(appid, None)  # another call may have been faster

    async def _ask(self, token: AccessToken) -> Feed | Refusal:
        return await self._retrier(lambda: self._attempt(token))

    async def _attempt(self, token: AccessToken) -> Feed | Refusal:
        url = protocol.request_url(self._api_url, token.secret)
        request = self._client.build_request(protocol.METHOD, url, content=protocol.BODY, headers=_HEADERS)
        answer = await observed(self._on_call, protocol.PATH, self._reply(request))
        if isinstance(answer, Refusal) and answer.remedy is Remedy.BACKOFF:
            raise error_for(answer, now=await self._clock.now())
        return answer

    async def _reply(self, request: httpx.Request) -> Feed | Refusal:
        return protocol.read_reply(*await exchange(self._client, request))


@dataclass(frozen=True)
class PortraitSource:
    """Serves `bot.ports.wechat.UserSource`, for programs of any credential source."""

    caller: PlatformCaller
    credentials: CredentialSource

    async def users(self, appid: str, day: date) -> Users | None:
        answer = await self.caller.ask_with(self.credentials, appid, user_portrait(day), dead=PROGRAM_REFUSED)
        return await self.caller.insist(answer)


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
