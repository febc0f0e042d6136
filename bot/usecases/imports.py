"""Import numbers that people bring, take over what was imported before the bot joined, and ask for newer ones."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from bot.domain.access import TERMINAL, AuditAction, AuditEntry, Viewpoint
from bot.domain.caveats import REMIND_AFTER
from bot.domain.imports.numbers import Import, ImportedDay
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.public import COMPARABLE_FOR, PublicSnapshot, public_shares
from bot.domain.numbers.snapshot import Snapshot, Users, Visible, snapshot_day
from bot.domain.numbers.version import Meaning, Pin, Reading, Scale
from bot.domain.platform import ProgramEvent
from bot.domain.programs import (
    Program,
    ambiguous,
    calls_all_of_wechat,
    check_reserved,
    imported_program,
    is_imported,
    looks_like_appid,
    read_name,
)
from bot.errors import AliasTaken, AllOfWeChatNotImported, UnknownProgram
from bot.lib.work import Isolation
from bot.ports.numbers import Snapshots
from bot.ports.programs import ImportedPrograms, KeptProgram, KeptPrograms, News, Programs
from bot.ports.slack import Workspaces
from bot.usecases.app import ReadingApp
from bot.usecases.programs.authorisation_status import news_for

LOCAL_TEAM: Final = "T0LOCAL"
"""The workspace of what the command line keeps before the bot joined one."""


async def preview_import(
    app: ReadingApp,
    seen: Viewpoint,
    name: str,
    days: Sequence[ImportedDay],
    *,
    meaning: Meaning | None = None,
    users: int = 0,
    by: str,
    now: datetime,
) -> Import:
    """Read numbers without keeping them.

    Args:
        name: the program's; one that is unknown is created.
        days: oldest first, at least one.
        meaning: what the numbers mean, where they do not prove it themselves.
        users: how many the program had in the 30 days up to the newest day; 0 where the person does not say.
            They go with the newest day that is kept; of a program that WeChat tells about none are, as votes rest
            on its own count.
        by: the person, as in the audit log.

    Raises:
        BadLabel: the name cannot be one, or that of a new program means something else in commands.
        AliasTaken: another program has the name, out of the person's sight.
        UnknownProgram: an AppID that is not listed: WeChat's own numbers would need the settings.
        AmbiguousProgram: several programs have the name.
        AllOfWeChatNotImported: it is `ALL_OF_WECHAT`.
        StorageUnavailable: nothing can be looked up.
    """
    program, is_new = await _program(app, seen, name)
    team_id, first, last = seen.team_id, days[0].day, days[-1].day
    remembered = (await app.kept.snapshots.proved_readings(team_id, [program.appid])).get(program.appid)
    public = await app.kept.public_snapshots.since(first - COMPARABLE_FOR, until=last + COMPARABLE_FOR)
    taken = await asyncio.to_thread(_taken, program, days, Pin(meaning), remembered, public, by=by, now=now)
    there = {each.day: each for each in await app.kept.snapshots.since(team_id, program.appid, first, until=last)}
    from_wechat = frozenset(day for day, each in there.items() if not each.imported_by)
    snapshots = tuple(judge_all(each for each in taken if each.day not in from_wechat))
    own = is_imported(program.appid)
    if users and own and snapshots:
        snapshots = (*snapshots[:-1], replace(snapshots[-1], users=Users(last, other=users)))
    replaced = tuple(each.day for each in snapshots if each.day in there)
    kept = tuple(each.day for each in taken if each.day in from_wechat)
    return Import(program, is_new, snapshots, replaced, kept, users_left_out=bool(users and not own))


async def import_numbers(
    app: ReadingApp,
    seen: Viewpoint,
    name: str,
    days: Sequence[ImportedDay],
    *,
    meaning: Meaning | None = None,
    users: int = 0,
    by: str,
    now: datetime,
) -> Import:
    """Keep numbers. Args and errors as `preview_import`.

    Numbers are kept as snapshots, judged like WeChat's. The same numbers again change nothing but their age.

    Alerts are judged by each day that is newer than all that were kept.

    Raises:
        UnknownProgram: as `preview_import`; also where somebody has deleted the program meanwhile.
    """
    done = await preview_import(app, seen, name, days, meaning=meaning, users=users, by=by, now=now)
    if not done.snapshots:
        return done
    team_id, appid, newest = seen.team_id, done.program.appid, done.snapshots[-1]
    after = {
        "days": len(done.snapshots),
        "first": done.snapshots[0].day.isoformat(),
        "last": newest.day.isoformat(),
    }
    async with app.kept.audit.recording(AuditEntry(team_id, now, by, AuditAction.IMPORTED, appid, after=after)):
        if done.is_new:
            await app.kept.kept_programs.put(team_id, [KeptProgram(appid, done.program.nickname, added_at=now)])
        await app.kept.snapshots.save(team_id, done.snapshots)
        # A deletion that came before is seen now; one that comes later waits for the end.
        if not done.is_new and is_imported(appid) and not await app.kept.kept_programs.get(team_id, appid):
            raise UnknownProgram(name=done.program.name, suggestion="")
    await app.judge_alerts(team_id, now=now)
    kept = await app.kept.snapshots.those(team_id, appid, [each.day for each in done.snapshots])
    from_wechat = {*done.from_wechat, *(each.day for each in kept if not each.imported_by)}  # some meanwhile
    imported = tuple([each for each in kept if each.imported_by])
    return replace(done, snapshots=imported, from_wechat=tuple(sorted(from_wechat)))


async def _program(app: ReadingApp, seen: Viewpoint, name: str) -> tuple[Program, bool]:
    """Return the program of this name, and whether it is new."""
    name = read_name(name)
    meant = await app.visible.called(seen, name)
    if meant.only:
        return meant.only, False
    if meant.count:
        raise ambiguous(name, sorted(program.appid for program in meant.programs), meant.count)
    if calls_all_of_wechat(name):
        raise AllOfWeChatNotImported
    check_reserved(name)
    if looks_like_appid(name):
        raise UnknownProgram(name=name, suggestion="")
    if (await app.visible.called(Viewpoint.everything(seen.team_id), name)).count:
        raise AliasTaken(alias=name)
    return imported_program(name), True


def _taken(
    program: Program,
    days: Sequence[ImportedDay],
    pin: Pin,
    remembered: Reading | None,
    public: Sequence[PublicSnapshot],
    *,
    by: str,
    now: datetime,
) -> list[Snapshot]:
    """Return a snapshot of each day; each proved one helps to read those after it."""
    found = []
    for each in days:
        nearest = min(public, key=lambda other: abs(other.day - each.day), default=None)
        scale = Scale.PERCENT if each.signed else None
        shares = public_shares(nearest, of=each.day)
        reading = read_meaning(each.feed, pin=Pin(pin.meaning, scale), remembered=remembered, public=shares)
        remembered = reading if reading.proves else remembered
        found.append(Snapshot(program.appid, each.day, now, each.feed, reading, by))
    return found


@dataclass(frozen=True)
class AdoptImports:
    """Runs at each start; nothing is left to do after the first time."""

    kept: KeptPrograms
    snapshots: Snapshots
    imported: ImportedPrograms

    async def __call__(self, team_id: str) -> None:
        """Make the imported programs the workspace's. After a crash in between the next start goes on.

        Raises:
            StorageUnavailable: the next start does it.
        """
        programs = [each for each in await self.kept.all(LOCAL_TEAM) if is_imported(each.appid)]
        for program in programs:
            await self.snapshots.save(team_id, await self.snapshots.since(LOCAL_TEAM, Visible(program.appid), date.min))
            await self.kept.put(team_id, [program])
            await self.imported.erase(LOCAL_TEAM, program.appid)


@dataclass
class RemindOfImports:
    """Looks once a Chinese day, called more often. Each import has one reminder: its news have an id of their own."""

    workspaces: Workspaces
    programs: Programs
    snapshots: Snapshots
    news: News
    channels_of: Callable[[str, str], Awaitable[Sequence[str]]]
    """The channels that use a program, for numbers imported on the command line."""
    _looked: dict[str, date] = field(default_factory=dict, repr=False)
    """By workspace."""

    async def __call__(self, *, now: datetime) -> None:
        """Do what is owed at `now` (UTC).

        Raises:
            StorageUnavailable: the next call does it.
        """
        isolation, today = Isolation(), snapshot_day(now)
        for workspace in await self.workspaces.all():
            team_id = workspace.team_id
            if self._looked.get(team_id) != today:
                with isolation.item(team=team_id):
                    await self._look(team_id, now)
                    self._looked[team_id] = today
        isolation.raise_first()

    async def _look(self, team_id: str, now: datetime) -> None:
        imported = await self.programs.imported(Viewpoint.everything(team_id))
        newest = await self.snapshots.newest(team_id, imported, before=date.max) if imported else {}
        for snapshot in newest.values():
            if snapshot_day(now) - snapshot.day >= REMIND_AFTER:
                await self._remind(team_id, snapshot, now)

    async def _remind(self, team_id: str, snapshot: Snapshot, now: datetime) -> None:
        by = "" if snapshot.imported_by.startswith(TERMINAL) else snapshot.imported_by
        channels = [by] if by else await self.channels_of(team_id, snapshot.appid)
        moment = snapshot.day.isoformat()
        event, appid = ProgramEvent.OUTDATED, snapshot.appid
        await self.news.add(news_for(team_id, channels, appid, event, moment=moment, at=now, user_id=by))
