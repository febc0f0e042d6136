"""Reads WeChat's numbers and records what each attempt shows about a program's authorisation."""

import time
from collections.abc import Callable
from typing import Final

import structlog

from bot.domain.numbers.feed import Feed
from bot.domain.platform.errcodes import NOT_AUTHORISED, SET_NOT_GRANTED
from bot.domain.programs.program import AuthStatus
from bot.errors import BotError, ReauthorisationNeeded, StorageUnavailable, WeChatRefused
from bot.lib.single_flight import SingleFlight
from bot.ports.clock import Clock
from bot.ports.wechat import DistributionSource
from bot.usecases.programs.authorisation_status import RecordStatus

_log = structlog.get_logger(__name__)

_KNOWN_FOR: Final = 60.0
"""Seconds. One query a minute for the few programs that are not readable, however many are read."""


class StatusTrackingSource:
    """Serves `bot.ports.wechat.DistributionSource` over another one and tracks the status of programs.

    A program known to be readable costs nothing more; not even the clock is asked.
    """

    def __init__(
        self,
        source: DistributionSource,
        record: RecordStatus,
        clock: Clock,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._record = record
        self._clock = clock
        self._monotonic = monotonic
        self._looks = SingleFlight[None, None]()
        self._known: dict[str, AuthStatus] = {}
        self._known_until = float("-inf")
        self._recorded: dict[str, AuthStatus] = {}
        """Statuses this process has recorded; an earlier process may have crashed before it notified the channels."""

    async def read(self, appid: str) -> Feed:
        """What getSupportVersion says of a program now.

        Raises:
            as `DistributionSource.read`.
        """
        try:
            feed = await self._source.read(appid)
        except (WeChatRefused, ReauthorisationNeeded) as error:
            if status := _status_proved_by(error):
                await self._keep(appid, status)
            raise
        await self._keep(appid, AuthStatus.READABLE)
        return feed

    async def _keep(self, appid: str, status: AuthStatus) -> None:
        """Record a status. Never fails: the numbers, or their error, matter more, and the next reading records it."""
        try:
            if await self._is_news(appid, status):
                await self._write(appid, status)
        except StorageUnavailable as error:
            _log.warning("the status of a program could not be recorded", appid=appid, error=str(error))

    async def _is_news(self, appid: str, status: AuthStatus) -> bool:
        if self._monotonic() >= self._known_until:
            await self._looks(None, self._look)
        known = self._known.get(appid, AuthStatus.READABLE)
        return not (known is status and self._recorded.get(appid, AuthStatus.READABLE) is status)

    async def _look(self) -> None:
        self._known = dict(await self._record.statuses())
        self._known_until = self._monotonic() + _KNOWN_FOR

    async def _write(self, appid: str, status: AuthStatus) -> None:
        now = await self._clock.now()
        match status:
            case AuthStatus.REVOKED:
                if not await self._record.refused(appid, now=now):
                    return
            case AuthStatus.NOT_GRANTED:
                await self._record.not_granted(appid, now=now)
            case AuthStatus.READABLE:
                await self._record.readable(appid, now=now)
        self._known[appid] = self._recorded[appid] = status


def _status_proved_by(error: BotError) -> AuthStatus | None:
    """The status that an error proves. Without a refresh token, even on WeChat's own list, it is not authorised."""
    if isinstance(error, ReauthorisationNeeded) or error.errcode == NOT_AUTHORISED:
        return AuthStatus.REVOKED
    return AuthStatus.NOT_GRANTED if error.errcode == SET_NOT_GRANTED else None
