"""What makes a distribution look wrong."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.course import judge_all
from bot.domain.numbers.judgement import Suspicion, Withdrawal
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import suspicions_alone, withdrawal
from bot.domain.numbers.version import Meaning, Scale
from bot.domain.trend_history import history_of
from tests.domain.build import (
    FITS_NOTHING,
    TODAY,
    Number,
    Rows,
    at_or_below_rows,
    below_rows,
    read_as,
    share_rows,
    snapshot_of,
    v,
)

SOUND = {"3.0.0": 5, "3.1.0": 15, "3.2.0": 80}
PERCENT_SHARES = read_as(Meaning.SHARE, Scale.PERCENT)

CASES: dict[str, tuple[Rows, Rows | None, tuple[Suspicion, ...]]] = {
    "the first one, sound": (SOUND, None, ()),
    "as before": (SOUND, SOUND, ()),
    "one row": ({"3.2.0": 100}, None, (Suspicion.SINGLE_VERSION,)),
    "one row with users": ({"3.0.0": 0, "3.1.0": 0, "3.2.0": 100}, None, (Suspicion.SINGLE_VERSION,)),
    "everyone on odd labels": ({"3.2.0": 0, "初始值": 100}, None, ()),
    "94 % in all": ({"3.0.0": 14, "3.1.0": 80}, None, (Suspicion.LOW_TOTAL,)),
    "95 % in all": ({"3.0.0": 15, "3.1.0": 80}, None, ()),
    "odd labels count": ({"3.0.0": 14, "3.1.0": 80, "初始值": 2}, None, ()),
    "the newest is missing, its users too": (
        {"3.0.0": 5, "3.1.0": 15}, SOUND, (Suspicion.LOW_TOTAL, Suspicion.NEWEST_MISSING)),
    "the newest is missing, its users went back": (
        {"3.0.0": 5, "3.1.0": 95}, SOUND, (Suspicion.NEWEST_MISSING,)),
    "the newest with users is missing, a newer one has hardly any": (
        {"3.1.0": "19.5", "3.0.0": "80"}, {"3.2.0": "0.5", "3.1.5": "19", "3.1.0": "0.5", "3.0.0": "80"},
        (Suspicion.NEWEST_MISSING,)),
    "a newest that hardly anyone had is missing": (
        {"3.0.0": 20, "3.1.0": 80}, {"3.0.0": "20", "3.1.0": "79.5", "3.2.0": "0.5"}, ()),
    "a newer version has taken over": ({"3.0.0": 2, "3.1.0": 5, "3.2.0": 10, "3.3.0": 83}, SOUND, ()),
}  # fmt: skip


def suspicions(snapshot: Snapshot, previous: Snapshot | None) -> tuple[Suspicion, ...]:
    return judge_all([previous, snapshot] if previous else [snapshot])[-1].judgement.suspicions


@pytest.mark.parametrize(("rows", "before", "expected"), CASES.values(), ids=CASES)
def test_suspects(rows: Rows, before: Rows | None, expected: tuple[Suspicion, ...]) -> None:
    previous = snapshot_of(before, TODAY - timedelta(days=1), reading=PERCENT_SHARES) if before else None
    assert suspicions(snapshot_of(rows, reading=PERCENT_SHARES), previous) == expected


def test_tells_a_contradiction() -> None:
    reading = replace(PERCENT_SHARES, contradicts=Meaning.BELOW)
    assert suspicions(snapshot_of(SOUND, reading=reading), None) == (Suspicion.CONTRADICTS,)


def test_unproved_numbers_are_not_judged() -> None:
    unproved = snapshot_of(FITS_NOTHING, TODAY - timedelta(days=1))
    assert suspicions(unproved, snapshot_of(SOUND)) == ()
    assert suspicions(snapshot_of(SOUND), unproved) == ()


WITHDRAWN = {"3.0.0": 6, "3.1.0": 94}
SHORT = {"3.0.0": 14, "3.1.0": 40}
MISSING = (Suspicion.NEWEST_MISSING,)
DAY = timedelta(days=1)


def days_of(*lists: Rows | None, step: timedelta = DAY) -> list[Snapshot]:
    """A list per day (or step), None where nothing was kept; oldest first."""
    shown = [(number, rows) for number, rows in enumerate(lists) if rows is not None]
    return [snapshot_of(rows, TODAY + number * step, reading=PERCENT_SHARES) for number, rows in shown]


def missing_on(*lists: Rows | None, step: timedelta = DAY) -> list[int]:
    """Days (by number) on which the newest version seems missing."""
    found = in_hindsight(days_of(*lists, step=step))
    return [(day - TODAY) // step for day, result in found.items() if Suspicion.NEWEST_MISSING in result]


def in_hindsight(kept: Sequence[Snapshot]) -> dict[date, tuple[Suspicion, ...]]:
    """By day, what is still suspected of it by the last one: a list that was accepted counts."""
    judged = judge_all(kept)
    accepted = {day for each in judged for day in each.judgement.accepted}
    return {each.day: () if each.day in accepted else each.judgement.suspicions for each in judged}


def test_a_version_that_comes_back_was_missing() -> None:
    assert missing_on(SOUND, WITHDRAWN, WITHDRAWN, SOUND) == [1, 2]


def test_three_days_in_a_row_prove_that_a_version_is_gone() -> None:
    assert missing_on(SOUND, WITHDRAWN, WITHDRAWN) == [1, 2]
    assert missing_on(SOUND, WITHDRAWN, WITHDRAWN, WITHDRAWN) == []
    assert missing_on(SOUND, *[WITHDRAWN] * 30) == []


def test_what_is_accepted_keeps_its_row() -> None:
    """The third day names the two before it; they were judged by what was known then."""
    first, second, third = (each.judgement for each in judge_all(days_of(SOUND, WITHDRAWN, WITHDRAWN, WITHDRAWN))[1:])

    assert (first.suspicions, second.suspicions, third.suspicions) == (MISSING, MISSING, ())
    assert (first.accepted, second.accepted, third.accepted) == ((), (), (TODAY + DAY, TODAY + 2 * DAY))


def test_what_is_accepted_later_was_a_week_ago() -> None:
    """The second of the three days is compared with as any other, though it was doubtful then."""
    lists = (SOUND, WITHDRAWN, {"3.0.0": 8, "3.1.0": 92}, WITHDRAWN, WITHDRAWN)
    kept = [
        snapshot_of(rows, TODAY + days * DAY, minimum="3.1.0", reading=PERCENT_SHARES)
        for days, rows in zip((0, 1, 2, 3, 9), lists, strict=True)
    ]
    week_ago = judge_all(kept)[-1].judgement.week_ago

    assert week_ago is not None
    assert week_ago.high == Decimal("0.08")


def test_a_week_proves_it_too() -> None:
    assert missing_on(SOUND, WITHDRAWN, step=7 * DAY) == [1]
    assert missing_on(SOUND, WITHDRAWN, WITHDRAWN, step=7 * DAY) == []


def test_days_that_look_wrong_anyway_prove_nothing() -> None:
    assert missing_on(SOUND, SHORT, SHORT, SHORT, SHORT) == [1, 2, 3, 4]
    assert missing_on(SOUND, WITHDRAWN, SHORT, WITHDRAWN, WITHDRAWN) == [2]


def test_a_gap_proves_nothing() -> None:
    assert missing_on(SOUND, *[None] * 7, WITHDRAWN) == []


def test_a_version_is_held_against_the_last_sound_day() -> None:
    assert missing_on(SOUND, SHORT, WITHDRAWN) == [1, 2]


lists = st.lists(st.sampled_from([SOUND, WITHDRAWN, SHORT, {"3.2.0": 100}, None]), max_size=25)


@given(lists)
def test_what_is_proved_stays_proved(kept: list[Rows | None]) -> None:
    for rows in (SOUND, WITHDRAWN):
        found = list(in_hindsight(days_of(*kept, rows, rows, rows, rows)).values())
        assert found[-4:] == [()] * 4


@given(lists)
def test_only_the_newest_version_is_judged_by_other_days(kept: list[Rows | None]) -> None:
    for judged in judge_all(days_of(*kept)):
        found = judged.judgement.suspicions
        assert [each for each in found if each is not Suspicion.NEWEST_MISSING] == list(suspicions_alone(judged))


@given(lists)
def test_only_lists_that_lack_a_version_are_accepted(kept: list[Rows | None]) -> None:
    judged = judge_all(days_of(*kept))
    accepted = [day for each in judged for day in each.judgement.accepted]

    assert len(accepted) == len(set(accepted))
    assert all(each.judgement.suspicions == MISSING for each in judged if each.day in accepted)


D = Decimal

SHARE = read_as(Meaning.SHARE, Scale.PERCENT)


def on_newest(percent: Number, number: int = 0) -> Snapshot:
    """So many users are on 3.9.0, the others on 3.8.0 and 3.0.0."""
    rows = {"3.9.0": D(percent), "3.8.0": 98 - D(percent), "3.0.0": D(2)}
    return snapshot_of(rows, TODAY + number * DAY, reading=SHARE)


def series(*percents: Number) -> list[Snapshot]:
    return [on_newest(percent, number) for number, percent in enumerate(percents)]


def withdrawals(kept: Sequence[Snapshot]) -> Sequence[Withdrawal]:
    """Those that the judged days show: one over several days once, with its deepest fall."""
    return history_of(judge_all(kept)).withdrawals


def found(*percents: Number) -> list[tuple[int, int, str, str]]:
    return [
        ((each.since - TODAY).days, (each.day - TODAY).days, f"{each.before:.0%}", f"{each.after:.0%}")
        for each in withdrawals(series(*percents))
    ]


@pytest.mark.parametrize(("after", "fell"), [("81", False), ("80.9", True)])
def test_more_than_three_points(after: str, fell: bool) -> None:  # noqa: FBT001
    assert bool(withdrawal(on_newest(after, 2), [on_newest(84), on_newest(84, 1)])) is fell


@pytest.mark.parametrize(
    ("before", "after", "fell"),
    [
        (["84", "85", "89"], "85", False),
        (["84", "89", "89"], "85", True),
        (["89"], "85", False),
        (["84", "84", "84"], "74", True),
        (["0", "24", "25"], "5", True),
        (["0", "0", "54"], "0", True),
    ],
)
def test_a_single_day_with_more_proves_nothing(before: list[str], after: str, fell: bool) -> None:  # noqa: FBT001
    """On a roll-out's day coverage is too high, and right the day after; half of all users gone is a withdrawal."""
    earlier = [on_newest(percent, number) for number, percent in enumerate(before)]

    assert bool(withdrawal(on_newest(after, len(before)), earlier)) is fell


@pytest.mark.parametrize(("days", "fell"), [(0, False), (1, True), (3, True), (4, False)])
def test_within_three_days(days: int, fell: bool) -> None:  # noqa: FBT001
    assert bool(withdrawal(on_newest(60, days), [on_newest(84)])) is fell


def test_names_version_days_and_figures() -> None:
    earlier = [on_newest(84, 0), on_newest(84, 1), on_newest(70, 2)]
    assert withdrawal(on_newest(60, 3), earlier) == Withdrawal(
        v("3.9.0"), TODAY + DAY, TODAY + 3 * DAY, D("0.84"), D("0.6")
    )


WITHDRAWAL_CASES: dict[str, tuple[Rows, Rows, str]] = {
    "the newest has hardly any users, the one below fell": (
        {"3.9.1": 2, "3.9.0": 70, "3.8.0": 28}, {"3.9.0": 40, "3.8.0": 60}, "3.9.0"),
    "two fell alike": ({"3.9.1": 40, "3.9.0": 0, "3.8.0": 60}, {"3.9.0": 0, "3.8.0": 100}, "3.9.1"),
    "an older one fell, the newest rises": (
        {"3.9.0": 10, "3.8.0": 60, "3.7.0": 30}, {"3.9.0": 12, "3.8.0": 30, "3.7.0": 58}, "3.8.0"),
    "it is not listed any more": ({"3.9.0": 40, "3.8.0": 60}, {"3.8.0": 100}, "3.9.0"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "version"), WITHDRAWAL_CASES.values(), ids=WITHDRAWAL_CASES)
def test_names_the_version_that_fell_most(before: Rows, after: Rows, version: str) -> None:
    found = withdrawal(snapshot_of(after, TODAY + DAY, reading=SHARE), [snapshot_of(before, reading=SHARE)])
    assert found
    assert found.version == v(version)


def test_users_who_may_be_anywhere_have_not_gone_back() -> None:
    after = snapshot_of({"3.9.0": 80, "3.8.0": 14, "3.0.0": 2}, TODAY + DAY, reading=SHARE)
    assert withdrawal(after, [on_newest(84)]) is None


def test_a_share_that_jumps_on_a_release_is_no_withdrawal() -> None:
    after = snapshot_of({"4.0.0": 60, "3.9.0": 30, "3.8.0": 8, "3.0.0": 2}, TODAY + DAY, reading=SHARE)
    assert withdrawal(after, [on_newest(84)]) is None


def test_one_that_takes_days_is_one() -> None:
    assert found("84", "60", "60", "60", "60") == [(0, 1, "84%", "60%")]
    assert found("84", "75", "66", "57", "50") == [(0, 3, "84%", "57%")]
    assert found("84", "60", "60", "60", "60", "40") == [(0, 1, "84%", "60%"), (4, 5, "60%", "40%")]
    assert found("84", "84", "82", "84") == []


@st.composite
def days_of_any_kind(draw: st.DrawFn, number: int = 2) -> list[Snapshot]:
    """Consecutive days, read alike; their shares may not add up to one whole."""
    meaning = draw(st.sampled_from([Meaning.SHARE, Meaning.BELOW, Meaning.AT_OR_BELOW]))
    rows = [draw(share_rows(max_size=6)) for _ in range(number)]
    for n in range(1, number):
        if draw(st.booleans()):  # as on most days: the same list
            rows[n] = [(label, share) for (label, _), (_, share) in zip(rows[n - 1], rows[n], strict=False)]
    if meaning is Meaning.SHARE:
        wholes = [draw(st.sampled_from([D("0.9"), D("0.97"), D(1), D("1.02"), D("1.1")])) for _ in rows]
        rows = [[(label, share * whole) for label, share in each] for each, whole in zip(rows, wholes, strict=True)]
    else:
        cumulative = below_rows if meaning is Meaning.BELOW else at_or_below_rows
        rows = [cumulative(each) for each in rows]
    return [snapshot_of(each, TODAY + n * DAY, reading=read_as(meaning)) for n, each in enumerate(rows)]


@given(days_of_any_kind())
def test_the_quick_look_hides_none(days: list[Snapshot]) -> None:
    before, after = days
    again, after = replace(before, day=TODAY + DAY), replace(after, day=TODAY + 2 * DAY)
    then, now = before.distribution, after.distribution
    assert then
    assert now
    falls = [then.coverage(version).low - now.coverage(version).high for version in then.versions]
    found = withdrawal(after, [before, again])

    assert (found.fall if found else None) == (max(falls) if max(falls) > D("0.03") else None)


@given(st.lists(st.decimals("0", "98", places=1), max_size=30))
def test_every_roll_back_is_one(percents: list[Decimal]) -> None:
    """Each falls by over three points in at most three days; they share no day but their ends."""
    found = withdrawals(series(*percents))
    for each in found:
        assert each.fall > D("0.03")
        assert DAY <= each.day - each.since <= 3 * DAY
        assert percents[(each.since - TODAY).days] == each.before * 100
        assert percents[(each.day - TODAY).days] == each.after * 100
    assert all(before.day <= after.since for before, after in pairwise(found))


@given(st.lists(st.decimals("0", "98", places=1), min_size=2, max_size=30))
def test_one_is_found_where_a_day_shows_one(percents: list[Decimal]) -> None:
    assert_as_single_days_show(series(*percents))


@given(days_of_any_kind(number=6), st.sets(st.integers(0, 5)))
def test_one_is_found_whatever_the_days_list(days: list[Snapshot], missing: set[int]) -> None:
    assert_as_single_days_show([day for number, day in enumerate(days) if number not in missing])


def test_one_is_found_after_a_day_that_lacks_users() -> None:
    """Where the day before lists fewer in all, coverage rises at every version, and hides no fall of the next day."""
    lacking = snapshot_of({"3.9.0": "92", "3.8.0": "3", "3.0.0": "2"}, TODAY - DAY, reading=SHARE)
    days = [lacking, *series(95, 91)]
    (only,) = withdrawals(days)
    assert (only.since, only.day) == (TODAY, TODAY + DAY)
    assert_as_single_days_show(days)


def assert_as_single_days_show(days: Sequence[Snapshot]) -> None:
    """Each day shows what its sound days before it do; the list has one where a sound day does, and no other."""
    known, shown = dict[date, Snapshot](), dict[date, Withdrawal | None]()
    judged = {each.day: each for each in judge_all(days)}
    for day, each in judged.items():
        known |= {accepted: judged[accepted] for accepted in each.judgement.accepted}
        shown[day] = withdrawal(each, known.values())
        assert each.judgement.fall == shown[day]
        known |= {day: each} if each.judgement.sound else {}
    found = withdrawals(days)
    assert bool(found) == any(shown[day] for day in known)
    assert {each.day: each for each in found}.items() <= shown.items()
