"""A program for which WeChat counts old versions otherwise for a while."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Final

from bench.backtest.data import Reading, found_by
from bot.domain.numbers.comparison import day_of
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.judgement import Break, Public
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.programs import Program
from bot.domain.report.report import Report
from tests.domain.build import TODAY, snapshot_of, v
from tests.domain.forecast_world import history

DAY: Final = timedelta(days=1)
SINCE: Final = TODAY - timedelta(days=19)
_FIVE: Final = ("3.100.0", "3.135.0", "3.146.0", "3.155.0", "3.162.0")
SHOP: Final = Program(Visible("wx0000000000000001"), "shop")


def days(
    factor: float = 2.4,
    *,
    since: date = SINCE,
    until: date = date.max,
    ago: int = 250,
    every: int = 1,
    minimum: str = "",
) -> list[Snapshot]:
    """A program's days up to today, oldest first; those from `since` to before `until` are counted otherwise."""
    return [replace(each, feed=replace(each.feed, minimum=minimum)) for each in _days(factor, since, until, ago, every)]


@cache
def _days(factor: float, since: date, until: date, ago: int, every: int) -> Sequence[Snapshot]:
    def off(day: date) -> float:
        return factor - 1 if since <= day < until else 0.0

    return [replace(each, appid=SHOP.appid) for each in history(ago, every=every, noise=off)]


def coarse(kept: Sequence[Snapshot]) -> list[Snapshot]:
    """Those of a program with five versions: no course shows in so few."""
    return [replace(_coarse(each), feed=replace(_coarse(each).feed, minimum=each.feed.minimum)) for each in kept]


def _coarse(kept: Snapshot) -> Snapshot:
    assert kept.distribution
    below = [kept.distribution.loss(v(version)).low for version in _FIVE] + [Decimal(1)]
    shares = {version: after - before for version, (before, after) in zip(_FIVE, pairwise(below), strict=True)}
    return replace(snapshot_of([*shares.items()], kept.day), appid=kept.appid)


def breaks_of(readings: Iterable[Reading]) -> tuple[Break, ...]:
    """Return every break that a series shows, oldest first."""
    return ((), *found_by(readings))[-1]


def judged(kept: Sequence[Snapshot], public: Sequence[Snapshot] = ()) -> list[Snapshot]:
    """The days judged in order, beside those of WeChat's public numbers."""
    beside = {each.day: Public(each.day, each.judgement.breaks) for each in judge_all(public)}
    return judge_all(kept, beside)


def report_at(kept: Sequence[Snapshot], public: Sequence[Snapshot] = ()) -> Report:
    """The report on the newest of some days, beside those of WeChat's public numbers."""
    days = judged(kept, public)
    return Report(SHOP, days[-1], before=day_of(days[-1], days).before)
