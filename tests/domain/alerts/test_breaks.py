"""Alerts while WeChat counts old versions otherwise: nothing fires because of it, and one message says so."""

from collections.abc import Sequence

import pytest

from bot.domain.alerts.alert import AlertState, Condition
from bot.domain.alerts.judging import Outcome, Verdict, judge
from bot.domain.alerts.parse import read_condition
from bot.domain.numbers.comparison import Day, day_of
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.judgement import Break, Public
from bot.domain.numbers.snapshot import Snapshot
from tests.domain.break_world import DAY, SINCE, days, judged, report_at
from tests.domain.build import TODAY, snapshot_of, wxjava_like

UNTIL = TODAY - 2 * DAY
RECOMMENDED = report_at(days()).safe_minimum


def verdicts(words: str, snapshots: Sequence[Snapshot], *, last: int = 40) -> list[Verdict]:
    """Those of the last days, with what is known on each."""
    condition: Condition = read_condition(words)
    state, found, kept = AlertState(), list[Verdict](), judged(snapshots)
    known = [day_of(each, kept) for each in kept]
    for place in range(len(known) - last, len(known)):
        found.append(judge(condition, known[place], known[max(0, place - 7) : place], state))
        state = found[-1].state
    return found


@pytest.mark.parametrize(
    ("words", "factor"),
    [
        (f"loss > 1.5% at {RECOMMENDED}", 2.4),
        (f"coverage {RECOMMENDED} < 98.5%", 2.4),
        (f"loss < 0.5% at {RECOMMENDED}", 0.4),
        ("safe minimum rises", 0.4),
    ],
)
def test_one_message_and_then_nothing(words: str, factor: float) -> None:
    """On its first day; with the share before and now."""
    found = verdicts(words, days(factor, until=UNTIL))
    telling = [each for each in found if each.crossing and SINCE <= each.crossing.day < UNTIL]

    assert [each.outcome for each in telling] == [Outcome.HELD_BACK]
    crossing = telling[0].crossing
    assert crossing
    assert crossing.day - SINCE <= DAY
    assert crossing.broken
    assert crossing.broken.since == SINCE
    assert not telling[0].state.holds
    if crossing.version:
        assert crossing.before
        assert crossing.after


def test_a_withdrawal_that_is_none() -> None:
    """Coverage falls as the break begins."""
    found = verdicts("rollback", days(4))

    assert {each.outcome for each in found} == {Outcome.NOTHING}


def test_a_change_that_lasts_is_judged_again() -> None:
    """As the new level."""
    found = verdicts(f"loss > 1.7% at {RECOMMENDED}", days(since=TODAY - 63 * DAY), last=70)

    assert [each.outcome for each in found if each.crossing] == [Outcome.HELD_BACK, Outcome.CROSSED]


def test_what_was_met_before_fires() -> None:
    """More than the limit were below it without the break, too."""
    assert RECOMMENDED
    found = verdicts(f"loss > 0.5% at {RECOMMENDED}", days(2.4), last=10)

    assert Outcome.CROSSED in {each.outcome for each in found}


def test_a_changed_minimum_is_true_whatever_is_counted() -> None:
    """It fires in a break, too."""
    kept = [*days(minimum="3.100.0")[:-1], days(minimum="3.101.0")[-1]]

    assert verdicts("minimum changed", kept, last=5)[-1].outcome is Outcome.CROSSED


def test_a_share_of_open_meaning_is_held_back_with_its_range() -> None:
    """It is judged by what holds under each meaning, and so is what the message says of now."""
    public = Public(TODAY, (Break(TODAY - 3 * DAY, None, 2.4),))
    (today,) = judge_all([snapshot_of(wxjava_like())], {TODAY: public})

    held = judge(read_condition("loss > 20% at 1.9.2"), Day(today), (), AlertState())

    assert held.outcome is Outcome.HELD_BACK
    assert held.crossing
    assert held.crossing.after
    assert held.crossing.after.low < held.crossing.after.high
