"""WeChat's public numbers, asked about like a program's."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

import structlog

from bot.domain.numbers.comparison import NEAR
from bot.domain.numbers.judgement import Judgement, Public
from bot.domain.numbers.public import PublicSnapshot, public_as_snapshot
from bot.domain.numbers.snapshot import KnownLoss, Snapshot, Users, Visible, loss_at, snapshot_day
from bot.domain.numbers.version import Reading, Version
from bot.domain.programs import ALL_OF_WECHAT
from bot.errors import StorageUnavailable
from bot.lib.work import Isolation, OnlyOne, SingleFlight, ignore, uncontended
from bot.ports.numbers import PublicSnapshots, PublicSource, Snapshots, UnjudgedNumbers, Watch, WatchPublic
from bot.ports.slack import Workspaces

_DAY = timedelta(days=1)
_RECENT = timedelta(days=14)
"""WeChat publishes daily: the newest before a day is nearly always among these."""


@dataclass(frozen=True)
class ReadPublicNumbers:
    """Reads the public numbers and keeps them; all who ask at the same moment wait for the same answer."""

    source: PublicSource
    public: PublicSnapshots
    _flight: SingleFlight[None, PublicSnapshot] = field(default_factory=SingleFlight, repr=False)

    async def __call__(self) -> Snapshot:
        """Return the present numbers, as the snapshot of `ALL_OF_WECHAT`.

        Raises:
            WeChatBusy, WeChatUnreachable, WeChatUnreadable: they cannot be read.
            StorageUnavailable: they cannot be kept.
        """
        return _as_snapshot(await self._flight(None, self._take))

    async def _take(self) -> PublicSnapshot:
        read = await self.source.read()
        await self.public.save(read)
        kept = await self.public.since(read.day, until=read.day)  # judged: nobody needs to do it for the answer
        return next(iter(kept), read)


@dataclass(frozen=True)
class SnapshotsWithPublic:
    """Serves `bot.ports.numbers.Snapshots`: those of `ALL_OF_WECHAT` are the public ones, in every workspace.

    They are kept by `PublicSnapshots`, for ever and once for all workspaces: nothing of them is saved here, summarised,
    counted as a program's or thinned out.
    """

    programs: Snapshots
    """Those of all programs."""
    public_numbers: PublicSnapshots

    async def save(self, team_id: str, snapshots: Sequence[Snapshot]) -> Sequence[Snapshot]:
        """Judge and keep those of programs."""
        return await self.programs.save(team_id, [each for each in snapshots if each.appid != ALL_OF_WECHAT.appid])

    async def public(self, day: date) -> Public:
        """Return how WeChat counts all its users, by the newest public numbers up to a day."""
        return await self.programs.public(day)

    async def judge_again(self, team_id: str, appids: Collection[Visible]) -> None:
        if ALL_OF_WECHAT.appid in appids:
            await self.public_numbers.judge_all()
        if programs := _programs(appids):
            await self.programs.judge_again(team_id, programs)

    async def users(self, team_id: str, appids: Collection[Visible], *, until: date) -> Mapping[str, Users]:
        """By program, its users; nobody publishes all of WeChat's."""
        return await self.programs.users(team_id, _programs(appids), until=until)

    async def latest(self, team_id: str, appid: Visible) -> Snapshot | None:
        """Return the newest one."""
        if appid != ALL_OF_WECHAT.appid:
            return await self.programs.latest(team_id, appid)
        newest = await self.public_numbers.latest()
        return _as_snapshot(newest) if newest else None

    async def since(
        self, team_id: str, appid: Visible, day: date, *, until: date | None = None, without: Collection[date] = ()
    ) -> Sequence[Snapshot]:
        """Those of this day and later, up to another when one is named, oldest first."""
        if appid != ALL_OF_WECHAT.appid:
            return await self.programs.since(team_id, appid, day, until=until, without=without)
        return [
            _as_snapshot(each) for each in await self.public_numbers.since(day, until=until) if each.day not in without
        ]

    async def those(self, team_id: str, appid: Visible, days: Collection[date]) -> Sequence[Snapshot]:
        """Those of some days, oldest first."""
        if appid != ALL_OF_WECHAT.appid:
            return await self.programs.those(team_id, appid, days)
        kept = await self.public_numbers.since(min(days), until=max(days)) if days else ()
        return [_as_snapshot(each) for each in kept if each.day in days]

    async def on(self, team_id: str, appid: Visible, day: date) -> Snapshot | None:
        if appid != ALL_OF_WECHAT.appid:
            return await self.programs.on(team_id, appid, day)
        return next(iter(await self.since(team_id, appid, day, until=day)), None)

    async def proved_readings(self, team_id: str, appids: Collection[Visible]) -> Mapping[str, Reading]:
        """By program, the newest proved reading; the public numbers need no proof."""
        return await self.programs.proved_readings(team_id, _programs(appids))

    async def newest(self, team_id: str, appids: Collection[Visible], *, before: date) -> Mapping[str, Snapshot]:
        """By program, the newest one of an earlier day; programs without one are missing."""
        found = await self.programs.newest(team_id, _programs(appids), before=before)
        if ALL_OF_WECHAT.appid not in appids or not (newest := await self._newest(before)):
            return found
        return {**found, ALL_OF_WECHAT.appid: newest}

    async def recent(
        self, team_id: str, appids: Collection[Visible], *, since: date, before: date
    ) -> Mapping[str, Sequence[Snapshot]]:
        """By program, those of a day and later, before another, oldest first; programs without one are missing."""
        found = await self.programs.recent(team_id, _programs(appids), since=since, before=before)
        if ALL_OF_WECHAT.appid not in appids or before <= since:
            return found
        public = await self.since(team_id, ALL_OF_WECHAT.appid, since, until=before - _DAY)
        return {**found, ALL_OF_WECHAT.appid: public} if public else found

    async def taken(
        self, team_id: str, appid: Visible, *, since: date, until: date | None = None
    ) -> Mapping[date, datetime]:
        """When the snapshots of `since` were taken (UTC); a replaced one is newer."""
        if appid != ALL_OF_WECHAT.appid:
            return await self.programs.taken(team_id, appid, since=since, until=until)
        return await self.public_numbers.taken(since, until=until)

    async def last_days(self, team_id: str, appids: Collection[Visible], *, before: date) -> Mapping[str, date]:
        """By program, the day of its newest snapshot of an earlier day; programs without one are missing."""
        found = await self.programs.last_days(team_id, _programs(appids), before=before)
        if ALL_OF_WECHAT.appid not in appids or not (newest := await self._newest(before)):
            return found
        return {**found, ALL_OF_WECHAT.appid: newest.day}

    async def judgements(
        self, team_id: str, appids: Collection[Visible], *, up_to: date | None = None
    ) -> Mapping[str, Judgement]:
        """By program, the judgement of its newest snapshot, or of the day that is compared with."""
        found = await self.programs.judgements(team_id, _programs(appids), up_to=up_to)
        if ALL_OF_WECHAT.appid not in appids:
            return found
        if up_to is None:
            newest = await self.latest(team_id, ALL_OF_WECHAT.appid)
        else:
            near = await self.since(team_id, ALL_OF_WECHAT.appid, up_to - NEAR, until=up_to)
            newest = next((each for each in reversed(near) if each.judgement.sound), near[-1] if near else None)
        return {**found, ALL_OF_WECHAT.appid: newest.judgement} if newest else found

    async def losses(self, team_id: str, appids: Collection[Visible], version: Version) -> Mapping[str, KnownLoss]:
        """By program, the loss at a version by its newest snapshot."""
        found = await self.programs.losses(team_id, _programs(appids), version)
        if ALL_OF_WECHAT.appid not in appids or not (newest := await self.latest(team_id, ALL_OF_WECHAT.appid)):
            return found
        return {**found, ALL_OF_WECHAT.appid: loss_at(newest, version)}

    async def _newest(self, before: date) -> Snapshot | None:
        latest = await self.public_numbers.latest()
        if latest is None or latest.day < before:
            return _as_snapshot(latest) if latest else None
        until = before - _DAY
        found = await self.public_numbers.since(until - _RECENT, until=until) or await self.public_numbers.since(
            date.min, until=until
        )
        return _as_snapshot(found[-1]) if found else None


def _as_snapshot(public: PublicSnapshot) -> Snapshot:
    return public_as_snapshot(public)


def _programs(appids: Collection[Visible]) -> Collection[Visible]:
    return [appid for appid in appids if appid != ALL_OF_WECHAT.appid] if ALL_OF_WECHAT.appid in appids else appids


_log = structlog.get_logger(__name__)

_AT_ONCE: Final = 1_000
"""Programs looked up at a time."""
_IN_ONE_GO: Final = 20
"""Programs judged before others have their turn."""
_TURN: Final = "judge"


@dataclass(frozen=True)
class JudgeAgain:
    """Called every minute; without anything to judge it is a small query for each workspace.

    It also has alerts judged that a process left behind.
    """

    snapshots: Snapshots
    unjudged: UnjudgedNumbers
    public: PublicSnapshots
    workspaces: Workspaces
    judge_alerts: Watch
    judge_public: WatchPublic
    only_one: OnlyOne = uncontended
    moved: Callable[[], None] = ignore
    """Called as it goes on."""

    async def __call__(self, *, now: datetime) -> None:
        """Do what is owed at `now` (UTC).

        Raises:
            StorageUnavailable: the next call goes on.
        """
        async with self.only_one(_TURN) as ours:
            if not ours:
                return
            await self.public.judge_all()
            public, isolation = await self.snapshots.public(snapshot_day(now)), Isolation()
            for workspace in await self.workspaces.all():
                with isolation.item(team=workspace.team_id):
                    await self._judge(workspace.team_id, public.turn, isolation)
                    await self.judge_alerts(workspace.team_id, now=now)
            await self.judge_public(now=now)
            isolation.raise_first()

    async def _judge(self, team_id: str, turn: str, isolation: Isolation) -> None:
        judged = 0
        while appids := await self.unjudged.unjudged(team_id, turn, limit=_AT_ONCE):
            for first in range(0, len(appids), _IN_ONE_GO):
                some = appids[first : first + _IN_ONE_GO]
                try:
                    await self.snapshots.judge_again(team_id, some)
                except StorageUnavailable:
                    raise
                except Exception:  # noqa: BLE001 - found and told below, by the program whose numbers cause it
                    for appid in some:
                        with isolation.item(team=team_id, program=appid):
                            await self.snapshots.judge_again(team_id, [appid])
                self.moved()
            judged += len(appids)
            still = await self.unjudged.unjudged(team_id, turn, limit=_AT_ONCE)
            if still and set(still) <= set(appids):
                _log.error("programs stay unjudged", team=team_id, programs=len(still))
                break
        if judged:
            _log.info("programs judged again", team=team_id, programs=judged)
