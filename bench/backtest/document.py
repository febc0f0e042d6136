"""The figures, tables and chart of docs/develop/forecast.md, from one run: `make forecast-doc`.

What forecasts of WeChat's public numbers are judged by, frozen with commit 32c248a3. A later change that calls more
days unsound, or forecasts worse on them, must not make the figures look better.
"""

from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, Final

import vl_convert

from bench.kit.page import Figures, markdown, renew, write_json

LEFT_OUT: Final = frozenset((date(2020, 6, 23), date(2020, 6, 24), date(2020, 6, 25), date(2021, 1, 7)))
"""The days from 2020-04-06 to `LAST` that were not sound then, on each platform; all others are judged."""
LAST: Final = date(2024, 12, 31)
"""The last day of outcomes that are judged."""
YEARS: Final = range(2021, 2025)
"""Years of forecasts that are judged; in the one before, the history was too short."""
INTERVAL_SCORES: Final = {
    "total": {
        28: {2021: 0.9229, 2022: 0.7684, 2023: 0.6272, 2024: 0.5310},
        56: {2021: 0.9150, 2022: 0.9416, 2023: 0.7719, 2024: 0.5596},
    },
    "android": {
        28: {2021: 0.9803, 2022: 0.8303, 2023: 0.7626, 2024: 0.6052},
        56: {2021: 1.0889, 2022: 1.1199, 2023: 0.9817, 2024: 0.6450},
    },
    "iOS": {
        28: {2021: 0.8877, 2022: 0.9108, 2023: 0.8432, 2024: 0.6252},
        56: {2021: 0.9554, 2022: 0.9919, 2023: 1.0668, 2024: 0.6778},
    },
}
"""Mean interval scores of the forecasts of each year then, in percentage points, by platform and days ahead."""
FESTIVALS: Final = (date(2021, 2, 12), date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10))
"""The first days of Spring Festival."""


PARTS: Final = {
    "held_out": "Forecasts of 2023 and 2024",
    "all": "All years",
}
"""The parts of docs/develop/forecast.json, with a heading for each."""
_NAMES: Final = {
    "ours": "Baselib",
    "no_change": "no change",
    "linear": "linear",
    "exponential_tail": "exponential tail",
}
_COLOURS: Final = ("#0072B2", "#707070", "#A67500", "#D55E00")
_DAYS: Final = ("28", "56")
"""The horizons in the tables, in days; the chart and the JSON have more."""
_BEGIN, _END = "<!-- figures -->\n", "<!-- end of figures -->\n"


def tables(figures: Figures) -> str:
    """Markdown: a table of models, and one of each kind of figures by platform and year; all are in the JSON."""
    held_out, every = figures["held_out"], figures["all"]["platforms"]
    return "\n\n".join(
        [
            f"**{PARTS['held_out']}**",
            _table(held_out),
            "**Outcomes within the range**, by year of the forecast",
            _by_year(every, _held),
            "**The same around Spring Festival**: outcomes from a week before its first day to three weeks after",
            _by_year(every, _held, part="ours_at_spring_festival"),
            "**Interval score, percentage points**, by year; in brackets that of commit 32c248a3",
            _by_year(every, _score),
            "**Median error over “no change”**, by year",
            _by_year(every, _median),
        ]
    )


def write(figures: Figures, folder: Path) -> None:
    """Renew forecast.json, the tables of forecast.md and forecast.png in a folder."""
    write_json(folder / "forecast.json", figures)
    renew(folder / "forecast.md", _BEGIN, _END, f"{_BEGIN}{tables(figures)}\n")
    (folder / "forecast.png").write_bytes(vl_convert.vegalite_to_png(chart(figures["held_out"]), scale=2))


def chart(result: Figures) -> dict[str, Any]:
    """Return the median errors of each model by horizon, as a Vega-Lite specification."""
    values = [
        {"days": int(days), "error": model["median_absolute_error"], "model": _NAMES[name]}
        for days, horizon in result["horizons"].items()
        for name, model in horizon["models"].items()
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": f"Median error of forecasts, {result['from']} to {result['to']}",
        "width": 640,
        "height": 320,
        "background": "white",
        "data": {"values": values},
        "mark": {"type": "line", "point": {"filled": True, "size": 60}, "strokeWidth": 2.5},
        "encoding": {
            "x": {
                "field": "days",
                "type": "quantitative",
                "title": "days ahead",
                "axis": {"values": sorted({value["days"] for value in values})},
            },
            "y": {"field": "error", "type": "quantitative", "title": "median absolute error, percentage points"},
            "color": {
                "field": "model",
                "title": None,
                "scale": {"domain": list(_NAMES.values()), "range": list(_COLOURS)},
            },
            "shape": {"field": "model", "title": None, "scale": {"domain": list(_NAMES.values())}},
        },
    }


def _table(result: Figures) -> str:
    head = (
        "| days ahead | model | cases | median error, pp | of no change | within the range |\n|--:|---|--:|--:|--:|--:|"
    )
    rows = [
        [
            days,
            f"**{_NAMES[name]}**" if name == "ours" else _NAMES[name],
            f"{model['cases']:,}",
            f"{model['median_absolute_error']:.3f}",
            f"{model['median_to_no_change']:.2f}",
            _percent(model["range_coverage"]),
        ]
        for days in _DAYS
        for name, model in result["horizons"][days]["models"].items()
    ]
    return markdown(head, rows)


_Cell = Callable[[str, str, Figures, int | None], str]
"""What stands in a cell, for a platform, days ahead, its figures of a year and that year; of all years for None."""


def _by_year(platforms: Figures, cell: _Cell, *, part: str = "ours_by_year") -> str:
    """Return a row for each platform and horizon, with the years that are judged and all of them together."""
    every = ("all",) if part == "ours_by_year" else ()
    heads = ["platform", "days ahead", *map(str, YEARS), *every]
    rows = []
    for platform, days in product(platforms, _DAYS):
        found, goals = platforms[platform]["horizons"][days][part], platforms[platform]["goals"]
        together = [cell(platform, days, goals, None)] if every else []
        rows.append([platform, days, *(cell(platform, days, found[f"{year}"], year) for year in YEARS), *together])
    return markdown(f"| {' | '.join(heads)} |\n|---|{'--:|' * (len(heads) - 1)}", rows)


def _held(_: str, days: str, found: Figures, year: int | None) -> str:
    return _percent(found["range_coverage"] if year else found[f"range_coverage_{days}_at_least"]["value"])


def _score(platform: str, days: str, found: Figures, year: int | None) -> str:
    if year:
        return f"{found['interval_score']:.3f} ({INTERVAL_SCORES[platform][int(days)][year]:.3f})"
    together = found[f"interval_score_{days}"]
    return f"{together['value']:.3f} ({together['goal']})"


def _median(_: str, days: str, found: Figures, year: int | None) -> str:
    worst = found.get(f"median_to_no_change_{days}_each_year", {})
    return f"{found['median_to_no_change']:.2f}" if year else f"≤ {worst['value']:.2f}"


def _percent(part: float | None) -> str:
    return "" if part is None else f"{part * 100:.0f} %"
