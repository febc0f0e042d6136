"""What makes a distribution look wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.meaning import Meaning, Scale
from bot.domain.suspicion import Suspicion, suspicions
from tests.domain.build import TODAY, Rows, read_as, snapshot_of

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
        {"3.0.0": 5, "3.1.0": 95}, SOUND, (Suspicion.NEWEST_MISSING, Suspicion.ROLL_BACK)),
    "the newest with users is missing, a newer one has hardly any": (
        {"3.1.0": "19.5", "3.0.0": "80"}, {"3.2.0": "0.5", "3.1.5": "19", "3.1.0": "0.5", "3.0.0": "80"},
        (Suspicion.NEWEST_MISSING, Suspicion.ROLL_BACK)),
    "a newest that hardly anybody had is missing": (
        {"3.0.0": 20, "3.1.0": 80}, {"3.0.0": "20", "3.1.0": "79.5", "3.2.0": "0.5"}, ()),
    "a newer version has taken over": ({"3.0.0": 2, "3.1.0": 5, "3.2.0": 10, "3.3.0": 83}, SOUND, ()),
    "rolled back by three points": ({"3.0.0": 5, "3.1.0": 18, "3.2.0": 77}, SOUND, ()),
    "rolled back by more": ({"3.0.0": "5", "3.1.0": "18.1", "3.2.0": "76.9"}, SOUND, (Suspicion.ROLL_BACK,)),
    "the missing ones may be on the newest": ({"3.0.0": 5, "3.1.0": 15, "3.2.0": 76}, SOUND, ()),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "before", "expected"), CASES.values(), ids=CASES)
def test_suspects(rows: Rows, before: Rows | None, expected: tuple[Suspicion, ...]) -> None:
    """Each sign that the public data shows is noticed, and normal releases are not."""
    previous = snapshot_of(before, TODAY - timedelta(days=1), reading=PERCENT_SHARES) if before else None
    assert suspicions(snapshot_of(rows, reading=PERCENT_SHARES), previous) == expected


@pytest.mark.parametrize(("days", "expected"), [(1, (Suspicion.ROLL_BACK,)), (7, (Suspicion.ROLL_BACK,)), (8, ())])
def test_a_roll_back_is_recent(days: int, expected: tuple[Suspicion, ...]) -> None:
    """A fall within a week is a roll-back; after a longer gap other users may simply have come."""
    previous = snapshot_of(SOUND, TODAY - timedelta(days=days))
    assert suspicions(snapshot_of({"3.0.0": 6, "3.1.0": 44, "3.2.0": 50}, reading=PERCENT_SHARES), previous) == expected


def test_a_cumulative_list_without_its_newest_version_is_no_roll_back() -> None:
    """Its users are then counted with the version below, so nobody is known to have gone back."""
    below = read_as(Meaning.BELOW, Scale.PERCENT)
    before = snapshot_of({"3.0.0": 0, "3.1.0": 5, "3.2.0": 20}, TODAY - timedelta(days=1), reading=below)
    now = snapshot_of({"3.0.0": 0, "3.1.0": 5}, reading=below)
    assert suspicions(now, before) == (Suspicion.NEWEST_MISSING,)


def test_tells_a_contradiction() -> None:
    """A reading that contradicts the memory is suspicious by itself."""
    reading = replace(PERCENT_SHARES, contradicts=Meaning.BELOW)
    assert suspicions(snapshot_of(SOUND, reading=reading), None) == (Suspicion.CONTRADICTS,)


def test_unproved_numbers_are_not_judged() -> None:
    """Where nothing is computed there is nothing to suspect; an unproved earlier one is no measure either."""
    unproved = snapshot_of({"3.0.0": "0.4"}, TODAY - timedelta(days=1))
    assert suspicions(unproved, snapshot_of(SOUND)) == ()
    assert suspicions(snapshot_of(SOUND), unproved) == ()
