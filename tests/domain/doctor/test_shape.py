"""What doctor reports of an answer's numbers."""

from decimal import Decimal

import pytest

from bot.domain.doctor.findings import Minimum, Numbers, Order
from bot.domain.numbers.version import Feed, FeedItem


def feed(*values: tuple[str, str], minimum: str = "3.0.0") -> Feed:
    """An answer."""
    return Feed.of(minimum, tuple([FeedItem(label, Decimal(value)) for label, value in values]))


def test_numbers_of_shares() -> None:
    """Counts, ends, order and sums; an odd label is counted but not named."""
    numbers = Numbers.of(feed(("2.9.0", "0"), ("初始值", "1.5"), ("2.10.0", "40.5"), ("3.1", "58")))

    assert numbers == Numbers(
        items=4,
        other_labels=1,
        first="2.9.0",
        last="3.1.0",
        version_order=Order.RISING,
        value_order=Order.RISING,
        distinct=4,
        zeros=1,
        total=Decimal("100.0"),
        lowest=Decimal(0),
        highest=Decimal(58),
        minimum=Minimum.VERSION,
    )


@pytest.mark.parametrize(
    ("labels", "order"),
    [
        ([], Order.NONE),
        (["3.0.0"], Order.NONE),
        (["2.9.0", "2.10.0"], Order.RISING),
        (["2.10.0", "2.9.0"], Order.FALLING),
        (["2.9.0", "2.10.0", "2.2.0"], Order.MIXED),
    ],
)
def test_order_of_versions(labels: list[str], order: Order) -> None:
    """As they came, compared as numbers."""
    assert Numbers.of(feed(*[(label, "1") for label in labels])).version_order is order


def test_order_of_values() -> None:
    """By version, however the items came."""
    assert Numbers.of(feed(("3.0.0", "90"), ("2.0.0", "10"))).value_order is Order.RISING
    assert Numbers.of(feed(("2.0.0", "1"), ("2.1.0", "5"), ("3.0.0", "2"))).value_order is Order.MIXED


@pytest.mark.parametrize(
    ("text", "minimum"), [("", Minimum.EMPTY), ("2.21.4", Minimum.VERSION), ("wx1234567890abcdef", Minimum.OTHER)]
)
def test_the_minimum_is_not_shown(text: str, minimum: Minimum) -> None:
    """Only what kind of text it is."""
    assert Numbers.of(feed(minimum=text)).minimum is minimum
