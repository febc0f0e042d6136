"""Reports on a program's kept days, each as it was judged when it was kept, and their histories."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.blocks.kit.elements import Message
from bot.domain.forecast.pace import MEMORY
from bot.domain.numbers.comparison import Before, before_of
from bot.domain.numbers.judgement import Break, Judgement
from bot.domain.numbers.public import PublicSnapshot, sound_ones
from bot.domain.numbers.snapshot import OF_ALL, Snapshot, Visible
from bot.domain.programs import Program
from bot.domain.report import (
    Broken,
    Listed,
    Past,
    Report,
    answered_by,
    publicly_broken,
    unusable,
)
from bot.domain.trend_history import HISTORY, History, history_of
from bot.errors import SlackUnclear
from bot.lib.cache import Taken, VersionedCache
from bot.lib.work import SingleFlight, where_writable
from bot.ports.numbers import PublicSnapshots, Snapshots
from bot.ports.slack import Messenger

_HISTORIES: Final = 12
"""Histories cached. Each takes half a megabyte, and a millisecond of Python's garbage collector, which
stops everything while it looks at all there is."""
_DAY: Final = timedelta(days=1)
_LISTED: Final = MEMORY + timedelta(days=30)
"""What every part of an answer looks back at, also when its newest snapshot is some weeks old."""
_PROGRAMS: Final = 100
LAST_DAY: Final = date.max - _DAY
"""For the newest of all."""


async def read_past(snapshots: Snapshots, team_id: str, report: Report, *, since: date) -> Report:
    """Return the report with its past since a day; reads only what it does not hold yet.

    Raises:
        StorageUnavailable: it cannot be read.
    """
    known = report.past or Past(report.snapshot.day)
    if known.since <= since:
        return report
    until = known.since - _DAY
    listed = report.listed.between(since, until) if report.listed else None
    earlier: Sequence[Snapshot] = ()
    if listed is None or listed:
        earlier = await snapshots.since(team_id, report.program.appid, since, until=until)
    return replace(report, past=Past(since, (*earlier, *known.snapshots)))


async def taken_since(snapshots: Snapshots, team_id: str, report: Report, first: date) -> Taken:
    """When the snapshots from a day up to the report's were taken; looked up unless the report has it.

    Raises:
        StorageUnavailable: it cannot be looked up.
    """
    last = report.snapshot.day
    listed = report.listed.between(first, last) if report.listed else None
    if listed is not None:
        return listed
    return await snapshots.taken(team_id, report.program.appid, since=first, until=last)


@dataclass(frozen=True)
class ReadHistory:
    """Reads twenty weeks of a program. A cached history is good while the same snapshots are kept, which is checked."""

    snapshots: Snapshots
    remembered: VersionedCache[tuple[str, str, date, tuple[Break, ...]], History] = field(
        default_factory=lambda: VersionedCache(_HISTORIES), repr=False
    )

    async def __call__(self, team_id: str, report: Report) -> tuple[Report, History]:
        """Return the history that ends with a report's snapshot, and the report with what was read for it.

        Raises:
            StorageUnavailable: it cannot be read.
        """
        appid, until = report.program.appid, report.snapshot.day
        key, since = (team_id, appid, until, report.breaks), until - HISTORY
        if key in self.remembered:
            taken = await taken_since(self.snapshots, team_id, report, since)
            if self.remembered.holds(key, taken):
                return report, self.remembered[key]
        report = await read_past(self.snapshots, team_id, report, since=since)
        kept = report.history(since)
        history = await asyncio.to_thread(history_of, kept, report.breaks)
        return report, self.remembered.remember(key, {each.day: each.taken_at for each in kept}, history)


@dataclass
class ReadPublicHistory:
    """Twenty weeks of WeChat's public numbers, the sound ones."""

    public: PublicSnapshots
    _known: tuple[Sequence[PublicSnapshot], Sequence[PublicSnapshot]] = field(default=((), ()), repr=False)
    """The last answer of the database, and the sound ones in it: the same for every program."""

    async def __call__(self, *, until: date) -> Sequence[PublicSnapshot]:
        """Return the sound public numbers, oldest first.

        Raises:
            StorageUnavailable: they cannot be read.
        """
        kept = await self.public.since(until - HISTORY, until=until)
        if not all(each.judgement.known for each in kept):
            with where_writable():
                await self.public.judge_all()
            kept = await self.public.since(until - HISTORY, until=until)
        if [_taken(each) for each in kept] != [_taken(each) for each in self._known[0]]:
            self._known = (kept, await asyncio.to_thread(sound_ones, kept))
        return self._known[1]


def _taken(snapshot: PublicSnapshot) -> tuple[date, datetime]:
    return snapshot.day, snapshot.taken_at


@dataclass(frozen=True)
class KeptReports:
    """Makes reports of judged snapshots. One that is still to be judged is judged at once."""

    snapshots: Snapshots
    remembered: VersionedCache[tuple[str, str, date, Break | None], Before | None] = field(
        default_factory=lambda: VersionedCache(_PROGRAMS), repr=False
    )
    """What was before the break that goes on, of programs that were asked about lately."""

    async def list(self, team_id: str, appid: Visible, day: date, *, until: date | None = None) -> Listed:
        """Return what is kept by a day, or also of later ones.

        Raises:
            StorageUnavailable: it cannot be looked up.
        """
        since = max(day, date.min + _LISTED) - _LISTED
        return Listed(since, await self.snapshots.taken(team_id, appid, since=since, until=until))

    async def __call__(
        self,
        team_id: str,
        program: Program,
        snapshot: Snapshot,
        *,
        listed: Listed | None = None,
        past: Past | None = None,
        looking_back: bool = False,
    ) -> Report:
        """Return the report on a snapshot.

        Args:
            team_id: the workspace.
            program: with its labels.
            snapshot: one of its own.
            listed: what was kept before it was read.
            past: those before it that were read already.
            looking_back: read them as far back as forecasts look, in one read instead of two.

        Raises:
            StorageUnavailable: those before it cannot be read.
        """
        if await self.judge(team_id, program.appid, [snapshot]):
            snapshot = await self.snapshots.on(team_id, program.appid, snapshot.day) or snapshot
        report, count = Report(program, snapshot, past=past, listed=listed), snapshot.judgement.count
        if not looking_back or listed is None:
            return await self._with_before(team_id, report)
        key = (team_id, program.appid, snapshot.day, count.found if count else None)
        if self.remembered.holds(key, listed.taken):  # the other parts of an answer, too, know what they look back at
            return replace(report, before=self.remembered[key])
        report = await read_past(self.snapshots, team_id, report, since=snapshot.day - MEMORY)
        report = await self._with_before(team_id, report)
        self.remembered.remember(key, listed.taken, report.before)
        return report

    async def judge(self, team_id: str, appid: Visible, kept: Sequence[Snapshot]) -> bool:
        """Judge a program again if one of these waits for it, or its newest one; return whether that was done.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        waiting = await self._waiting(team_id, {appid: kept})
        return bool(waiting) and await self._judge_again(team_id, waiting)

    async def _judge_again(self, team_id: str, waiting: Collection[Visible]) -> bool:
        """Judge programs again; where nothing can be written they stay as they are, and wait."""
        with where_writable():
            await self.snapshots.judge_again(team_id, waiting)
            return True
        return False

    async def _waiting(self, team_id: str, kept: Mapping[Visible, Sequence[Snapshot]]) -> Collection[Visible]:
        newest = await self.snapshots.judgements(team_id, [each for each in kept if each != OF_ALL])
        turn = (await self.snapshots.public(LAST_DAY)).turn
        return [appid for appid, some in kept.items() if _waits(some, newest.get(appid), turn)]

    async def _with_before(self, team_id: str, report: Report) -> Report:
        count = report.judgement.count
        if count is None or not count.before:
            return report
        first = min(count.before)
        if report.past and report.past.since <= first:
            lists: Sequence[Snapshot] = report.past.snapshots
        else:
            lists = await self.snapshots.those(team_id, report.program.appid, count.before)
        # A week of long lists takes some milliseconds: too long for the event loop.
        return replace(report, before=await asyncio.to_thread(before_of, count, {each.day: each for each in lists}))

    async def best(self, team_id: str, report: Report) -> Report:
        """Return the report; if its numbers are unusable, that of the earlier day that answers for them, if any.

        Raises:
            StorageUnavailable: that day cannot be read.
        """
        why, day = unusable(report), report.judgement.of
        if why is None or day is None:
            return report
        past = report.past if report.past and report.past.since <= day else Past(day)
        good = next((each for each in past.snapshots if each.day == day), None)
        good = good or await self.snapshots.on(team_id, report.program.appid, day)
        if good is None:
            return report
        past = replace(past, snapshots=tuple(each for each in past.snapshots if each.day < day))
        better = Report(report.program, answered_by(report, good), report.stale_because or why, past=past)
        return await self._with_before(team_id, replace(better, listed=report.listed))

    async def newest(self, team_id: str, program: Program, *, until: date, within: timedelta) -> Report | None:
        """Return the report on the newest snapshot up to a day; None without one so short before it.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        listed = await self.list(team_id, program.appid, until, until=until)
        if listed.newest is None or until - listed.newest > within:
            return None
        snapshot = await self.snapshots.on(team_id, program.appid, listed.newest)
        return await self(team_id, program, snapshot, listed=listed) if snapshot else None

    async def newest_of(self, team_id: str, programs: Sequence[Program], *, until: date) -> Mapping[str, Report]:
        """Return the reports on some programs' newest good numbers up to a day, by AppID; those without are missing.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        appids = [each.appid for each in programs]
        newest = await self.snapshots.newest(team_id, appids, before=until + _DAY)
        waiting = await self._waiting(team_id, {each: [newest[each]] for each in appids if each in newest})
        if waiting and await self._judge_again(team_id, waiting):
            newest = {**newest, **await self.snapshots.newest(team_id, waiting, before=until + _DAY)}
        reports = [Report(each, newest[each.appid]) for each in programs if each.appid in newest]
        found = [await self.best(team_id, await self._with_before(team_id, each)) for each in reports]
        return {each.program.appid: each for each in found}

    async def public_break(self, day: date) -> Broken | None:
        """Return the break of WeChat's public numbers that concerns a day; None without one.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        return publicly_broken(await self.snapshots.public(day), day)


def _waits(kept: Sequence[Snapshot], newest: Judgement | None, turn: str) -> bool:
    """Whether some of a program's snapshots are still to be judged, or its newest one is, by the public count."""
    if newest and (not newest.known or (newest.turn != turn and any(each.day == newest.day for each in kept))):
        return True
    return not all(each.judgement.known for each in kept)


_ONE_PRESS = timedelta(seconds=30)
"""Presses closer together than this, by any users, want the same post."""
_Key = tuple[str, str, str]


@dataclass(frozen=True)
class ShareMessage:
    """The button "Share to channel"."""

    messenger: Messenger
    _flights: SingleFlight[_Key, None] = field(default_factory=SingleFlight, repr=False)
    _shared: dict[_Key, tuple[datetime, SlackUnclear | None]] = field(default_factory=dict, repr=False)
    """When each message was posted a moment ago, or may have been."""

    async def __call__(self, team_id: str, channel_id: str, message: Message, *, now: datetime) -> None:
        """Post it; a second press while the first is under way, or a moment after it, posts nothing more.

        Raises:
            ChannelUnavailable: the bot is not in the channel.
            SlackUnclear: it may or may not have been posted; a second press raises the same.
            WorkspaceUnavailable, SlackRefused, SlackBusy: nothing was posted.
        """
        key = (team_id, channel_id, message.text)
        self._forget(now)
        if key in self._shared:
            _, unclear = self._shared[key]
            if unclear:
                raise unclear
            return
        await self._flights(key, lambda: self._post(key, message, now))

    async def _post(self, key: _Key, message: Message, now: datetime) -> None:
        team_id, channel_id, _ = key
        try:
            await self.messenger.post(team_id, channel_id, message)
        except SlackUnclear as unclear:
            self._shared[key] = (now, unclear)
            raise
        self._shared[key] = (now, None)

    def _forget(self, now: datetime) -> None:
        """Forget old presses; in both directions, in case the clock was put back."""
        for key, (pressed_at, _) in list(self._shared.items()):
            if abs(now - pressed_at) > _ONE_PRESS:
                del self._shared[key]
