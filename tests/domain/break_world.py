"""Programs whose users update by a law that the forecast does not know."""

import math
from collections.abc import Callable, Iterable, Sequence
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
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.report import Report
from tests.domain.build import TODAY, snapshot_of, v

_FIRST = date(2020, 1, 6)
_RELEASED_EVERY = 14
_KEPT_VERSIONS = 60
Noise = Callable[[date], float]


def calm(_: date) -> float:
    return 0.0


def rough(day: date) -> float:
    """By how much a day's losses are off, up and down, without a weekly pattern."""
    return 0.08 * math.sin(day.toordinal() * 2.3)


def released(number: int, *, today: date = TODAY) -> Version:
    """The version of so many releases ago; 0 is today's."""
    return v(f"3.{(today - _FIRST).days // _RELEASED_EVERY - number}.0")


def loss(version: Version, day: date, *, half_life: float = 60) -> float:
    """Users who lack a version: nine in ten get it soon after its release, the rest take long."""
    age = (day - _FIRST).days - _RELEASED_EVERY * version.parts[1]
    if age < 0:
        return 1.0
    return 0.9 * math.exp(-age / 3) + 0.1 * math.pow(0.5, age / half_life)


def snapshot(day: date, *, half_life: float = 60, noise: Noise = calm, unlisted: Decimal = Decimal(0)) -> Snapshot:
    """WeChat's numbers of a day, with a part of the users unlisted."""
    newest = (day - _FIRST).days // _RELEASED_EVERY
    rows, below = [], Decimal(0)
    for number in range(max(0, newest - _KEPT_VERSIONS), newest + 1):
        left = min(1.0, loss(v(f"3.{number + 1}.0"), day, half_life=half_life) * (1 + noise(day)))
        without = Decimal(left).quantize(Decimal("0.000001")) if number < newest else Decimal(1)
        share = (without - below) * (1 - unlisted)
        rows.append((f"3.{number}.0", max(share, Decimal(0))))
        below = max(below, without)
    return snapshot_of(rows, day)


def history(
    days: int,
    *,
    every: int = 7,
    until: date = TODAY,
    half_life: float = 60,
    noise: Noise = calm,
    unlisted: Decimal = Decimal(0),
) -> list[Snapshot]:
    """Snapshots of so many days up to one, oldest first."""
    return [
        snapshot(until - timedelta(days=back), half_life=half_life, noise=noise, unlisted=unlisted)
        for back in range(days - days % every, -1, -every)
    ]


def arrives(version: Version, target: float, *, half_life: float = 60) -> date:
    """The first day after today on which a version reaches a coverage, by the law."""
    days = (TODAY + timedelta(days=ahead) for ahead in range(1, 2000))
    return next(day for day in days if loss(version, day, half_life=half_life) <= 1 - target)


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
