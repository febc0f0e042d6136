"""The figures, tables and chart of docs/develop/forecast.md, from one run: `make forecast-doc`."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any, Final

import vl_convert

from bench.backtest.frozen import INTERVAL_SCORES, YEARS
from bench.kit.figures import Figures, markdown
from bench.kit.page import renew, write_json

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
    """The median errors of each model by horizon, as a Vega-Lite specification."""
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
    """A row for each horizon and model."""
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
    """A row for each platform and horizon, with the years that are judged and all of them together."""
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
