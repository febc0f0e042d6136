"""A sweep's pace, for any series of looks at the event loop."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sweep import LATE, MOST_AT_ONCE, MOST_REST, REST_STEP, Pace

LOOKS = st.tuples(st.floats(0, 10), st.booleans())
"""How late it was, and whether people waited for answers."""


def paces(looks: list[tuple[float, bool]], begin: Pace | None = None) -> list[Pace]:
    """The pace after each look, the first one before all."""
    found = [begin or Pace()]
    for delay, answering in looks:
        found.append(found[-1].after(delay, answering=answering))
    return found


def is_faster(pace: Pace, other: Pace) -> bool:
    """Whether it reads more."""
    return (pace.at_once, -pace.rest) > (other.at_once, -other.rest)


@given(st.lists(LOOKS, max_size=60))
def test_it_always_reads(looks: list[tuple[float, bool]]) -> None:
    """At least one at a time, never more than there are connections; rests only when one is too many."""
    for pace in paces(looks):
        assert 1 <= pace.at_once <= MOST_AT_ONCE
        assert 0 <= pace.rest <= MOST_REST
        assert not pace.rest or pace.at_once == 1


@given(st.lists(LOOKS, max_size=60))
def test_one_look_changes_it_in_one_direction(looks: list[tuple[float, bool]]) -> None:
    """Late: never faster, half as many. In time and no one waiting: never slower, one more at most."""
    for (before, after), (delay, answering) in zip(pairwise(paces(looks)), looks, strict=True):
        if delay > LATE:
            assert not is_faster(after, before)
            assert after.at_once == max(before.at_once // 2, 1)
        elif not answering:
            assert not is_faster(before, after)
            assert after.at_once <= before.at_once + 1
        else:
            assert after.at_once == max(before.at_once // 2, 1)
            assert after.rest <= before.rest


@given(st.lists(LOOKS, max_size=60), st.booleans())
def test_it_settles(looks: list[tuple[float, bool]], late: bool) -> None:  # noqa: FBT001  # hypothesis draws it
    """After a second of the same it is at its slowest or fastest, and stays there."""
    enough = MOST_AT_ONCE + round(MOST_REST / REST_STEP) + 2
    same = [(1.0 if late else 0.0, False)] * (enough + 1)
    *_, last_but_one, last = paces(same, paces(looks)[-1])

    assert last == last_but_one
    assert last == (Pace(1, MOST_REST) if late else Pace(MOST_AT_ONCE))


@given(st.integers(1, MOST_AT_ONCE), st.floats(0, LATE * 0.9))
def test_it_uses_the_room_that_there_is(room: int, others: float) -> None:
    """If so many readings make the loop late, on average half run and half of the looks are late."""
    each = (LATE - others) / room
    pace, sums, late, rounds = Pace(), 0, 0, 400
    for _ in range(rounds):
        delay = others + each * pace.at_once if pace.at_once > room else others
        pace = pace.after(delay, answering=False)
        sums, late = sums + pace.at_once, late + (delay > LATE)

    assert sums / rounds >= room / 2
    assert late <= rounds / 2
