"""The result of a backtest, one JSON object: errors per horizon and model, and whether the goals are met."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from bench.backtest.models import BASELINES
from bench.backtest.trial import HORIZONS, LEAST, MOST, NEAR, Case
from bench.figures import Goal, at_least, at_most, median

_MODELS: Final = ("ours", *BASELINES)
_MOST_OF_NO_CHANGE: Final = {28: 0.3, 56: 0.27}
"""Goals for the median error of ours as a part of that of "no change", by horizon in days."""
_LEAST_HELD: Final = 0.75
_MOST_HELD: Final = 0.90
_CASES: Final = (
    f"Forecasts are made on sound days about a week apart (of daily data one in seven), one for each different loss "
    f"of {LEAST * 100:g} to {MOST * 100:g} % that a listed version has. Each is compared with the sound day nearest to "
    f"its horizon, at most {NEAR} days off, and is made for that very day. All models make the same ones. All earlier "
    f"days of the file are their history, those before `from` included; nothing later is known to them."
)


def result(cases: Sequence[Case], *, data: Mapping[str, Any], since: date, until: date) -> dict[str, Any]:
    """The object.

    Args:
        cases: all forecasts; at least one.
        data: what is to be said of the file.
        since: the first day on which forecasts were made.
        until: the last day that may hold outcomes.
    """
    by_horizon = {horizon: [case for case in cases if case.horizon == horizon] for horizon in HORIZONS}
    figures = {str(horizon): _horizon(found) for horizon, found in by_horizon.items() if found}
    return {
        "data": dict(data),
        "from": since.isoformat(),
        "to": until.isoformat(),
        "cases_are": _CASES,
        "units": "errors in percentage points; range_coverage is the part of outcomes within the 80 % range",
        "horizons": figures,
        "goals": {name: asdict(goal) for name, goal in _goals(figures).items()},
    }


def _horizon(cases: Sequence[Case]) -> dict[str, Any]:
    years = sorted({case.made_on.year for case in cases})
    return {
        "days_of_forecasts": len({case.made_on for case in cases}),
        "models": {model: _model(model, cases) for model in _MODELS},
        "ours_by_year": {
            str(year): _model("ours", [case for case in cases if case.made_on.year == year]) for year in years
        },
    }


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


def _goals(figures: Mapping[str, Any]) -> dict[str, Goal]:
    goals = {}
    for horizon, most in _MOST_OF_NO_CHANGE.items():
        ours = figures[str(horizon)]["models"]["ours"] if str(horizon) in figures else None
        if ours is None or ours["median_to_no_change"] is None:
            continue
        goals[f"median_to_no_change_{horizon}"] = at_most(ours["median_to_no_change"], most)
        goals[f"range_coverage_{horizon}_at_least"] = at_least(ours["range_coverage"], _LEAST_HELD)
        goals[f"range_coverage_{horizon}_at_most"] = at_most(ours["range_coverage"], _MOST_HELD)
    return goals
