"""The result of a backtest, one JSON object: errors per horizon and model, and whether the goals are met."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from statistics import fmean, median
from typing import Any, Final

from bench.backtest.document import FESTIVALS, YEARS
from bench.backtest.trial import AROUND, BASELINES, HORIZONS, LEAST, MOST, Case
from bench.kit.page import Figures, goal

_MODELS: Final = ("ours", *BASELINES)
_MOST_OF_NO_CHANGE: Final = {28: 0.33, 56: 0.28}
"""Goals for the median error of ours in each year as a part of that of "no change", by horizon in days."""
_WORST_WEEKDAY: Final = 1.3
"""A weekday's own median error, as a multiple of the mean of the seven."""
_HELD: Final = (0.76, 0.88)
"""Goals for the part of outcomes within the range."""
_HELD_IN_A_YEAR: Final = (0.68, 0.92)
_FESTIVE: Final = range(-7, 22)
"""Days of outcomes around the first day of Spring Festival that are looked at apart."""
_LONG_ENOUGH: Final = 84
"""Days that forecasts of a year must be apart before its figures say anything."""
PER_PLATFORM: Final = ("horizons", "goals")
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CASES: Final = (
    f"Forecasts are made on every sound day, one for each different loss of {LEAST * 100:g} to {MOST * 100:g} % that a "
    f"listed version has. Each is compared with the median of the sound days at most {AROUND} days off its horizon, "
    f"and is made for the middle one of those. 'No change' is the loss of the day itself; the other models begin with "
    f"the median of the last seven days. All models make the same forecasts. All earlier days of the file are their "
    f"history, those before `from` included; nothing later is known to them."
)


def result(
    found: Sequence[Case], *, data: Figures, since: date, until: date, than: Mapping[int, Mapping[int, float]]
) -> dict[str, Any]:
    """Return the object.

    Args:
        found: all forecasts of a platform; at least one.
        data: what the object says of the file.
        since: the first day on which forecasts were made.
        until: the last day that may hold outcomes.
        than: earlier interval scores, to be no worse than, by horizon and year; none for other data or parts of years.
    """
    by_horizon = {horizon: [case for case in found if case.horizon == horizon] for horizon in HORIZONS}
    horizons = {str(horizon): _horizon(cases) for horizon, cases in by_horizon.items() if cases}
    return {
        "data": dict(data),
        "from": since.isoformat(),
        "to": until.isoformat(),
        "cases_are": _CASES,
        "units": "errors and interval scores in percentage points; range_coverage is the part of outcomes within the "
        "80 % range; interval_score is its width plus ten times how far the outcome is beyond it, on average",
        "horizons": horizons,
        "goals": {
            name: each
            for horizon, cases in by_horizon.items()
            if horizon in _MOST_OF_NO_CHANGE
            for name, each in _goals(horizon, cases, than.get(horizon, {})).items()
        },
    }


def _horizon(cases: Sequence[Case]) -> dict[str, Any]:
    return {
        "days_of_forecasts": len({case.made_on for case in cases}),
        "models": {model: _model(model, cases) for model in _MODELS},
        "ours_by_weekday": {
            WEEKDAYS[int(day)]: _ours(found) for day, found in _parts(cases, lambda case: f"{case.made_on.weekday()}")
        },
        "ours_by_year": {year: _ours(found) for year, found in _parts(cases, lambda case: f"{case.made_on.year}")},
        "ours_at_spring_festival": {
            year: _ours(found) for year, found in _parts(cases, lambda case: f"{_festival(case)}") if year != "None"
        },
    }


def _parts(cases: Sequence[Case], part: Callable[[Case], str]) -> list[tuple[str, list[Case]]]:
    return [(name, list(found)) for name, found in groupby(sorted(cases, key=part), key=part)]


def _festival(case: Case) -> int | None:
    """Return the year of the Spring Festival around which the outcome lies."""
    came = case.made_on + timedelta(days=case.horizon)
    return next((first.year for first in FESTIVALS if (came - first).days in _FESTIVE), None)


def _ours(cases: Sequence[Case]) -> dict[str, Any]:
    ours = _model("ours", cases)
    return {name: each for name, each in ours.items() if name != "mean_absolute_error"}


def _model(model: str, cases: Sequence[Case]) -> dict[str, Any]:
    errors = [case.error(model) for case in cases]
    no_change = median([case.error("no_change") for case in cases])
    return {
        "cases": len(cases),
        "mean_absolute_error": round(sum(errors) / len(errors), 4),
        "median_absolute_error": round(median(errors), 4),
        "median_to_no_change": round(median(errors) / no_change, 4) if no_change else None,
        "range_coverage": round(sum(case.in_range for case in cases) / len(cases), 4) if model == "ours" else None,
        "interval_score": round(fmean(case.interval_score for case in cases), 4) if model == "ours" else None,
    }


def _goals(horizon: int, cases: Sequence[Case], than: Mapping[int, float]) -> dict[str, Any]:
    """Of the years that are judged: all together, and the best and the worst of them."""
    judged = [case for case in cases if case.made_on.year in YEARS]
    years = [_ours(found) for _, found in _parts(judged, lambda case: f"{case.made_on.year}") if _long(found)]
    if not years:
        return {}
    held, (least, most), (least_a_year, most_a_year) = _ours(judged)["range_coverage"], _HELD, _HELD_IN_A_YEAR
    covered = [each["range_coverage"] for each in years]
    parts = [each["median_to_no_change"] for each in years]
    weekdays = _parts(judged, lambda case: f"{case.made_on.weekday()}")
    errors = [_ours(found)["median_absolute_error"] for _, found in weekdays]
    goals = {
        f"range_coverage_{horizon}_at_least": goal(held, ">=", least),
        f"range_coverage_{horizon}_at_most": goal(held, "<=", most),
        f"range_coverage_{horizon}_each_year_at_least": goal(min(covered), ">=", least_a_year),
        f"range_coverage_{horizon}_each_year_at_most": goal(max(covered), "<=", most_a_year),
    }
    if None not in parts:
        goals[f"median_to_no_change_{horizon}_each_year"] = goal(max(parts), "<=", _MOST_OF_NO_CHANGE[horizon])
    if len(errors) == len(WEEKDAYS):
        worst = round(max(errors) / fmean(errors), 4)
        goals[f"median_error_{horizon}_worst_weekday_to_mean"] = goal(worst, "<=", _WORST_WEEKDAY)
    if than:
        score, bound = _ours(judged)["interval_score"], fmean(than[case.made_on.year] for case in judged)
        goals[f"interval_score_{horizon}"] = goal(score, "<=", round(bound, 4))
    return goals


def _long(cases: Sequence[Case]) -> bool:
    days = [case.made_on for case in cases]
    return (max(days) - min(days)).days >= _LONG_ENOUGH
