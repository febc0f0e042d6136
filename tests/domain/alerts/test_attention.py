"""Whether a program needs attention."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.alerts.alert import AlertState
from bot.domain.alerts.judging import FAILING, Outcome, judge_attention
from bot.domain.fleet.row import FleetRow, Standing
from bot.domain.numbers.judgement import Break, Count, Judgement, Numbers
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import AuthStatus, Program

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
DAY = date(2026, 11, 24)
FINE = FleetRow(Program(Visible("wx1"), "shop"), None)
GONE = replace(FINE, program=replace(FINE.program, status=AuthStatus.REVOKED))
FAILED = replace(FINE, error_key="wechat-busy", failing_since=NOW)


def judged(row: FleetRow, state: AlertState | None = None, *, later: timedelta = timedelta(0)) -> Outcome:
    """What came of it."""
    return judge_attention(row, state or AlertState(), day=DAY, now=NOW + later).outcome


def test_told_once_with_what_it_needs() -> None:
    """Until it is fine again; and a second time on another day only."""
    first = judge_attention(GONE, AlertState(), day=DAY, now=NOW)
    back = judge_attention(FINE, first.state, day=DAY, now=NOW)
    tomorrow = judge_attention(GONE, back.state, day=DAY + timedelta(days=1), now=NOW)

    assert first.crossing
    assert (first.crossing.standing, first.crossing.appid) == (Standing.REVOKED, "wx1")
    assert (first.outcome, back.outcome, tomorrow.outcome) == (Outcome.CROSSED, Outcome.RETURNED, Outcome.CROSSED)
    assert judged(GONE, first.state) is Outcome.NOTHING
    assert judged(GONE, back.state) is Outcome.NOTHING


@pytest.mark.parametrize(
    ("later", "outcome"), [(timedelta(0), Outcome.NOTHING), (FAILING, Outcome.CROSSED), (2 * FAILING, Outcome.CROSSED)]
)
def test_a_failure_counts_once_it_lasts(later: timedelta, outcome: Outcome) -> None:
    """Most pass by themselves."""
    assert judged(FAILED, later=later) is outcome


@pytest.mark.parametrize("before", [(), (DAY,)])
def test_what_was_met_before_a_break_stays_met(before: tuple[date, ...]) -> None:
    """While the break goes on the program may look fine, or nobody knows: it is not told anew afterwards."""
    found = Break(DAY, None, 2.4)
    broken = replace(FINE, judgement=Judgement(DAY, Numbers.PROVED, count=Count(found, before=before), breaks=(found,)))
    needed = judge_attention(GONE, AlertState(), day=DAY - timedelta(days=1), now=NOW).state

    assert broken.standing is (Standing.FINE if before else Standing.UNSETTLED)
    assert judged(broken, needed) is Outcome.NOTHING
    assert judged(broken) is Outcome.NOTHING


def test_a_program_without_data_needs_nothing() -> None:
    """It may be new."""
    assert judged(FINE) is Outcome.NOTHING
