"""Makes the third-party platform's calls: the thin shell around `bot.wechat.protocol.platform_calls`."""

from collections.abc import Collection
from typing import Final, TypeVar

import httpx

from bot.domain.platform.errcodes import Remedy
from bot.lib.ignoring import ignore
from bot.ports.clock import Clock
from bot.ports.wechat import CredentialSource
from bot.wechat.http import exchange
from bot.wechat.instrumentation import OnCall, observed
from bot.wechat.protocol.get_support_version import CONTENT_TYPE, METHOD
from bot.wechat.protocol.platform_calls import Call
from bot.wechat.protocol.response import Refusal, error_for
from bot.wechat.retry import Patience, Retrier

T = TypeVar("T")
COMPONENT: Final = "component"
"""The name of the platform's own token among the access tokens."""
COMPONENT_REFUSED: Final = frozenset({Remedy.REFRESH_TOKEN, Remedy.REFRESH_COMPONENT})
"""The platform's token is invalid."""
PROGRAM_REFUSED: Final = frozenset({Remedy.REFRESH_TOKEN})
"""A program's token is invalid."""
BRIEF: Final = Patience(attempts=2, first_wait=0.2, total=4.0)
"""For calls under a lock that other replicas wait for up to thirty seconds: one retry, none after a time-out."""


class PlatformCaller:
    """Makes calls, and retries them where that is worthwhile.

    Args:
        client: from `bot.wechat.http.new_client`.
        api_url: WeChat's base URL (`WECHAT_API_URL`).
        clock: determines when a quota starts anew.
        retrier: how often a call is tried.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        api_url: str,
        clock: Clock,
        retrier: Retrier | None = None,
        on_call: OnCall = ignore,
    ) -> None:
        self._client = client
        self._api_url = api_url
        self._clock = clock
        self._retrier = retrier or Retrier()
        self._on_call = on_call

    async def ask(self, call: Call[T], *, token: str = "") -> T | Refusal:
        """WeChat's answer to a call.

        Raises:
            WeChatBusy, WeChatUnreachable, WeChatUnreadable.
        """
        return await self._retrier(lambda: self._attempt(call, token))

    async def ask_with(
        self, tokens: CredentialSource, name: str, call: Call[T], *, dead: Collection[Remedy] = COMPONENT_REFUSED
    ) -> T | Refusal:
        """Like `ask`, with a token, and once more with another one when WeChat refuses it as invalid.

        Args:
            name: the token's name: an AppID or `COMPONENT`.
            dead: the classes of codes that mean an invalid token.

        Raises:
            BotError: also when there is no token.
        """
        token = await tokens.token(name)
        answer = await self.ask(call, token=token.secret)
        if isinstance(answer, Refusal) and answer.remedy in dead:
            fresh = await tokens.token(name, refused=token)
            if fresh.secret != token.secret:
                answer = await self.ask(call, token=fresh.secret)
        return answer

    async def insist(self, answer: T | Refusal) -> T:
        """An answer, once it is certain to be no refusal.

        Raises:
            WeChatRefused, WeChatBusy, WeChatLimited: it is a refusal.
        """
        if isinstance(answer, Refusal):
            raise error_for(answer, now=await self._clock.now())
        return answer

    async def _answer(self, call: Call[T], request: httpx.Request) -> T | Refusal:
        return call.answer(*await exchange(self._client, request))

    async def _attempt(self, call: Call[T], token: str) -> T | Refusal:
        url, headers = call.url(self._api_url, token), {"content-type": CONTENT_TYPE}
        request = self._client.build_request(METHOD, url, content=call.body, headers=headers)
        answer = await observed(self._on_call, call.path, self._answer(call, request))
        if isinstance(answer, Refusal) and answer.remedy is Remedy.BACKOFF:
            raise error_for(answer, now=await self._clock.now())
        return answer
