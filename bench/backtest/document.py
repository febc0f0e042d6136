"""The figures, tables and chart of docs/develop/forecast.md, from one run: `make forecast-doc`."""

from pathlib import Path
from typing import Any, Final

import vl_convert

from bench.kit.figures import Figures, markdown
from bench.kit.page import renew, write_json

PARTS: Final = {
    "held_out": "The year of choice: {from} to {to}",
    "all": "All years: {from} to {to}",
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
    """Markdown: a table of models, and one of each platform's best and worst figures; all are in the JSON."""
    held_out, platforms = figures["held_out"], figures["held_out"]["platforms"]
    return "\n\n".join(
        [
            f"**{PARTS['held_out'].format_map(held_out)}**",
            _table(held_out),
            "**Each platform, at its best and worst**",
            _extremes(platforms, figures["all"]["platforms"]),
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


def _extremes(held_out: Figures, every: Figures) -> str:
    """A row for each platform and horizon: its weekdays in the year of choice, its half-years in all years."""
    head = (
        "| platform | days ahead | median error over “no change”, by weekday | within the range, by half-year |\n"
        "|---|--:|--:|--:|"
    )
    rows = []
    for platform in held_out:
        for days in _DAYS:
            weekdays = held_out[platform]["horizons"][days]["ours_by_weekday"].values()
            half_years = every[platform]["horizons"][days]["ours_by_half_year"].values()
            errors = [each["median_to_no_change"] for each in weekdays]
            covered = [each["range_coverage"] for each in half_years]
            ranges = f"{min(errors):.2f} to {max(errors):.2f}", f"{_percent(min(covered))} to {_percent(max(covered))}"
            rows.append([platform, days, *ranges])
    return markdown(head, rows)


def _percent(part: float | None) -> str:
    return "" if part is None else f"{part * 100:.0f} %"
