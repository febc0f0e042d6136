"""A withdrawal is reported once, when two days prove it."""

from datetime import date, timedelta
from decimal import Decimal

from bot.domain.alerts.judging import Outcome
from bot.domain.alerts.parse import read_condition
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Meaning, Reading, Reason, Scale
from tests.domain.alerts.judgements import days, outcomes
from tests.domain.build import TODAY, Number, snapshot_of, v

WITHDRAWAL = read_condition("rollback")
DAY = timedelta(days=1)
CROSSED, RETURNED, NOTHING = Outcome.CROSSED, Outcome.RETURNED, Outcome.NOTHING


def on_newest(percent: Number, day: date) -> Snapshot:
    """So many users are on 3.9.0, the others on 3.8.0."""
    return snapshot_of({"3.9.0": Decimal(percent), "3.8.0": 98 - Decimal(percent), "3.0.0": Decimal(2)}, day)


def test_a_roll_back_is_reported_once() -> None:
    """On the second day below two earlier days; once nothing falls, another one can be reported."""
    percents = [30, 20, 10, 10, 10, 10, 12, 5]
    snapshots = [on_newest(percent, TODAY + DAY * number) for number, percent in enumerate(percents)]
    judged = days(WITHDRAWAL, *snapshots)

    assert [each.outcome for each in judged] == [
        *[NOTHING, NOTHING, CROSSED, NOTHING],
        *[RETURNED, NOTHING, NOTHING, CROSSED],
    ]
    crossing = judged[2].crossing
    assert crossing
    assert (crossing.version, crossing.since) == (v("3.9.0"), TODAY + DAY)
    assert crossing.before == Bounds(Decimal("0.2"), Decimal("0.2"))
    assert crossing.after == Bounds(Decimal("0.1"), Decimal("0.1"))


def test_a_slow_roll_back_is_reported_within_three_days() -> None:
    """Two points a day are seen on the third day; one point a day never."""
    snapshots = [on_newest(30 - 2 * number, TODAY + DAY * number) for number in range(4)]
    judged = days(WITHDRAWAL, *snapshots)

    assert [each.outcome for each in judged] == [NOTHING, NOTHING, NOTHING, CROSSED]
    assert judged[3].crossing
    assert judged[3].crossing.since == TODAY + DAY
    assert CROSSED not in outcomes(WITHDRAWAL, *(on_newest(30 - n, TODAY + DAY * n) for n in range(8)))


def test_a_fall_after_a_gap_is_no_withdrawal() -> None:
    """In four days other users may have come."""
    assert outcomes(WITHDRAWAL, on_newest(30, TODAY), on_newest(10, TODAY + 4 * DAY)) == [NOTHING, NOTHING]


def test_a_withdrawn_version_is_a_withdrawal() -> None:
    """It is no longer listed, and the other versions add up to everyone."""
    withdrawn = snapshot_of({"3.8.0": 98, "3.0.0": 2}, TODAY + 2 * DAY)
    before = [on_newest(30, TODAY), on_newest(30, TODAY + DAY)]

    assert outcomes(WITHDRAWAL, *before, withdrawn) == [NOTHING, NOTHING, CROSSED]


def test_numbers_that_cannot_be_compared_are_no_withdrawal() -> None:
    """Read differently, or against a short list, users seem to have moved."""
    below = Reading(Meaning.BELOW, Scale.PERCENT, Reason.PINNED, Decimal(1))
    read_otherwise = snapshot_of({"3.9.0": 90, "3.8.0": 50, "3.0.0": 2}, TODAY, reading=below)

    assert outcomes(WITHDRAWAL, on_newest(30, TODAY - DAY), read_otherwise) == [NOTHING, NOTHING]
    assert outcomes(WITHDRAWAL, on_newest(30, TODAY)) == [NOTHING]
