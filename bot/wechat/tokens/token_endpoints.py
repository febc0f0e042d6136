"""Issuers of access tokens: a provider's token service, or WeChat's stable_token.

Thin shells around `bot.wechat.protocol.token_responses`.
"""

import httpx
from pydantic import SecretStr

from bot.ports.clock import Clock
from bot.wechat.http import exchange, service_request
from bot.wechat.protocol import token_responses as grants
from bot.wechat.protocol.response import Refusal, error_for
from bot.wechat.protocol.token_responses import Grant
from bot.wechat.retry import Retrier


class TokenServiceIssuer:
    """Issues tokens from the provider's own token service (`WECHAT_TOKEN_URL`), with a bearer secret where one is set.

    Serves `bot.wechat.tokens.sources.TokenIssuer`.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        url: str,
        bearer: SecretStr | None = None,
        retrier: Retrier | None = None,
    ) -> None:
        self._client = client
        self._url = url
        self._bearer = bearer
        self._retrier = retrier or Retrier()

    async def issue(self, appid: str) -> Grant:
        """The service's current token for a program.

        Raises:
            TokenServiceRefused, WeChatUnreachable, WeChatUnreadable.
        """
        return await self._retrier(lambda: self._attempt(appid))

    async def _attempt(self, appid: str) -> Grant:
        url = grants.token_service_url(self._url, appid)
        request = service_request(self._client, url, self._bearer)
        return grants.read_token_service(*await exchange(self._client, request))


class AppSecretIssuer:
    """Issues tokens from WeChat's stable_token with the Mini Program's own AppSecret (`WECHAT_APP_SECRET`).

    WeChat's documentation does not open getSupportVersion to such tokens; when WeChat refuses one, its code says so.
    Serves `bot.wechat.tokens.sources.TokenIssuer`.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        api_url: str,
        app_secret: SecretStr,
        clock: Clock,
        retrier: Retrier | None = None,
    ) -> None:
        self._client = client
        self._url = api_url.rstrip("/") + grants.STABLE_TOKEN_PATH
        self._app_secret = app_secret
        self._clock = clock
        self._retrier = retrier or Retrier()

    async def issue(self, appid: str) -> Grant:
        """The account's stable token.

        Raises:
            WeChatRefused, WeChatBusy, WeChatLimited, WeChatUnreachable, WeChatUnreadable.
        """
        return await self._retrier(lambda: self._attempt(appid))

    async def _attempt(self, appid: str) -> Grant:
        body = grants.stable_token_body(appid, self._app_secret.get_secret_value())
        headers = {"content-type": "application/json"}
        request = self._client.build_request("POST", self._url, content=body, headers=headers)
        answer = grants.read_stable_token(*await exchange(self._client, request))
        if isinstance(answer, Refusal):
            raise error_for(answer, now=await self._clock.now())
        return answer
