"""A snapshot in short."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.fleet.row import Standing, standing_by
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.feed import Feed
from bot.domain.numbers.percentage_meaning import NO_PIN
from bot.domain.numbers.summary import Numbers, Summary, steadied, summarise
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import Program
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


@pytest.mark.parametrize("numbers", [Numbers.PROVED, Numbers.UNDETERMINED])
@pytest.mark.parametrize("before", [None, Numbers.UNDETERMINED, Numbers.NO_DATA])
def test_a_break_before_which_nothing_is_known(numbers: Numbers, before: Numbers | None) -> None:
    """Nothing is to be set by its days; those before it are as they were."""
    day, loss = date(2026, 11, 24), Bounds(Decimal("0.03"), Decimal("0.03"))
    now = Summary(day, numbers, Version.parse("3.0.0"), loss, Version.parse("2.30.0"))
    earlier = replace(now, day=day - timedelta(days=9), numbers=before) if before else None

    assert steadied(now, earlier, since=day) == replace(now, unsettled=True)
    assert steadied(now, earlier, since=day + timedelta(days=1)) == now
    assert standing_by(Program(Visible("wx1")), now) is Standing.LOSING
    assert standing_by(Program(Visible("wx1")), steadied(now, earlier, since=day)) is Standing.FINE
