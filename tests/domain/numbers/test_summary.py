"""A snapshot in short."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.feed import Feed
from bot.domain.numbers.percentage_meaning import NO_PIN
from bot.domain.numbers.summary import Numbers, summarise
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.usecases.report.take_snapshot import take_snapshot
from tests.fakes.wechat import SHARES, feed

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def test_of_sound_numbers() -> None:
    """Minimum, its loss, and the highest minimum that keeps 99 %."""
    summary = summarise(take_snapshot(Visible("wx1"), SHARES, pin=NO_PIN, remembered=None, now=NOW))

    assert summary.day == date(2026, 11, 24)
    assert summary.numbers is Numbers.PROVED
    assert summary.minimum == Version.parse("3.0.0")
    assert summary.loss == Bounds(Decimal("0.03"), Decimal("0.03"))
    assert summary.safe_minimum == Version.parse("2.30.0")


@pytest.mark.parametrize(
    ("payload", "numbers"),
    [
        (Feed.of("", ()), Numbers.NO_DATA),
        (feed({"3.8.1": 0, "3.7.0": 0}), Numbers.NO_DATA),
        (feed({"3.8.1": 7, "3.7.0": 40}), Numbers.UNDETERMINED),
    ],
)
def test_of_numbers_that_prove_nothing(payload: Feed, numbers: Numbers) -> None:
    """Missing or undetermined numbers give no loss and no safe minimum."""
    summary = summarise(take_snapshot(Visible("wx1"), payload, pin=NO_PIN, remembered=None, now=NOW))

    assert summary.numbers is numbers
    assert summary.loss is None
    assert summary.safe_minimum is None


def test_without_a_minimum() -> None:
    """Where WeChat names no minimum there is no loss at it."""
    payload = feed({"3.8.1": 60, "3.7.0": 40}, minimum="")

    assert summarise(take_snapshot(Visible("wx1"), payload, pin=NO_PIN, remembered=None, now=NOW)).loss is None
