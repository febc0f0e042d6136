"""A program's access token, obtained with the platform's token and the program's refresh token.

https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getauthorizeraccesstoken
"""

from bot.domain.platform.errcodes import Remedy
from bot.errors import ReauthorisationNeeded
from bot.ports.wechat import CredentialSource
from bot.wechat.platform_caller import COMPONENT, PlatformCaller
from bot.wechat.protocol import platform_calls as calls
from bot.wechat.protocol.platform_answers import Renewal
from bot.wechat.protocol.response import Refusal
from bot.wechat.protocol.token_responses import Grant
from bot.wechat.tokens.refresh import RefreshTokens


class AuthoriserIssuer:
    """Issues programs' tokens by api_authorizer_token.

    Serves `bot.wechat.tokens.sources.TokenIssuer`.

    Args:
        caller: makes the calls, with few retries, because a lock is held meanwhile.
        component: the platform's token.
        refresh_tokens: of the programs.
        appid: the platform's.
    """

    def __init__(
        self, caller: PlatformCaller, component: CredentialSource, refresh_tokens: RefreshTokens, *, appid: str
    ) -> None:
        self._caller = caller
        self._component = component
        self._refresh_tokens = refresh_tokens
        self._appid = appid

    async def issue(self, appid: str) -> Grant:
        """A token for a program.

        Raises:
            ReauthorisationNeeded: neither the stored refresh token nor the one in WeChat's list is valid.
            OperatorError, TemporaryError: also when the platform itself cannot get a token.
        """
        refresh_token = await self._refresh_tokens.of(appid)
        answer = await self._renew(appid, refresh_token)
        if answer is None:
            await self._refresh_tokens.recover()
            dead, refresh_token = refresh_token, await self._refresh_tokens.of(appid)
            answer = await self._renew(appid, refresh_token) if refresh_token != dead else None
        if answer is None:
            raise ReauthorisationNeeded(appid=appid)
        renewal = await self._caller.insist(answer)
        # Before the access token is used: when the refresh token has changed, the old one lives five minutes more.
        # Mostly it has not changed, and a sweep needs thousands.
        if renewal.refresh_token != refresh_token:
            await self._refresh_tokens.keep(appid, renewal.refresh_token)
        return renewal.grant

    async def _renew(self, appid: str, refresh_token: str | None) -> Renewal | Refusal | None:
        """WeChat's answer to a refresh token; None when there is none, or when it is invalid (61023)."""
        if not refresh_token:
            return None
        call = calls.authorizer_token(self._appid, appid, refresh_token)
        answer = await self._caller.ask_with(self._component, COMPONENT, call)
        return None if isinstance(answer, Refusal) and answer.remedy is Remedy.RELIST else answer
