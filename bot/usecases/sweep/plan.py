"""Which programs a sweep reads now. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.visible import Visible
from bot.domain.sweep.window import Window
from bot.ports.sweep import ReadFailure
from bot.usecases.report.read_failures import lasting


@dataclass(frozen=True)
class SweepPlan:
    """The work of a sweep."""

    programs: int
    """How many may be read at all."""
    due: tuple[Visible, ...]
    """AppIDs, in the fleet's order."""
    resting: Counter[str]
    """Programs that failed lately and are left alone, by the error's key."""
    recovered: tuple[str, ...]
    """Programs that could not be read once and have been read since, by a person's question."""


def plan_sweep(
    appids: Collection[Visible],
    *,
    kept: Collection[str],
    last_days: Mapping[str, date | None],
    read_failures: Mapping[str, ReadFailure],
    window: Window | None,
    now: datetime,
) -> SweepPlan:
    """Plan a sweep.

    Args:
        appids: the programs that may be read, in the fleet's order.
        kept: the programs with today's snapshot.
        last_days: of the others, the day of the newest earlier snapshot; None where there is none.
        read_failures: why programs could not be read the last time.
        window: the hours over which a day's readings are spread; None for all at once. A program that was never read
            does not wait for them, and after the end of the window everything is due.
    """
    today = snapshot_day(now)
    still = lasting(read_failures, {appid: today if appid in kept else last_days.get(appid) for appid in read_failures})
    due, resting = list[Visible](), Counter[str]()
    for appid in appids:
        if appid in kept:
            continue
        read_failure = still.get(appid)
        if read_failure and read_failure.not_before > now:
            resting[read_failure.error_key] += 1
        elif window is None or last_days.get(appid) is None or window.has_come(appid, now):
            due.append(appid)
    recovered = tuple(appid for appid in read_failures if appid not in still)
    return SweepPlan(len(appids), tuple(due), resting, recovered)
