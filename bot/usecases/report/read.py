"""Read one program's distribution: kept if it is fresh, else from WeChat, else the newest good one with its age."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.numbers.percentage_meaning import NO_PIN, Pin
from bot.domain.numbers.public import public_shares
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.platform.errcodes import NOT_AUTHORISED
from bot.domain.programs.program import AuthStatus, Program
from bot.domain.report.report import Past, Report, unusable
from bot.errors import (
    NothingImported,
    OperatorError,
    ReauthorisationNeeded,
    StaleControl,
    StorageUnavailable,
    TemporaryError,
    WeChatRefused,
)
from bot.lib.single_flight import SingleFlight
from bot.ports.numbers import PublicSnapshots, Watch
from bot.ports.wechat import DistributionSource
from bot.usecases.report.kept_reports import KeptReports
from bot.usecases.report.public_numbers import ReadPublicNumbers
from bot.usecases.report.take_snapshot import take_snapshot

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
        """The newest good numbers of a program: `ALL_OF_WECHAT` is read once a Chinese day, imported ones never.

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
        """The report of one day's snapshot; when newer numbers are unusable, it says so.

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
    """Whether asking WeChat would show nothing new."""
    if program.is_all_of_wechat:
        return snapshot_day(kept.taken_at) == snapshot_day(now)
    readable = program.status is AuthStatus.READABLE  # otherwise the reader must learn why there is nothing newer
    return readable and timedelta(0) <= now - kept.taken_at <= FRESH_FOR
