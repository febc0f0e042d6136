"""Alerts on numbers that fit several meanings: what all of them say counts."""

from datetime import timedelta
from decimal import Decimal

from bot.domain.alerts.alert import Condition
from bot.domain.alerts.judging import Outcome
from bot.domain.alerts.parse import read_condition
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Snapshot
from tests.domain.alerts.judgements import days, outcomes
from tests.domain.build import TODAY, snapshot_of, v

LOSS: Condition = read_condition("loss > 1% at 3.8.0")
CROSSED, NOTHING = Outcome.CROSSED, Outcome.NOTHING


def either_way(low: str, high: str, day: int = 0) -> Snapshot:
    """Percent of users below 3.8.0 under one meaning and under the other."""
    rows = zip(("1.0.0", "2.9.0", "3.8.0", "3.9.0", "4.0.0"), ("0", low, high, "60", "90"), strict=True)
    return snapshot_of(rows, TODAY + timedelta(days=day))


def test_a_share_crosses_under_each_meaning() -> None:
    """One of them is not enough; nor is a single day beside others of that kind, or of a proved meaning."""
    proved = snapshot_of({"2.9.0": "0.9", "3.8.0": "99.1"}, TODAY - timedelta(days=1))
    below = [either_way("0.1", "0.5", day) for day in (0, 1)]
    above = [either_way("2", "4", day) for day in (2, 3, 4)]

    assert outcomes(LOSS, either_way("0.5", "4")) == [NOTHING]
    assert outcomes(LOSS, either_way("2", "4")) == [CROSSED]
    assert outcomes(LOSS, *below, *above) == [*[NOTHING] * 4, CROSSED]
    assert outcomes(LOSS, proved, either_way("2", "4")) == [NOTHING, NOTHING]


def test_the_safe_minimum_rises_under_each_meaning() -> None:
    """By the worse of them."""
    rises = read_condition("safe minimum rises")
    judged = days(rises, either_way("2", "4"), either_way("0.1", "4", 7), either_way("0.1", "0.5", 14))

    assert [each.outcome for each in judged] == [NOTHING, CROSSED, CROSSED]
    assert judged[2].crossing
    assert (judged[2].crossing.minimum_after, judged[2].crossing.after) == (
        v("3.8.0"),
        Bounds(Decimal("0.001"), Decimal("0.005")),
    )
