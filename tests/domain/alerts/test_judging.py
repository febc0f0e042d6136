"""Alert conditions: judged on sound numbers, once each, and armed again by a clear return."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alerts.alert import AlertState, Condition
from bot.domain.alerts.judging import Outcome, Verdict, band, is_safe, judge
from bot.domain.alerts.parse import read_condition
from bot.domain.numbers.comparison import Day, day_of
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break, Public
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Meaning, Reading, Reason, Scale
from bot.domain.report import Report
from tests.domain.break_world import DAY, SINCE, judged, report_at
from tests.domain.break_world import days as days_breaks
from tests.domain.build import PROGRAM, TODAY, Number, days, outcomes, seen, snapshot_of, v, wxjava_like

LOSS = read_condition("loss > 1% at 3.0.0")
COVERAGE = read_condition("coverage >= 99% at 3.8.0")
MINIMUM = read_condition("minimum changed")
WITHDRAWAL = read_condition("rollback")
SAFE_RISES = read_condition("safe minimum rises")
JUDGING_DAY = timedelta(days=1)
WEEK = 7 * JUDGING_DAY
CROSSED, RETURNED, NOTHING = Outcome.CROSSED, Outcome.RETURNED, Outcome.NOTHING


def losing(percent: Number, day: date = TODAY, *, minimum: str = "2.0.0") -> Snapshot:
    """So many users are below 3.0.0; the rest are half on it and half on 3.8.0."""
    lost = Decimal(percent)
    half = (100 - lost) / 2
    return snapshot_of({"2.9.0": lost, "3.0.0": half, "3.8.0": 100 - lost - half}, day, minimum=minimum)


def series(*percents: Number, every: timedelta = WEEK) -> list[Snapshot]:
    """Losses in turn; those a week apart are judged separately."""
    return [losing(percent, TODAY + every * number) for number, percent in enumerate(percents)]


@pytest.mark.parametrize("far_off", ["1.1", "1.6", "4"])
def test_a_day_that_is_off_crosses_nothing(far_off: str) -> None:
    usual = ["0.9"] * 7
    for days_off in (1, 2, 3):
        judged = outcomes(LOSS, *series(*usual, *[far_off] * days_off, *usual, every=JUDGING_DAY))
        assert set(judged) == {NOTHING}


def test_most_of_a_week_crosses() -> None:
    """The fourth of seven days does, and the message may say so, comparing with the day before."""
    *rest, last = days(LOSS, *series("0.9", "0.9", "0.91", "1.1", "1.2", "1.1", "1.3", every=JUDGING_DAY))

    assert {each.outcome for each in rest} == {NOTHING}
    assert last.outcome is CROSSED
    assert last.crossing
    assert (last.crossing.on_days, last.crossing.of_days) == (4, 7)
    assert (last.crossing.before, last.crossing.after) == tuple(
        Bounds(Decimal(share), Decimal(share)) for share in ("0.0091", "0.013")
    )


@pytest.mark.parametrize(("asked", "crossed_at"), [("1 day", 1), ("3 days", 6), ("5 days", None)])
def test_so_many_days_in_a_row(asked: str, crossed_at: int | None) -> None:
    """The condition must hold on each of them; most of a week is not enough."""
    condition = read_condition(f"loss > 1% at 3.0.0 for {asked}")
    judged = outcomes(condition, *series("0.9", "1.1", "1.2", "0.99", "1.1", "1.2", "1.1", "0.9", every=JUDGING_DAY))

    assert [place for place, outcome in enumerate(judged) if outcome is CROSSED] == [crossed_at] * (
        crossed_at is not None
    )


def test_a_day_that_is_off_returns_nothing() -> None:
    judged = outcomes(LOSS, *series(*["1.2"] * 4, "0.7", "0.7", "1.2", *["0.7"] * 3, every=JUDGING_DAY))

    assert judged == [CROSSED, *[NOTHING] * 7, RETURNED, NOTHING]


def test_the_new_day_itself_has_to_agree() -> None:
    assert CROSSED not in outcomes(LOSS, *series("0.9", "0.9", "0.9", "1.1", "1.1", "1.1", "0.9", every=JUDGING_DAY))


def test_told_once_and_again_after_a_return() -> None:
    judged = outcomes(LOSS, *series("0.9", "1.1", "0.95", "1.05", "0.9", "1.2", "0.7", "1.1", "1.3"))

    assert judged == [NOTHING, CROSSED, NOTHING, NOTHING, NOTHING, NOTHING, RETURNED, CROSSED, NOTHING]


def test_a_crossing_says_what_was_before_and_after() -> None:
    _, judged = days(LOSS, *series("0.9", "1.1"))

    assert judged.crossing
    assert judged.crossing.version == v("3.0.0")
    assert judged.crossing.before == Bounds(Decimal("0.009"), Decimal("0.009"))
    assert judged.crossing.after == Bounds(Decimal("0.011"), Decimal("0.011"))
    assert judged.crossing.day == TODAY + WEEK
    assert judged.state == AlertState(holds=True, crossed_on=TODAY + WEEK, judged_on=TODAY + WEEK)


def test_without_a_comparable_day_before_the_crossing_stands_alone() -> None:
    (alone,) = days(LOSS, losing("1.1"))
    _, old = days(LOSS, losing("0.5", TODAY - 8 * JUDGING_DAY), losing("1.1"))

    assert alone.crossing
    assert alone.crossing.before is None
    assert old.crossing
    assert old.crossing.before is None


@pytest.mark.parametrize(
    ("words", "exactly", "beyond"), [("loss > 1% at 3.0.0", False, "1.01"), ("loss >= 1% at 3.0.0", True, "1")]
)
def test_the_limit_itself(words: str, exactly: bool, beyond: str) -> None:  # noqa: FBT001
    condition = read_condition(words)

    assert outcomes(condition, losing("1")) == [CROSSED if exactly else NOTHING]
    assert outcomes(condition, losing(beyond)) == [CROSSED]


def test_downwards() -> None:
    condition = read_condition("loss < 1% at 3.0.0")

    judged = outcomes(condition, *series("1.5", "0.9", "1.1", "1.2", "0.9"))
    assert judged == [NOTHING, CROSSED, NOTHING, RETURNED, CROSSED]


def test_coverage() -> None:
    full: dict[str, Number] = {"3.8.0": "99.1", "3.0.0": "0.5", "2.9.0": "0.4"}
    rows = [full, {**full, "3.8.0": "98.9", "3.0.0": "0.7"}, {**full, "3.8.0": "98.7", "3.0.0": "0.9"}, full]
    snapshots = [snapshot_of(row, TODAY + WEEK * number) for number, row in enumerate(rows)]

    assert outcomes(COVERAGE, *snapshots) == [CROSSED, NOTHING, RETURNED, CROSSED]


@pytest.mark.parametrize(
    ("words", "width"),
    [
        ("loss > 1% at 3.0.0", "0.002"),
        ("loss > 20% at 3.0.0", "0.01"),
        ("coverage >= 99% at 3.0.0", "0.002"),
        ("coverage < 80% at 3.0.0", "0.01"),
        ("loss > 0.1% at 3.0.0", "0.0005"),
        ("coverage < 99.9% at 3.0.0", "0.0005"),
    ],
)
def test_band(words: str, width: str) -> None:
    """0.2 points, or five percent of the smaller side; never over half the way to the end."""
    threshold = read_condition(words).threshold

    assert threshold
    assert band(threshold) == Decimal(width)


def test_both_ends_must_have_crossed() -> None:
    """With 4 % unreported the loss is 0.5 % to 4.5 %: neither over 1 % nor back from it."""
    unsure = snapshot_of({"2.9.0": "0.5", "3.0.0": "50", "3.8.0": "45.5"}, TODAY)
    surely = snapshot_of({"2.9.0": "1.5", "3.0.0": "50", "3.8.0": "44.5"}, TODAY)

    assert outcomes(LOSS, unsure) == [NOTHING]
    assert outcomes(LOSS, surely) == [CROSSED]
    held = AlertState(holds=True)
    assert days(LOSS, unsure, state=held) == [Verdict(NOTHING, replace(held, judged_on=TODAY))]


UNSOUND = {
    "undetermined": snapshot_of({"2.9.0": "30", "3.0.0": "12", "3.8.0": "17.5"}, TODAY, minimum="3.0.0"),
    "no data": snapshot_of({"2.9.0": "0", "3.0.0": "0"}, TODAY, minimum="3.0.0"),
    "empty": snapshot_of({}, TODAY, minimum="3.0.0"),
    "single version": snapshot_of({"2.9.0": "100", "3.8.0": "0"}, TODAY, minimum="3.0.0"),
    "low total": snapshot_of(
        {"2.9.0": "40", "3.0.0": "14"},
        TODAY,
        minimum="3.0.0",
        reading=Reading(Meaning.SHARE, Scale.PERCENT, Reason.PINNED, Decimal("0.54")),
    ),
    "contradicts": replace(
        losing(50, minimum="3.0.0"),
        reading=Reading(Meaning.SHARE, Scale.PERCENT, Reason.ADDS_UP, Decimal(1), contradicts=Meaning.BELOW),
    ),
    "newest missing": snapshot_of({"2.9.0": "50.5", "3.0.0": "49.5"}, TODAY, minimum="3.0.0"),
    "withdrawal": snapshot_of({"2.9.0": "50", "3.0.0": "49.9", "3.8.0": "0.1"}, TODAY, minimum="3.0.0"),
}


@pytest.mark.parametrize("condition", [LOSS, MINIMUM])
@pytest.mark.parametrize("known", [AlertState(), AlertState(holds=True, minimum=v("2.0.0"))])
@pytest.mark.parametrize("case", UNSOUND)
def test_what_looks_wrong_is_not_judged(case: str, known: AlertState, condition: Condition) -> None:
    before = losing("0.5", TODAY - JUDGING_DAY)

    assert judge(condition, *seen(before, UNSOUND[case]), known) == Verdict(NOTHING, known)


def test_a_changed_minimum_is_reported_each_time() -> None:
    snapshots = [
        losing(1, TODAY + JUDGING_DAY * number, minimum=minimum)
        for number, minimum in enumerate(["2.0.0", "2.1.0", "2.1.0", "", "2.0.0"])
    ]
    judged = days(MINIMUM, *snapshots)

    assert [each.outcome for each in judged] == [NOTHING, CROSSED, NOTHING, NOTHING, CROSSED]
    assert judged[1].crossing
    assert (judged[1].crossing.minimum_before, judged[1].crossing.minimum_after) == (v("2.0.0"), v("2.1.0"))
    assert judged[4].crossing
    assert (judged[4].crossing.minimum_before, judged[4].crossing.minimum_after) == (v("2.1.0"), v("2.0.0"))


def test_a_second_change_on_one_day_is_reported_the_next_day() -> None:
    known = AlertState(minimum=v("2.0.0"))
    first, second, next_day = days(
        MINIMUM,
        losing(1, minimum="2.1.0"),
        losing(1, minimum="2.2.0"),
        losing(1, TODAY + JUDGING_DAY, minimum="2.2.0"),
        state=known,
    )

    assert (first.outcome, second.outcome, next_day.outcome) == (CROSSED, NOTHING, CROSSED)
    assert next_day.crossing
    assert (next_day.crossing.minimum_before, next_day.crossing.minimum_after) == (v("2.1.0"), v("2.2.0"))


def test_back_and_over_on_one_day_is_told_the_next_day() -> None:
    over, under = losing("1.5"), losing("0.5")
    judged = days(LOSS, over, under, over, losing("1.5", TODAY + JUDGING_DAY))

    assert [each.outcome for each in judged] == [CROSSED, RETURNED, NOTHING, CROSSED]


percents = st.decimals("0.01", "60", places=2)


@given(st.lists(st.decimals("0.81", "1.60", places=2), max_size=30))
def test_wobbling_inside_the_band_never_tells_twice(values: list[Decimal]) -> None:
    judged = outcomes(LOSS, *series(*values))

    assert judged.count(CROSSED) == any(value > 1 for value in values)
    assert RETURNED not in judged


@given(st.lists(percents, max_size=30))
def test_every_real_crossing_is_reported_once(values: list[Decimal]) -> None:
    """As a plain reading of the rule finds them: over 1 % after 0.8 % or less."""
    known, result, expected, armed = AlertState(), [], [], True
    for snapshot, value in zip(series(*values), values, strict=True):
        verdict = judge(LOSS, *seen(snapshot), known)
        known = verdict.state
        result.append(verdict.outcome is CROSSED)
        expected.append(armed and value > 1)
        armed = value <= Decimal("0.8") or (armed and value <= 1)

    assert result == expected


def test_a_leap_waits_a_day() -> None:
    """Over three points in a day look like a withdrawal; it is reported if the next day agrees."""
    losses = ["0.5", "4", "4"]
    snapshots = [
        snapshot_of({"2.9.0": Decimal(lost), "3.0.0": 100 - Decimal(lost)}, TODAY + JUDGING_DAY * number)
        for number, lost in enumerate(losses)
    ]

    assert outcomes(LOSS, *snapshots) == [NOTHING, NOTHING, CROSSED]


@given(st.lists(st.tuples(st.decimals("0.5", "1.6", places=2), st.sampled_from([None, *UNSOUND])), max_size=20))
def test_undetermined_days_change_nothing(days_and_gaps: list[tuple[Decimal, str | None]]) -> None:
    known, result = AlertState(), []
    for number, (percent, gap) in enumerate(days_and_gaps):
        today = TODAY + JUDGING_DAY * 2 * number
        if gap:
            unsound = replace(UNSOUND[gap], day=today - JUDGING_DAY)
            unmoved = judge(LOSS, *seen(losing(1, today - 2 * JUDGING_DAY), unsound), known)
            assert unmoved == Verdict(NOTHING, known)
        verdict = judge(LOSS, *seen(losing(percent, today)), known)
        known = verdict.state
        result.append(verdict.outcome)

    assert result == [each.outcome for each in days(LOSS, *series(*(percent for percent, _ in days_and_gaps)))]


@pytest.mark.parametrize(("ago", "holds"), [(1, False), (3, False), (4, True)])
def test_a_withdrawal_lasts_while_nobody_knows(ago: int, *, holds: bool) -> None:
    """After more than three days without sound numbers it may go on: a second message would be one too many."""
    verdict = judge(WITHDRAWAL, *seen(losing("0.5", TODAY - ago * JUDGING_DAY), losing("0.5")), AlertState(holds=True))

    assert (verdict.outcome, verdict.state.holds) == (NOTHING if holds else RETURNED, holds)


def test_the_safe_minimum_rises() -> None:
    """Each higher one is reported once, with its cost, even after it was lost; the first one is not new."""
    judged = days(SAFE_RISES, *series("1.5", "1.4", "0.9", "1.2", "0.8"))

    assert [each.outcome for each in judged] == [NOTHING, NOTHING, CROSSED, NOTHING, NOTHING]
    assert judged[2].crossing
    assert (judged[2].crossing.minimum_before, judged[2].crossing.minimum_after) == (v("2.9.0"), v("3.0.0"))
    assert judged[2].crossing.after == Bounds(Decimal("0.009"), Decimal("0.009"))
    assert judged[-1].state.minimum == v("3.0.0")
    assert not judged[-1].state.holds


def test_a_safe_minimum_of_unsound_numbers_is_not_reported() -> None:
    risen = days(SAFE_RISES, losing("1.5"), snapshot_of({"3.8.0": 54}, TODAY + JUDGING_DAY))

    assert [each.outcome for each in risen] == [NOTHING, NOTHING]
    assert risen[1].state == risen[0].state


@given(st.lists(st.decimals("0.2", "2", places=1), min_size=2, max_size=12))
def test_a_version_is_safe_when_the_alert_says_so(percents: list[Decimal]) -> None:
    """A workflow that waits for it continues on the day when the alert on the safe minimum fires."""
    numbers = judge_all(series(*percents, every=JUDGING_DAY))
    reached = [each.state.minimum == v("3.0.0") for each in days(SAFE_RISES, *numbers)]
    safe = [is_safe(v("3.0.0"), Report(PROGRAM, day)) for day in numbers]

    assert [any(safe[: at + 1]) for at in range(len(safe))] == reached


def test_attention_is_not_judged_by_numbers() -> None:
    assert outcomes(read_condition("needs attention"), *series("0.9", "30")) == [NOTHING, NOTHING]


UNTIL = TODAY - 2 * DAY
RECOMMENDED = report_at(days_breaks()).safe_minimum


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
    found = verdicts(words, days_breaks(factor, until=UNTIL))
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
    found = verdicts("rollback", days_breaks(4))

    assert {each.outcome for each in found} == {Outcome.NOTHING}


def test_a_change_that_lasts_is_judged_again() -> None:
    found = verdicts(f"loss > 1.7% at {RECOMMENDED}", days_breaks(since=TODAY - 63 * DAY), last=70)

    assert [each.outcome for each in found if each.crossing] == [Outcome.HELD_BACK, Outcome.CROSSED]


def test_what_was_met_before_fires() -> None:
    assert RECOMMENDED
    found = verdicts(f"loss > 0.5% at {RECOMMENDED}", days_breaks(2.4), last=10)

    assert Outcome.CROSSED in {each.outcome for each in found}


def test_a_changed_minimum_is_true_whatever_is_counted() -> None:
    kept = [*days_breaks(minimum="3.100.0")[:-1], days_breaks(minimum="3.101.0")[-1]]

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
