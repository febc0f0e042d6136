"""How a program on somebody's Home tab moves."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.domain.home.tab import Followed, earlier_of
from bot.domain.numbers.suspicion import Suspicion
from bot.domain.programs.program import Program
from tests.domain.build import TODAY, report_of, snapshot_of, v

SHOP = Program("wx1", "shop")
DAY = timedelta(days=1)
NEW = {"3.2.0": "60", "3.1.0": "37.5", "3.0.0": "2.5"}
OLD = {"3.2.0": "50", "3.1.0": "45", "3.0.0": "5"}


def test_the_version_that_could_be_next() -> None:
    """The lowest that does not keep 99 % yet, held against the weeks before."""
    followed = Followed(SHOP, report_of(NEW), (snapshot_of(OLD, TODAY - 28 * DAY), snapshot_of(OLD, TODAY - 9 * DAY)))
    line = followed.movement

    assert line
    assert line.version == v("3.1.0")
    assert line.now.low == Decimal("0.975")
    assert line.since_week == line.since_four_weeks == Decimal("0.025")


def test_nothing_left_to_wait_for() -> None:
    """Where every version keeps 99 % it is the newest; where none does the lowest."""
    safe = Followed(SHOP, report_of({"3.1.0": "99.5", "3.0.0": "0.5"})).movement
    unsafe = Followed(SHOP, report_of({"3.1.0": "60", "2.9.0": "30", "unknown": "10"})).movement

    assert safe
    assert unsafe
    assert safe.version == v("3.1.0")
    assert unsafe.version == v("2.9.0")
    assert (safe.since_week, safe.since_four_weeks) == (None, None)


def test_what_cannot_be_compared() -> None:
    """Days too far off, lists cut short, ones that look wrong beside others, and unproved numbers move nothing."""
    far = Followed(SHOP, report_of(NEW), (snapshot_of(OLD, TODAY - 14 * DAY),)).movement
    short = Followed(SHOP, report_of(NEW), (snapshot_of({"3.1.0": "54"}, TODAY - 7 * DAY),)).movement
    week_ago = snapshot_of(OLD, TODAY - 7 * DAY)
    doubted = replace(report_of({"3.1.0": "97.5", "3.0.0": "2.5"}), suspicions=(Suspicion.NEWEST_MISSING,))
    wrong = Followed(SHOP, doubted, (week_ago,)).movement

    assert far
    assert short
    assert wrong
    assert (far.since_week, short.since_week, wrong.since_week) == (None, None, None)
    assert Followed(SHOP, report_of({"3.1.0": "0"})).movement is None
    assert Followed(SHOP).movement is None


def test_each_look_back_once() -> None:
    """A snapshot that answers for a week and for four stands there once, the oldest first."""
    week, four = snapshot_of(OLD, TODAY - 7 * DAY), snapshot_of(OLD, TODAY - 28 * DAY)

    assert earlier_of("wx1", {"wx1": week}, {"wx1": four}) == (four, week)
    assert earlier_of("wx1", {"wx1": four}, {"wx1": four}) == (four,)
    assert earlier_of("wx2", {"wx1": week}, {}) == ()
