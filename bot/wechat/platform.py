"""The third-party platform's calls about itself and its authorisers."""

from typing import TypeVar

from pydantic import SecretStr

from bot.domain.platform import Authorisation, Invitation, ListedPage, Profile
from bot.domain.sweep import Quota
from bot.ports.machine import Clock
from bot.ports.wechat import CredentialSource
from bot.wechat.http import COMPONENT, PROGRAM_REFUSED, PlatformCaller
from bot.wechat.platform_tokens import RefreshTokens, push_again
from bot.wechat.protocol import platform_calls as calls
from bot.wechat.token_sources import CachedTokens

T = TypeVar("T")


class PlatformClient:
    """Serves `bot.ports.platform.Platform`.

    Args:
        programs: the programs' tokens; the first one comes with the authorisation.
        clock: for the lives of codes and tokens.
    """

    def __init__(  # it needs every part of the platform
        self,
        caller: PlatformCaller,
        component: CredentialSource,
        programs: CachedTokens,
        refresh_tokens: RefreshTokens,
        clock: Clock,
        *,
        appid: str,
        secret: SecretStr,
    ) -> None:
        self._caller = caller
        self._component = component
        self._programs = programs
        self._refresh_tokens = refresh_tokens
        self._clock = clock
        self._appid = appid
        self._secret = secret

    async def invite(self) -> Invitation:
        """Return a pre-authorisation code, with WeChat's expiry."""
        return await self._ask(calls.create_preauthcode(self._appid, now=await self._clock.now()))

    async def exchange(self, code: str) -> Authorisation:
        """Exchange an authorisation code; stores the refresh token first, then the access token."""
        requested_at = await self._clock.now()
        found = await self._ask(calls.query_auth(self._appid, code))
        appid = found.authorisation.appid
        await self._refresh_tokens.keep(appid, found.authorisation.refresh_token)
        if found.grant is not None:
            await self._programs.keep(appid, found.grant, requested_at=requested_at)
        return found.authorisation

    async def listed(self, *, offset: int) -> ListedPage:
        """Return a page of at most 500 authorisers, from the `offset`-th on (0 is the first)."""
        return await self._ask(calls.get_authorizer_list(self._appid, offset=offset))

    async def profile(self, appid: str) -> Profile:
        return await self._ask(calls.get_authorizer_info(self._appid, appid))

    async def push_ticket_again(self) -> None:
        """Ask WeChat to push verify tickets again; this needs no token."""
        await push_again(self._caller, self._appid, self._secret)

    async def _ask(self, call: calls.Call[T]) -> T:
        return await self._caller.insist(await self._caller.ask_with(self._component, COMPONENT, call))


class QuotaClient:
    """Serves `bot.ports.wechat.Quotas`, for programs of any credential source."""

    def __init__(self, caller: PlatformCaller, programs: CredentialSource) -> None:
        self._caller = caller
        self._programs = programs

    async def quota(self, appid: str) -> Quota:
        """Return a program's remaining quota of getSupportVersion for today."""
        answer = await self._caller.ask_with(self._programs, appid, calls.quota_get(), dead=PROGRAM_REFUSED)
        return await self._caller.insist(answer)
