"""Whether breaks are found: simulated ones, soon and dated well, and none on real days."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Final

from bench.backtest.data import found_by, platforms, read
from bench.backtest.trial import Reading, Simulated, draw, mixed
from bench.kit.page import Figures, goal
from bot.domain.numbers.comparison import sound_ones
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.judgement import Break

Series = Mapping[date, Distribution]
JUDGED: Final = "3bb147ccfea95f5ee0e41bac392fc99aad4b8309"
"""The seed of the documented figures: the name that the detector's commit had, so nothing was drawn before it."""
EACH: Final = 300
"""Simulated breaks of each kind and spacing."""
_PLATFORMS: Final = ("android", "iOS", "total")
_KINDS: Final = (*_PLATFORMS, "mix", "half of a mix")
"""A mix is an audience of both systems, of which both are off, or only one: that one has no goal, since the whole is
then off by less than the smallest size."""
_SPACINGS: Final = {"daily": 1, "weekly": 7}
_SOON: Final = {"daily": 3, "weekly": 2}
"""Readings that are off, and sound ones afterwards, by which the begin and the end have to be known."""
_NEAR: Final = {"daily": 3, "weekly": 14}
"""Days by which the dated begin and end may be off."""
_BEFORE, _AFTER = 180, 42
"""Days of history before a break, and after it."""
_PART: Final = 0.2, 0.8
_FOUND, _FALSE = 0.95, 0.005
_REAL: Final = date(2021, 6, 26), date(2021, 6, 28)
"""The one break of these years: on all platforms, all old versions at up to 3.7 times their share."""
_CASES: Final = (
    "Sizes and days are drawn evenly, half of the breaks begin in steps over a week, and half of those that are long "
    "enough end so. 'known' is by the third daily or second weekly reading of the break, and of the time after; "
    "'dated' is at most three days or two weekly readings off, in the end."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    size: float
    known_begin: int | None
    """After how many readings that are off; None if never while it went on."""
    known_end: int | None
    """After how many sound ones."""
    begin: int | None
    """Days by which the begin is dated too late, in the end; None if it was not found."""
    end: int | None
    factor: float | None


def search(files: Sequence[Path], *, seed: str = JUDGED, each: int = EACH) -> dict[str, Any] | None:
    """Return what is found, one JSON object; None where the files have not all platforms.

    Args:
        files: one after the other in time, see `bench.backtest.data.read`.
        seed: what is drawn depends on it alone.
        each: simulated breaks of each kind and spacing.
    """
    if any(not set(_PLATFORMS) <= set(platforms(file)) for file in files):
        return None
    series = {name: _series(files, name) for name in _PLATFORMS}
    asked = [(spacing, kind) for spacing in _SPACINGS for kind in _KINDS]
    with ProcessPoolExecutor() as pool:
        outcomes = dict(zip(asked, pool.map(partial(_outcomes, series, seed, each), asked), strict=True))
        called = dict(zip(_SPACINGS, pool.map(partial(called_on, series), _SPACINGS), strict=True))
    found = {spacing: {kind: _parts(spacing, outcomes[spacing, kind]) for kind in _KINDS} for spacing in _SPACINGS}
    return {"seed": seed, "cases_are": _CASES, **found, "real_days": called, "goals": _goals(found, called)}


def _series(files: Sequence[Path], platform: str) -> dict[date, Distribution]:
    sound = sound_ones(judge_all([each for file in files for each in read(file, platform=platform)]))
    return {each.day: each.distribution for each in sound if each.distribution}


def _outcomes(series: Mapping[str, Series], seed: str, each: int, asked: tuple[str, str]) -> list[Outcome]:
    spacing, kind = asked
    return list(islice(simulated(series, kind, _SPACINGS[spacing], Random(f"{seed} {spacing} {kind}")), each))  # noqa: S311


def simulated(series: Mapping[str, Series], kind: str, every: int, random: Random) -> Iterator[Outcome]:
    """Return breaks of a kind, endlessly; each has a reading at least, of daily ones three."""
    days = sorted(series["total"])
    while True:
        one = draw(random, random.randint(days[0].toordinal() + _BEFORE // 2, days[-1].toordinal() - _AFTER))
        part, off = random.uniform(*_PART), random.choice(_PLATFORMS[:2])
        weekday = random.randrange(every)
        near = (day for day in days if -_BEFORE <= day.toordinal() - one.first <= one.days + _AFTER)
        kept = [day for day in near if day.toordinal() % every == weekday]
        during = sum(one.first <= day.toordinal() < one.after for day in kept)
        if during < (1 if every > 1 else _SOON["daily"]) or days[-1].toordinal() < one.after + _AFTER:
            continue
        if kind in _PLATFORMS:
            yield outcome([one.reading(day, series[kind][day]) for day in kept], one)
        else:
            hit = _PLATFORMS[:2] if kind == "mix" else (off,)
            yield outcome([_mixed(series, day, one, hit, part) for day in kept], one)


def _mixed(series: Mapping[str, Series], day: date, one: Simulated, hit: Sequence[str], part: float) -> Reading:
    android, ios = (
        one.reading(day, series[name][day]).distribution if name in hit else series[name][day]
        for name in _PLATFORMS[:2]
    )
    return Reading(day, mixed(android, ios, part))


def outcome(readings: Sequence[Reading], one: Simulated) -> Outcome:
    """Return what is found of a break in readings that end some weeks after it."""
    days = [each.day.toordinal() for each in readings]
    during = [day for day in days if one.first <= day < one.after]
    after = [day for day in days if day >= one.after]
    known = dict(zip(days, found_by(readings), strict=True))
    near = [each for each in known[days[-1]] if abs(each.since.toordinal() - during[0]) <= _NEAR["weekly"]]
    found = min(near, key=lambda each: abs(each.since.toordinal() - during[0]), default=None)
    ended = found is not None and found.until is not None
    return Outcome(
        one.size,
        next((number for number, day in enumerate(during, 1) if _open(known[day])), None),
        next((number for number, day in enumerate(after, 1) if not _open(known[day])), None) if ended else None,
        found.since.toordinal() - during[0] if found else None,
        found.until.toordinal() - after[0] if found and found.until else None,
        found.factor if found else None,
    )


def called_on(series: Mapping[str, Series], spacing: str) -> dict[str, Any]:
    """Return the real days on which a break is seen, when they come: of weekly days those of each weekday."""
    readings = known = false = 0
    every, breaks = _SPACINGS[spacing], []
    for name in _PLATFORMS:
        for weekday in range(every):
            kept = [Reading(*each) for each in series[name].items() if each[0].toordinal() % every == weekday]
            last: tuple[Break, ...] = ()
            for last in found_by(kept):
                seen = _open(last)
                readings += 1
                known += seen and _REAL[0] <= last[-1].since <= _REAL[1]
                false += seen and not _REAL[0] <= last[-1].since <= _REAL[1]
            breaks += [f"{name} {each.since} to {each.until}: {each.factor:.2f}" for each in last]
    return {"readings": readings, "of_june_2021": known, "false": round(false / readings, 5), "breaks": breaks}


def _open(found: Sequence[Break]) -> bool:
    return bool(found) and found[-1].open


def _parts(spacing: str, found: Sequence[Outcome]) -> dict[str, Any]:
    soon, near = _SOON[spacing], _NEAR[spacing]

    def part(held: Sequence[bool]) -> float:
        return round(sum(held) / len(held), 4)

    return {
        "breaks": len(found),
        "begin_known": part([each.known_begin is not None and each.known_begin <= soon for each in found]),
        "begin_known_a_reading_later": part(
            [each.known_begin is not None and each.known_begin <= soon + 1 for each in found]
        ),
        "begin_dated": part([each.begin is not None and abs(each.begin) <= near for each in found]),
        "end_known": part([each.known_end is not None and each.known_end <= soon for each in found]),
        "end_dated": part([each.end is not None and abs(each.end) <= near for each in found]),
        "factor_within_a_quarter": part(
            [each.factor is not None and abs(each.factor / each.size - 1) <= 1 / 4 for each in found]
        ),
    }


def _goals(found: Figures, called: Figures) -> dict[str, Any]:
    """Return the mean of the kinds that have a goal, which have equally many breaks."""
    goals = {}
    for spacing in _SPACINGS:
        parts = [found[spacing][kind] for kind in _KINDS[:-1]]
        for name in ("begin_known", "begin_dated", "end_known", "end_dated"):
            goals[f"{spacing}_{name}"] = goal(sum(each[name] for each in parts) / len(parts), ">=", _FOUND)
        goals[f"{spacing}_false"] = goal(called[spacing]["false"], "<=", _FALSE)
    return goals
