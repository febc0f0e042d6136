"""Read the days that alerts are judged by."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.domain.alerts.alert import AlertState, Condition
from bot.domain.alerts.judging import in_question
from bot.domain.numbers.before import Before, Day, before
from bot.domain.numbers.level import WEEK
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.visible import Visible
from bot.ports.numbers import Snapshots

_DAY: Final = timedelta(days=1)
Asked = Mapping[Visible, Sequence[tuple[Condition, AlertState]]]
"""By program, the conditions that are judged, each with the state of its alert."""


@dataclass(frozen=True)
class ReadDays:
    """Reads as few days as tell: those of a week only where a day by itself may change an alert's state."""

    snapshots: Snapshots

    async def __call__(
        self, team_id: str, days: Sequence[Snapshot], asked: Asked
    ) -> Mapping[tuple[str, date], tuple[Day, Sequence[Day]]]:
        """Return each day with those of the week before it, by program and day.

        Args:
            team_id: the workspace.
            days: judged snapshots, of each program oldest first.
            asked: what is judged by them.

        Raises:
            StorageUnavailable: they cannot be read.
        """
        questioned = await asyncio.to_thread(_questioned, days, asked)
        first = {each.appid: each.day for each in reversed(days)}
        weeks: dict[str, list[Snapshot]] = {}
        for day in sorted(set(first.values())):
            appids = {appid for appid in questioned if first[appid] == day}
            found = await self.snapshots.recent(team_id, appids, since=day - WEEK, before=day) if appids else {}
            weeks |= {appid: list(listed) for appid, listed in found.items()}
        known = [*days, *(each for listed in weeks.values() for each in listed)]
        befores = await self._befores(team_id, [each for each in known if each.appid in questioned])
        of_program: dict[str, list[Day]] = {}
        for snapshot in [*(each for listed in weeks.values() for each in listed), *days]:
            count = snapshot.judgement.count
            then = befores.get((snapshot.appid, count.found.since)) if count else None
            of_program.setdefault(snapshot.appid, []).append(Day(snapshot, then))
        found_days = ((each.appid, each.day) for each in days)
        return {key: _with_week(of_program[key[0]], key[1]) for key in found_days}

    async def _befores(self, team_id: str, days: Sequence[Snapshot]) -> Mapping[tuple[str, date], Before | None]:
        """Return by program and first day of a break what was before it."""
        wanted = {
            (each.appid, count.found.since): count.before
            for each in days
            if (count := each.judgement.count) and count.open and count.before
        }
        found: dict[tuple[str, date], Before | None] = {}
        for (appid, since), week in wanted.items():
            lists = await self.snapshots.those(team_id, appid, week)
            found[appid, since] = await asyncio.to_thread(before, since, lists)
        return found


def _questioned(days: Sequence[Snapshot], asked: Asked) -> Collection[Visible]:
    return {
        each.appid
        for each in days
        if any(in_question(condition, Day(each), state) for condition, state in asked.get(each.appid, ()))
    }


def _with_week(days: Sequence[Day], day: date) -> tuple[Day, Sequence[Day]]:
    (it,) = (each for each in days if each.day == day)
    return it, [each for each in days if timedelta(0) < day - each.day <= WEEK]
