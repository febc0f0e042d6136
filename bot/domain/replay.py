"""Replay of an earlier day: the breakdown, the digest section, and the alerts that would have fired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.alerts.alert import Alert, AlertState, Crossing
from bot.domain.alerts.judging import judge
from bot.domain.digest.digest import DigestSection
from bot.domain.numbers.before import Before, Day, day_of
from bot.domain.numbers.snapshot import Snapshot

JUDGED = timedelta(weeks=5)
"""How long before the day judging starts, so that conditions met earlier are known."""


@dataclass(frozen=True, slots=True)
class CameTrue:
    """A current alert that would have fired then."""

    alert: Alert
    crossing: Crossing


@dataclass(frozen=True)
class Replayed:
    """The replay of one program."""

    section: DigestSection
    """The digest section, with its report."""
    alerts: tuple[CameTrue, ...] | None
    """None when that day has no snapshot, so no alert could fire."""


@dataclass(frozen=True)
class Replay:
    """The replay of a day, for one program or several."""

    day: date
    programs: tuple[Replayed, ...]
    nothing_kept: int = 0
    """Programs without a stored snapshot around that day."""
    left_out: int = 0
    """Programs that do not fit."""


def replayed(section: DigestSection, kept: Sequence[Snapshot], alerts: Sequence[Alert]) -> Replayed:
    """Replay one program.

    Args:
        section: its digest section, from a report of that day.
        kept: its snapshots of the `JUDGED` time before, up to the report's own, oldest first.
        alerts: the current alerts about the program.
    """
    if section.report.snapshot.day != section.report.as_of:
        return Replayed(section, None)
    days = [_day(each, kept, section.report.before) for each in kept]
    found = ((alert, _crossing(alert, days)) for alert in alerts)
    return Replayed(section, tuple(CameTrue(alert, crossing) for alert, crossing in found if crossing))


def _day(snapshot: Snapshot, kept: Sequence[Snapshot], before: Before | None) -> Day:
    """Return a day with what was before its break: also before the one that goes on, of which no days are `kept`."""
    count = snapshot.judgement.count
    known = before is not None and count is not None and count.found.since == before.since
    return Day(snapshot, before) if known else day_of(snapshot, kept)


def _crossing(alert: Alert, days: Sequence[Day]) -> Crossing | None:
    """The crossing on the last day, for an alert that started empty and judged each day before."""
    state, crossing = AlertState(), None
    for index, day in enumerate(days):
        verdict = judge(alert.condition, day, days[max(0, index - 7) : index], state)
        state, crossing = verdict.state, verdict.crossing
    return crossing
