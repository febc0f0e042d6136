"""Read the report of now, or of a day that is kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.domain.numbers.comparison import Before, before_of
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.programs import Program
from bot.domain.report import (
    AT_MOST_BEFORE,
    Report,
)
from bot.errors import DayToCome, NothingKept
from bot.usecases.app import ReadingApp


async def report_at(
    app: ReadingApp, team_id: str, program: Program, day: date | None, *, now: datetime, as_is: bool = False
) -> Report:
    """Return the newest good report, or `as_is` the newest; with a day, the report as it was known on that day.

    For answers that look back, as nearly all do.

    Raises:
        DayToCome, NothingKept: there is no report for the day.
        OperatorError, TemporaryError: WeChat could not be read, and nothing is kept.
    """
    if day is not None:
        return await report_on(app, team_id, program, day, now=now)
    return await app.read_report(team_id, program, now=now, as_is=as_is, looking_back=True)


async def report_on(app: ReadingApp, team_id: str, program: Program, day: date, *, now: datetime) -> Report:
    """Return the numbers of that day, else those of the days right before it.

    Nothing that was not known then is read.

    Args:
        day: a Chinese calendar day.

    Raises:
        DayToCome: it lies in the future.
        NothingKept: nothing is kept of it, nor of the three days before.
        StorageUnavailable: nothing can be looked up.
    """
    check_day(day, now=now)
    report = await app.reports.newest(team_id, program, until=day, within=AT_MOST_BEFORE)
    if report is None:
        raise await _nothing(app, team_id, program, day)
    return replace(report, as_of=day)


async def reports_until(app: ReadingApp, team_id: str, program: Program, *, until: date) -> Sequence[Report]:
    """Return a report on every day kept, oldest first, up to a day.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    snapshots = app.reports.snapshots
    kept = await snapshots.since(team_id, program.appid, date.min, until=until)
    if await app.reports.judge(team_id, program.appid, kept):
        kept = await snapshots.since(team_id, program.appid, date.min, until=until)
    # A hundred distributions take tens of milliseconds: too long for the event loop.
    return await asyncio.to_thread(_each, program, kept)


async def _nothing(app: ReadingApp, team_id: str, program: Program, day: date) -> NothingKept:
    days = sorted(await app.reports.snapshots.taken(team_id, program.appid, since=date.min))
    nearest = min(days, key=lambda other: abs(other - day), default=None)
    suggestion = nearest.isoformat() if nearest else ""
    return NothingKept(program=program.name, day=day.isoformat(), suggestion=suggestion)


def check_day(day: date, *, now: datetime) -> None:
    """Refuse a future day.

    Raises:
        DayToCome: it lies in the future.
    """
    today = snapshot_day(now)
    if day > today:
        raise DayToCome(day=day.isoformat(), today=today.isoformat())


def _each(program: Program, kept: Sequence[Snapshot]) -> list[Report]:
    lists = {each.day: each for each in kept}
    known: dict[date, Before | None] = {}
    found = []
    for each in kept:
        count = each.judgement.count
        if count and count.found.since not in known:
            known[count.found.since] = before_of(count, lists)
        found.append(Report(program, each, before=known[count.found.since] if count else None))
    return found
