"""The programs' refresh tokens: stored when they change, and recovered when they are lost."""

from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.lib.single_flight import SingleFlight
from bot.ports.clock import Clock
from bot.ports.platform import Authorisers
from bot.ports.wechat import CredentialSource
from bot.wechat.platform_caller import COMPONENT, PlatformCaller
from bot.wechat.protocol import platform_calls as calls
from bot.wechat.protocol.platform_answers import PAGE

_log = structlog.get_logger(__name__)
RECOVER_EVERY: Final = timedelta(minutes=10)
"""The whole list takes twenty calls for ten thousand programs; reading it again at once would not help either."""
_LIST: Final = "list"


class RefreshTokens:
    """The refresh tokens in `Authorisers`, and the one way to recover them.

    Args:
        authorisers: stores them.
        caller: makes the calls, with few retries, because a lock is held meanwhile.
        component: the platform's token.
        clock: for the time since the list was last read.
        appid: the platform's.
    """

    def __init__(
        self,
        authorisers: Authorisers,
        caller: PlatformCaller,
        component: CredentialSource,
        clock: Clock,
        *,
        appid: str,
    ) -> None:
        self._authorisers = authorisers
        self._caller = caller
        self._component = component
        self._clock = clock
        self._appid = appid
        self._flight = SingleFlight[str, None]()
        self._recovered_at: datetime | None = None

    async def of(self, appid: str) -> str | None:
        """A program's refresh token; None when there is none."""
        return await self._authorisers.refresh_token(appid)

    async def keep(self, appid: str, refresh_token: str) -> None:
        """Store a program's refresh token durably; an empty one changes nothing.

        https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getauthorizeraccesstoken returns one
        with every access token and does not say whether it differs.
        """
        if refresh_token:
            await self._authorisers.keep({appid: refresh_token})

    async def recover(self) -> None:
        """Store every refresh token in WeChat's list of authorisers, unless that was done within `RECOVER_EVERY`.

        Raises:
            OperatorError, TemporaryError: the list cannot be read.
        """
        await self._flight(_LIST, self._recover)

    async def _recover(self) -> None:
        now = await self._clock.now()
        if self._recovered_at is not None and now - self._recovered_at < RECOVER_EVERY:
            return
        _log.warning("a refresh token is missing or dead: going through WeChat's list of authorisers")
        marks = await self._authorisers.marks()  # a token stored meanwhile, by any replica, is newer
        offset, total, found = 0, 1, 0
        while offset < total:
            call = calls.get_authorizer_list(self._appid, offset=offset)
            page = await self._caller.insist(await self._caller.ask_with(self._component, COMPONENT, call))
            offset, total = offset + PAGE, page.total if page.listed else 0
            await self._authorisers.keep_listed({one.appid: one.refresh_token for one in page.listed}, marks=marks)
            found += len(page.listed)
        self._recovered_at = now
        _log.info("went through WeChat's list of authorisers", found=found)
