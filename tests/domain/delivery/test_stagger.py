"""Many digests due at one moment."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from bot.domain.delivery import WIDEST, Delivery, DeliveryState, spread
from bot.domain.digest.subscription import LATE_FROM

DUE = datetime(2026, 11, 23, 1, tzinfo=UTC)
ROW = Delivery("D", "T1", "S", date(2026, 11, 23), DUE, DeliveryState.DUE, channel_id="C")


def crowd(count: int) -> list[Delivery]:
    """So many digests of as many channels, due at once."""
    return [replace(ROW, id=f"D{number}", channel_id=f"C{number}") for number in range(count)]


def waits(rows: list[Delivery], since: datetime = DUE) -> list[timedelta]:
    """How long each is kept waiting."""
    return [row.not_before - since for row in rows if row.not_before]


def test_a_few_are_not_kept_waiting() -> None:
    """A team with a handful of digests gets them at their moment."""
    assert waits(spread(crowd(10), now=DUE)) == [timedelta(0)] * 10


def test_a_crowd_keeps_to_what_slack_takes() -> None:
    """About five a second with no long gaps, so a thousand take some three minutes."""
    waited = sorted(waits(spread(crowd(1000), now=DUE)))

    assert timedelta(0) <= waited[0] < timedelta(seconds=5)
    assert timedelta(minutes=3) < waited[-1] < WIDEST < LATE_FROM
    assert max(later - earlier for earlier, later in pairwise(waited)) < timedelta(seconds=5)


def test_ten_thousand_are_still_begun_in_time() -> None:
    """The window never exceeds what counts as late; pacing does the rest."""
    waited = waits(spread(crowd(10_000), now=DUE))

    assert max(waited) <= WIDEST
    assert abs(sum(waited, timedelta(0)) / len(waited) - WIDEST / 2) < timedelta(seconds=5)


def test_every_replica_works_out_the_same() -> None:
    """Two replicas, or one before and after a crash, and in whatever order."""
    rows = crowd(50)
    again = spread(rows[::-1], now=DUE)

    assert waits(spread(rows, now=DUE)) == waits(again[::-1])


def test_the_order_in_a_channel_stays() -> None:
    """What is due a second later in a channel comes later, however many others are due."""
    first, second = ROW, replace(ROW, id="E", due_at=DUE + timedelta(seconds=1))
    others = crowd(300)
    made = spread(
        [first, *others, *(replace(row, id=f"E{row.id}", due_at=second.due_at) for row in others), second], now=DUE
    )

    assert made[0].not_before
    assert made[-1].not_before
    assert made[0].not_before < made[-1].not_before


def test_what_has_waited_for_long_is_spread_from_now_on() -> None:
    """After downtime there is no burst, either."""
    now = DUE + timedelta(hours=3)
    waited = waits(spread(crowd(1000), now=now), since=now)

    assert min(waited) >= timedelta(0)
    assert max(waited) > timedelta(minutes=3)


def test_what_is_not_due_is_left_alone() -> None:
    """A slot that was missed is only written down."""
    missed = replace(ROW, state=DeliveryState.SKIPPED)

    assert spread([missed], now=DUE)[0].not_before is None
