"""Sets a minimum at WeChat: the thin shell around `bot.wechat.protocol.set_support_version`."""

from collections.abc import Callable

import httpx

from bot.domain.numbers.version import Version
from bot.domain.platform import Remedy
from bot.errors import MinimumNotSent, MinimumUnclear, WeChatUnreachable, WeChatUnreadable
from bot.lib.work import ignore
from bot.ports.machine import Clock
from bot.ports.wechat import AccessToken, CredentialSource
from bot.wechat.http import NotConnected, OnCall, exchange, observed, right_before
from bot.wechat.protocol import set_support_version as protocol
from bot.wechat.protocol.response import Refusal, error_for

_HEADERS = {"content-type": protocol.CONTENT_TYPE}


class MinimumClient:
    """Serves `bot.ports.wechat.MinimumSetter`. It never retries what WeChat may have done already.

    Args:
        client: from `bot.wechat.http.new_client`.
        api_url: WeChat's base URL (`WECHAT_API_URL`).
        clock: determines when a quota starts anew.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        api_url: str,
        credentials: CredentialSource,
        clock: Clock,
        on_call: OnCall = ignore,
    ) -> None:
        self._client = client
        self._api_url = api_url
        self._credentials = credentials
        self._clock = clock
        self._on_call = on_call

    async def set_minimum(self, appid: str, version: Version, *, before: Callable[[], None]) -> None:
        """Set a program's minimum.

        Args:
            before: called right before each request is written. What it raises is raised, and nothing was sent.
        """
        token = await self._credentials.token(appid)
        refusal = await self._ask(token, version, before)
        if refusal and refusal.remedy is Remedy.REFRESH_TOKEN:
            fresh = await self._credentials.token(appid, refused=token)
            if fresh.secret != token.secret:
                # WeChat refused the token before it looked at the version, so asking again repeats nothing.
                refusal = await self._ask(fresh, version, before)
        if refusal is None:
            return
        if refusal.remedy is Remedy.BACKOFF:  # -1 does not say how far WeChat came
            raise MinimumUnclear(reason="busy")
        raise error_for(refusal, now=await self._clock.now())

    async def _ask(self, token: AccessToken, version: Version, before: Callable[[], None]) -> Refusal | None:
        url = protocol.request_url(self._api_url, token.secret)
        body = protocol.request_body(version)
        request = self._client.build_request(
            protocol.METHOD, url, content=body, headers=_HEADERS, extensions=right_before(before)
        )
        try:
            return await observed(self._on_call, protocol.PATH, self._reply(request))
        except NotConnected as error:
            raise MinimumNotSent(host=error.host) from error
        except WeChatUnreachable as error:
            raise MinimumUnclear(reason=error.reason) from error
        except WeChatUnreadable as error:
            raise MinimumUnclear(reason="unreadable") from error

    async def _reply(self, request: httpx.Request) -> Refusal | None:
        return protocol.read_reply(*await exchange(self._client, request))
