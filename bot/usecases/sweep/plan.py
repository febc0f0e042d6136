"""Which programs a sweep reads now. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.numbers.visible import Visible
from bot.domain.sweep.window import Window
from bot.ports.sweep import ReadFailure


@dataclass(frozen=True)
class SweepPlan:
    """The work of a sweep."""

    due: tuple[Visible, ...]
    """AppIDs, in the fleet's order."""
    resting: Counter[str]
    """Programs that failed lately and are left alone, by the error's key."""


def plan_sweep(
    last_days: Mapping[Visible, date | None],
    read_failures: Mapping[Visible, ReadFailure],
    *,
    window: Window | None,
    now: datetime,
) -> SweepPlan:
    """Plan a sweep.

    Args:
        last_days: of the programs without today's snapshot, in the fleet's order, the day of the newest earlier one;
            None where there is none.
        read_failures: why programs could not be read the last time, and still have not been.
        window: the hours over which a day's readings are spread; None for all at once. A program that was never read
            does not wait for them, and after the end of the window everything is due.
    """
    due, resting = list[Visible](), Counter[str]()
    for appid, last_day in last_days.items():
        read_failure = read_failures.get(appid)
        if read_failure and read_failure.not_before > now:
            resting[read_failure.error_key] += 1
        elif window is None or last_day is None or window.has_come(appid, now):
            due.append(appid)
    return SweepPlan(tuple(due), resting)
