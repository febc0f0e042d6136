"""What an earlier day would have brought: the breakdown, a digest's part, and the alerts that came true."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.alerts.alert import Alert, AlertState, Crossing
from bot.domain.alerts.judging import judge
from bot.domain.digest.digest import DigestSection
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.report.report import COMPARED_WITH

JUDGED = timedelta(weeks=5)
"""How long before the day the alerts are judged from: by then it is known what held already."""


@dataclass(frozen=True, slots=True)
class CameTrue:
    """An alert kept now that would have come true then."""

    alert: Alert
    crossing: Crossing


@dataclass(frozen=True)
class Replayed:
    """One program's part."""

    section: DigestSection
    """With the report."""
    alerts: tuple[CameTrue, ...] | None
    """None when nothing was read on that very day, so that nothing could come true."""


@dataclass(frozen=True)
class Replay:
    """A day, of one program or several."""

    day: date
    programs: tuple[Replayed, ...]
    nothing_kept: int = 0
    """Programs of which nothing is kept around that day."""
    left_out: int = 0
    """How many more programs there are than fit."""


def replayed(section: DigestSection, kept: Sequence[Snapshot], alerts: Sequence[Alert]) -> Replayed:
    """Put together what one program would have brought.

    Args:
        section: its part of a digest, on a report of the day looked back at.
        kept: its snapshots of the `JUDGED` before, up to the report's own, oldest first.
        alerts: those about the program that are kept now.
    """
    if section.report.snapshot.day != section.report.as_of:
        return Replayed(section, None)
    found = ((alert, _crossing(alert, kept)) for alert in alerts)
    return Replayed(section, tuple(CameTrue(alert, crossing) for alert, crossing in found if crossing))


def _crossing(alert: Alert, kept: Sequence[Snapshot]) -> Crossing | None:
    """What the last day did to an alert that had seen each of the days before; it began by knowing nothing."""
    state, crossing = AlertState(), None
    for index, snapshot in enumerate(kept):
        beside = [each for each in kept[:index] if snapshot.day - each.day <= COMPARED_WITH]
        judgement = judge(alert.condition, snapshot, beside, state)
        state, crossing = judgement.state, judgement.crossing
    return crossing
