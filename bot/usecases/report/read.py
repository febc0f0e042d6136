"""Read one program's distribution: kept if it is fresh, else from WeChat, else the newest good one with its age."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar

import structlog

from bot.domain.numbers.meaning import Shares, read_meaning
from bot.domain.numbers.public import public_shares
from bot.domain.numbers.snapshot import Snapshot, Users, Visible, snapshot_day
from bot.domain.numbers.version import NO_PIN, Feed, Pin, Reading
from bot.domain.platform import NOT_AUTHORISED, SET_NOT_GRANTED, Remedy, next_quota_day, remedy_of
from bot.domain.programs import AuthStatus, Program
from bot.domain.report import Past, Report, unusable
from bot.errors import (
    BotError,
    NothingImported,
    OperatorError,
    QuotaSpared,
    ReauthorisationNeeded,
    StaleControl,
    StorageUnavailable,
    TemporaryError,
    TicketMissing,
    TokenServiceRefused,
    WeChatBusy,
    WeChatLimited,
    WeChatRefused,
    WeChatUnreachable,
    error_of,
    kind_of,
)
from bot.lib.work import SingleFlight
from bot.ports.machine import Clock
from bot.ports.numbers import PublicSnapshots, Watch
from bot.ports.sweep import ReadFailure
from bot.ports.wechat import DistributionSource
from bot.usecases.programs.authorisation_status import RecordStatus
from bot.usecases.report.kept_reports import KeptReports
from bot.usecases.report.public_numbers import ReadPublicNumbers


def take_snapshot(
    appid: Visible,
    feed: Feed,
    *,
    pin: Pin,
    remembered: Reading | None,
    now: datetime,
    public: Shares | None = None,
    users: Users | None = None,
) -> Snapshot:
    """Return the snapshot of the day of `now`.

    Args:
        pin: the operator's settings of the meaning.
        remembered: the program's newest proved reading, if any.
        public: WeChat's public shares of about that day, if any (`public_shares`).
        users: how many people use the program, if that is known.
    """
    reading = read_meaning(feed, pin=pin, remembered=remembered, public=public)
    return Snapshot(appid, snapshot_day(now), now, feed, reading, users=users)


_AppID = TypeVar("_AppID", bound=str)
Reason = tuple[str, str]
OPERATOR_MUST_ACT: Final = timedelta(hours=1)
WILL_PASS: Final = timedelta(minutes=10)
HOPELESS: Final = 50
"""After so many failures in a row that concern all programs, thousands more would take hours."""
_EVERYBODYS = (WeChatBusy, WeChatUnreachable, TokenServiceRefused)
_EVERYBODYS_REMEDIES = (Remedy.ALLOW_ADDRESS, Remedy.CORRECT_SECRET)


def read_failure_of(appid: str, error: BotError, *, now: datetime) -> ReadFailure:
    """Make the read failure: the reason, and until when the program is left alone.

    A quota has its own end; a temporary failure rests for ten minutes, one that the operator must resolve for an hour.
    """
    return ReadFailure(appid, error.key, dict(error.params), since=now, not_before=rest_until(error, now))


def lasting(
    read_failures: Mapping[_AppID, ReadFailure], newest_days: Mapping[_AppID, date | None]
) -> dict[_AppID, ReadFailure]:
    """Return the read failures that are not over, by AppID: a person's question may have read the program since.

    The sweep reads only programs without a snapshot of the day. So a snapshot of the day on which a failure began, or
    of a later one, came after it.

    Args:
        read_failures: as they are kept, by AppID; those that are over stay there until the next sweep.
        newest_days: by AppID the day of a program's newest snapshot, if it has any.
    """
    return {
        appid: read_failure
        for appid, read_failure in read_failures.items()
        if (newest := newest_days.get(appid)) is None or newest < snapshot_day(read_failure.since)
    }


def by_reason(read_failures: Iterable[ReadFailure]) -> list[list[ReadFailure]]:
    """Group by reason, ignoring what differs from call to call, such as an rid; the most common first."""
    kinds: dict[Reason, list[ReadFailure]] = {}
    for read_failure in read_failures:
        kinds.setdefault(reason_of(read_failure), []).append(read_failure)
    return sorted(kinds.values(), key=len, reverse=True)


def reason_of(read_failure: ReadFailure) -> Reason:
    """Return what is the same in all read failures for one reason."""
    return read_failure.error_key, str(read_failure.params.get("code", ""))


def kept_error(read_failure: ReadFailure) -> BotError:
    """Return the error again, as far as its sentence needs; one unknown to this version becomes `Unexpected`."""
    params: dict[str, object] = dict(read_failure.params)
    if issubclass(kind_of(read_failure.error_key), WeChatLimited):
        params["until"] = read_failure.not_before  # the sweep leaves it alone until then
    return error_of(read_failure.error_key, params)


def rest_until(error: BotError, now: datetime) -> datetime:
    """When it makes sense to ask again."""
    match error:
        case WeChatLimited():
            return error.until
        case QuotaSpared():
            return next_quota_day(now)
        case TemporaryError():
            return now + WILL_PASS
        case _:
            return now + OPERATOR_MUST_ACT


def stops_everything(error: BotError) -> bool:
    """Whether no program can be read until this is over, through no fault of their own."""
    return isinstance(error, TicketMissing)


def may_be_everybodys(error: BotError) -> bool:
    """Whether the others are likely to fail in the same way."""
    return isinstance(error, _EVERYBODYS) or remedy_of(error.errcode) in _EVERYBODYS_REMEDIES


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
        """Return what getSupportVersion says of a program now.

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
    """Return the status that an error proves.

    Without a refresh token, even on WeChat's own list, it is not authorised.
    """
    if isinstance(error, ReauthorisationNeeded) or error.errcode == NOT_AUTHORISED:
        return AuthStatus.REVOKED
    return AuthStatus.NOT_GRANTED if error.errcode == SET_NOT_GRANTED else None


FRESH_FOR = timedelta(hours=1)
"""WeChat's numbers are daily at best; asking more often than this shows nothing new."""


@dataclass(frozen=True)
class ReadReport:
    """The breakdown behind every answer and digest."""

    source: DistributionSource
    reports: KeptReports
    public: PublicSnapshots
    pin: Pin = NO_PIN
    watch: Watch | None = None
    read_public: ReadPublicNumbers | None = None
    """None where `ALL_OF_WECHAT` does not exist."""
    _flights: SingleFlight[tuple[str, str], Snapshot] = field(default_factory=SingleFlight)

    async def __call__(
        self,
        team_id: str,
        program: Program,
        *,
        now: datetime,
        refresh: bool = False,
        as_is: bool = False,
        looking_back: bool = False,
    ) -> Report:
        """Return the newest good numbers of a program: `ALL_OF_WECHAT` is read once a Chinese day, imported ones never.

        Args:
            refresh: ask WeChat even though a fresh snapshot is kept.
            as_is: the newest numbers, however they look: for trends and files, which show each day as it is.
            looking_back: what is read to judge them should reach back as far as forecasts do.

        Raises:
            OperatorError, TemporaryError: WeChat could not be read and nothing is kept.
            StorageUnavailable: the snapshot could not be looked up or kept.
        """
        report = await self._newest(team_id, program, now, refresh=refresh, looking_back=looking_back)
        return report if as_is else await self.reports.best(team_id, report)

    async def _newest(
        self, team_id: str, program: Program, now: datetime, *, refresh: bool, looking_back: bool
    ) -> Report:
        listed = await self.reports.list(team_id, program.appid, snapshot_day(now))
        kept = await self.reports.snapshots.latest(team_id, program.appid)

        async def report(snapshot: Snapshot) -> Report:
            return await self.reports(team_id, program, snapshot, listed=listed, looking_back=looking_back)

        if program.is_imported:
            if kept is None:
                raise NothingImported(program=program.name)
            return await report(kept)
        if kept and not refresh and _is_fresh(program, kept, now):
            return await report(kept)
        try:
            fresh = await self._flights((team_id, program.appid), lambda: self._take(team_id, program, now))
        except StorageUnavailable as error:
            if kept is None or not error.readable:
                raise
            return replace(await report(kept), stale_because=error)
        except (OperatorError, TemporaryError) as error:
            named = _named(error, program)
            if kept is None:
                raise named from error
            return replace(await report(kept), stale_because=named)
        past = Past(kept.day, (kept,)) if kept and kept.judgement.known and kept.day < fresh.day else None
        listed = replace(listed, taken={**listed.taken, fresh.day: fresh.taken_at})
        return await self.reports(team_id, program, fresh, listed=listed, past=past, looking_back=looking_back)

    async def kept(self, team_id: str, program: Program, day: date) -> Report:
        """Return the report of one day's snapshot; when newer numbers are unusable, it says so.

        Raises:
            StaleControl: nothing is kept of that day.
        """
        report = await self.reports.newest(team_id, program, until=day, within=timedelta(0))
        if report is None:
            raise StaleControl
        newest = await self.reports.snapshots.latest(team_id, program.appid)
        if newest is None or newest.day <= day or unusable(report):
            return report
        return replace(report, stale_because=unusable(await self.reports(team_id, program, newest)))

    async def _take(self, team_id: str, program: Program, now: datetime) -> Snapshot:
        if program.is_all_of_wechat and self.read_public:
            return await self.read_public()
        appid = program.appid
        feed = await self.source.read(appid)
        remembered = await self.reports.snapshots.proved_readings(team_id, [appid])
        public = public_shares(await self.public.latest(), of=snapshot_day(now))
        users = await self.reports.snapshots.users(team_id, [appid], until=snapshot_day(now))
        snapshot = take_snapshot(
            appid,
            feed,
            pin=self.pin,
            remembered=remembered.get(appid),
            public=public,
            users=users.get(appid),
            now=now,
        )
        (kept,) = await self.reports.snapshots.save(team_id, [snapshot])
        if self.watch:
            await self.watch(team_id, now=now)
        return kept


def _named(error: OperatorError | TemporaryError, program: Program) -> OperatorError | TemporaryError:
    """Return a missing authorisation as one error, however it was noticed, with the program's name."""
    said: dict[str, Any] = {}
    if isinstance(error, WeChatRefused) and error.code == NOT_AUTHORISED:
        said = {"refused": error.code, "errmsg": error.errmsg, "rid": error.rid}
    elif not isinstance(error, ReauthorisationNeeded):
        return error
    return ReauthorisationNeeded(appid=program.appid, program=program.name, **said)


def _is_fresh(program: Program, kept: Snapshot, now: datetime) -> bool:
    if program.is_all_of_wechat:
        return snapshot_day(kept.taken_at) == snapshot_day(now)
    readable = program.status is AuthStatus.READABLE  # otherwise the reader must learn why there is nothing newer
    return readable and timedelta(0) <= now - kept.taken_at <= FRESH_FOR
