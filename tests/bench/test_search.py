"""Simulated breaks and how they are found: `make backtest`."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from bench.backtest.search import Outcome, outcome, search
from bench.backtest.trial import DAYS, SIZES, Reading, Simulated, draw, mixed
from tests.bench.test_backtest import written
from tests.domain.break_world import history, snapshot
from tests.domain.build import TODAY, v


def simulated(*, days: int = 20, size: float = 2.0, slow: bool = False) -> Simulated:
    return Simulated(TODAY.toordinal(), days, size, slow, slow_end=slow, old=0.12, by_version=False, seed=4)


@pytest.mark.parametrize("by_version", [True, False])
def test_old_versions_are_off_by_about_the_size(by_version: bool) -> None:  # noqa: FBT001
    """Uneven by three tenths; the newest have that much less, and all are still everyone."""
    numbers = snapshot(TODAY).distribution
    assert numbers is not None
    one = Simulated(
        TODAY.toordinal(), 20, 2.0, slow_begin=False, slow_end=False, old=0.12, by_version=by_version, seed=4
    )
    off = one.reading(TODAY, numbers).distribution
    below, parts = Decimal(0), []
    for version, share in reversed(numbers.shares):
        below += share
        if share and below < Decimal("0.12"):
            parts.append(float(off.share(version) / share))

    assert len(parts) > 5
    assert all(2 * 0.7 <= part <= 2 * 1.3 for part in parts)
    assert max(parts) > min(parts)
    assert sum(share for _, share in off.shares) == pytest.approx(sum(share for _, share in numbers.shares))
    assert off.share(numbers.versions[0]) < numbers.share(numbers.versions[0])


def test_a_slow_break_grows_and_goes_over_a_week() -> None:
    one = simulated(slow=True)
    old = v("3.150.0")
    sizes = []
    for number in range(-1, 21):
        numbers = snapshot(TODAY + timedelta(days=number)).distribution
        assert numbers is not None
        after = one.reading(TODAY + timedelta(days=number), numbers).distribution
        sizes.append(float(after.loss(old).low / numbers.loss(old).low))

    assert sizes[0] == sizes[-1] == 1
    assert sizes[1] < sizes[4] < sizes[7]
    assert sizes[-2] < sizes[-5] < sizes[-8]


def test_what_is_drawn_is_within_the_bounds() -> None:
    found = [draw(Random(number), 1) for number in range(200)]  # noqa: S311

    assert found == [draw(Random(number), 1) for number in range(200)]  # noqa: S311
    assert all(SIZES[0] <= each.size <= SIZES[1] and DAYS[0] <= each.days <= DAYS[1] for each in found)
    assert {each.slow_begin for each in found} == {each.slow_end for each in found} == {True, False}


def test_a_mix_has_the_users_of_both() -> None:
    one, other = snapshot(TODAY).distribution, snapshot(TODAY - timedelta(days=28)).distribution
    assert one is not None
    assert other is not None
    both = mixed(one, other, 0.25)

    assert float(both.share(one.versions[0])) == pytest.approx(float(one.share(one.versions[0])) / 4)
    assert sum(share for _, share in both.shares) == pytest.approx(Decimal(1))


def test_an_outcome_says_how_soon_and_how_well() -> None:
    """Of a sudden break of three weeks: on its first reading, and on the first afterwards."""
    one = simulated(size=3.0)
    dates = [TODAY + timedelta(days=day) for day in range(-100, 50)]
    sound = [Reading(day, numbers) for day in dates if (numbers := snapshot(day).distribution)]
    found = outcome([one.reading(each.day, each.distribution) for each in sound], one)

    assert found == Outcome(3.0, 1, 1, 0, 0, found.factor)
    assert found.factor == pytest.approx(3, rel=0.3)
    assert outcome(sound, one) == Outcome(3.0, None, None, None, None, None)


def test_the_search_prints_parts_and_goals(tmp_path: Path) -> None:
    file = written(tmp_path / "each.csv.gz", history(260, every=1), platforms=["iOS", "android", "total"])
    found = search([file], seed="any", each=1)

    assert found is not None
    assert found["seed"] == "any"
    assert found["daily"].keys() == found["weekly"].keys() == {"android", "iOS", "total", "mix", "half of a mix"}
    assert all(0 <= part <= 1 for part in list(found["daily"]["mix"].values())[1:])
    assert found["real_days"]["daily"] == {"readings": 3 * 261, "of_june_2021": 0, "false": 0, "breaks": []}
    assert len(found["goals"]) == 10
    assert search([written(tmp_path / "one.csv", history(28))]) is None
