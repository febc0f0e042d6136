"""The result of a backtest, one JSON object: errors per horizon and model, and whether the goals are met."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby
from statistics import median
from typing import Any, Final

from bench.backtest.trial import AROUND, BASELINES, HORIZONS, LEAST, MOST, Case
from bench.kit.figures import Figures, goal

_MODELS: Final = ("ours", *BASELINES)
_MOST_OF_NO_CHANGE: Final = {28: 0.35, 56: 0.30}
"""Goals for the median error of ours as a part of that of "no change", by horizon in days."""
_LEAST_HELD: Final = 0.75
_MOST_HELD: Final = 0.90
_LONG_ENOUGH: Final = 84
"""Days that forecasts of a half-year must be apart before its coverage says anything."""
PER_PLATFORM: Final = ("horizons", "goals")
"""The parts of the object that each platform has."""
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CASES: Final = (
    f"Forecasts are made on every sound day, one for each different loss of {LEAST * 100:g} to {MOST * 100:g} % that a "
    f"listed version has. Each is compared with the median of the sound days at most {AROUND} days off its horizon, "
    f"and is made for the middle one of those. 'No change' is the loss of the day itself; the other models begin with "
    f"the median of the last seven days. All models make the same forecasts. All earlier days of the file are their "
    f"history, those before `from` included; nothing later is known to them."
)


def result(found: Sequence[Case], *, data: Figures, since: date, until: date) -> dict[str, Any]:
    """The object.

    Args:
        found: all forecasts of a platform; at least one.
        data: what the object says of the file.
        since: the first day on which forecasts were made.
        until: the last day that may hold outcomes.
    """
    by_horizon = {horizon: [case for case in found if case.horizon == horizon] for horizon in HORIZONS}
    horizons = {str(horizon): _horizon(cases) for horizon, cases in by_horizon.items() if cases}
    return {
        "data": dict(data),
        "from": since.isoformat(),
        "to": until.isoformat(),
        "cases_are": _CASES,
        "units": "errors in percentage points; range_coverage is the part of outcomes within the 80 % range",
        "horizons": horizons,
        "goals": _goals(horizons),
    }


def _horizon(cases: Sequence[Case]) -> dict[str, Any]:
    return {
        "days_of_forecasts": len({case.made_on for case in cases}),
        "models": {model: _model(model, cases) for model in _MODELS},
        "ours_by_weekday": {
            WEEKDAYS[int(day)]: _ours(found) for day, found in _parts(cases, lambda case: f"{case.made_on.weekday()}")
        },
        "ours_by_year": {year: _ours(found) for year, found in _parts(cases, lambda case: f"{case.made_on.year}")},
        "ours_by_half_year": {half: _ours(found) | _days(found) for half, found in _parts(cases, _half_year)},
    }


def _parts(cases: Sequence[Case], part: Callable[[Case], str]) -> list[tuple[str, list[Case]]]:
    return [(name, list(found)) for name, found in groupby(sorted(cases, key=part), key=part)]


def _half_year(case: Case) -> str:
    return f"{case.made_on.year}-H{1 if case.made_on.month <= 6 else 2}"  # noqa: PLR2004 - June


def _days(cases: Sequence[Case]) -> dict[str, str]:
    days = [case.made_on for case in cases]
    return {"first": min(days).isoformat(), "last": max(days).isoformat()}


def _ours(cases: Sequence[Case]) -> dict[str, Any]:
    """The figures of ours for a part of the cases."""
    ours = _model("ours", cases)
    return {name: ours[name] for name in ("cases", "median_absolute_error", "median_to_no_change", "range_coverage")}


def _model(model: str, cases: Sequence[Case]) -> dict[str, Any]:
    errors = [case.error(model) for case in cases]
    no_change = median([case.error("no_change") for case in cases])
    return {
        "cases": len(cases),
        "mean_absolute_error": round(sum(errors) / len(errors), 4),
        "median_absolute_error": round(median(errors), 4),
        "median_to_no_change": round(median(errors) / no_change, 4) if no_change else None,
        "range_coverage": round(sum(case.in_range for case in cases) / len(cases), 4) if model == "ours" else None,
    }


def _goals(horizons: Figures) -> dict[str, Any]:
    """The worst weekday, and the half-years with the lowest and the highest coverage."""
    goals = {}
    for horizon, most in _MOST_OF_NO_CHANGE.items():
        found = horizons.get(str(horizon))
        if found is None:
            continue
        parts = [each["median_to_no_change"] for each in found["ours_by_weekday"].values()]
        if None not in parts:
            goals[f"median_to_no_change_{horizon}_each_weekday"] = goal(max(parts), "<=", most)
        held = [each["range_coverage"] for each in found["ours_by_half_year"].values() if _long(each)]
        if held:
            goals[f"range_coverage_{horizon}_each_half_year_at_least"] = goal(min(held), ">=", _LEAST_HELD)
            goals[f"range_coverage_{horizon}_each_half_year_at_most"] = goal(max(held), "<=", _MOST_HELD)
    return goals


def _long(half_year: Figures) -> bool:
    apart = date.fromisoformat(half_year["last"]) - date.fromisoformat(half_year["first"])
    return apart.days >= _LONG_ENOUGH
