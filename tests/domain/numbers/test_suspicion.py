"""What makes a distribution look wrong."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.course import judge_all
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import suspicions_alone
from bot.domain.numbers.version import Meaning, Scale
from tests.domain.build import FITS_NOTHING, TODAY, Rows, read_as, snapshot_of

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
    """Those of a day after another one."""
    return judge_all([previous, snapshot] if previous else [snapshot])[-1].judgement.suspicions


@pytest.mark.parametrize(("rows", "before", "expected"), CASES.values(), ids=CASES)
def test_suspects(rows: Rows, before: Rows | None, expected: tuple[Suspicion, ...]) -> None:
    """Every sign seen in the public data is noticed, normal releases are not."""
    previous = snapshot_of(before, TODAY - timedelta(days=1), reading=PERCENT_SHARES) if before else None
    assert suspicions(snapshot_of(rows, reading=PERCENT_SHARES), previous) == expected


def test_tells_a_contradiction() -> None:
    """A reading that contradicts the memory is suspicious by itself."""
    reading = replace(PERCENT_SHARES, contradicts=Meaning.BELOW)
    assert suspicions(snapshot_of(SOUND, reading=reading), None) == (Suspicion.CONTRADICTS,)


def test_unproved_numbers_are_not_judged() -> None:
    """Without a loss nothing is suspect; an unproved earlier one is no measure."""
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
    """On both days, not only on the first."""
    assert missing_on(SOUND, WITHDRAWN, WITHDRAWN, SOUND) == [1, 2]


def test_three_days_in_a_row_prove_that_a_version_is_gone() -> None:
    """Until the third it is unknown; from then on all three count."""
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
    """Where only one day a week is kept the second one decides."""
    assert missing_on(SOUND, WITHDRAWN, step=7 * DAY) == [1]
    assert missing_on(SOUND, WITHDRAWN, WITHDRAWN, step=7 * DAY) == []


def test_days_that_look_wrong_anyway_prove_nothing() -> None:
    """Short lists lack the newest version for another reason; they break no row either."""
    assert missing_on(SOUND, SHORT, SHORT, SHORT, SHORT) == [1, 2, 3, 4]
    assert missing_on(SOUND, WITHDRAWN, SHORT, WITHDRAWN, WITHDRAWN) == [2]


def test_a_gap_proves_nothing() -> None:
    """After over a week, users may be others; the list counts as the first."""
    assert missing_on(SOUND, *[None] * 7, WITHDRAWN) == []


def test_a_version_is_held_against_the_last_sound_day() -> None:
    """A short list in between does not excuse the days after it."""
    assert missing_on(SOUND, SHORT, WITHDRAWN) == [1, 2]


lists = st.lists(st.sampled_from([SOUND, WITHDRAWN, SHORT, {"3.2.0": 100}, None]), max_size=25)


@given(lists)
def test_what_is_proved_stays_proved(kept: list[Rows | None]) -> None:
    """The third day of the same sound list, and all later ones, are sound."""
    for rows in (SOUND, WITHDRAWN):
        found = list(in_hindsight(days_of(*kept, rows, rows, rows, rows)).values())
        assert found[-4:] == [()] * 4


@given(lists)
def test_only_the_newest_version_is_judged_by_other_days(kept: list[Rows | None]) -> None:
    """All else that looks wrong about a day looks wrong by itself."""
    for judged in judge_all(days_of(*kept)):
        found = judged.judgement.suspicions
        assert [each for each in found if each is not Suspicion.NEWEST_MISSING] == list(suspicions_alone(judged))


@given(lists)
def test_only_lists_that_lack_a_version_are_accepted(kept: list[Rows | None]) -> None:
    """Each once, and none that looks wrong by itself."""
    judged = judge_all(days_of(*kept))
    accepted = [day for each in judged for day in each.judgement.accepted]

    assert len(accepted) == len(set(accepted))
    assert all(each.judgement.suspicions == MISSING for each in judged if each.day in accepted)
