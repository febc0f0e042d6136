"""The figures, tables and chart of docs/develop/forecast.md, from one run: `make forecast-doc`."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import vl_convert

from bench import markdown
from bench.backtest.result import WEEKDAYS

Figures = Mapping[str, Any]
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
    """Markdown: a table of models, and of each platform by weekday and by half-year; more is in the JSON."""
    held_out, platforms = figures["held_out"], figures["held_out"]["platforms"]
    return "\n\n".join(
        [
            f"**{PARTS['held_out'].format_map(held_out)}**",
            _table(held_out),
            "**Median error of “no change”, by the weekday of the forecast**",
            _by_part(platforms, "ours_by_weekday", lambda each: f"{each['median_to_no_change']:.2f}"),
            "**Within the range, by half-year**",
            _by_part(figures["all"]["platforms"], "ours_by_half_year", lambda each: _percent(each["range_coverage"])),
        ]
    )


def write(figures: Figures, folder: Path) -> None:
    """Renew forecast.json, the tables of forecast.md and forecast.png in a folder."""
    (folder / "forecast.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    document = folder / "forecast.md"
    before, _, rest = document.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    document.write_text(f"{before}{_BEGIN}{tables(figures)}\n{_END}{after}", encoding="utf-8")
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
    head = (
        "| days ahead | model | cases | median error, pp | of no change | within the range |",
        "|--:|---|--:|--:|--:|--:|",
    )
    return markdown.table(head, _rows(result))


def _rows(result: Figures) -> Iterator[tuple[str, ...]]:
    for days in _DAYS:
        horizon = result["horizons"][days]
        for name, model in horizon["models"].items():
            yield (
                days,
                f"**{_NAMES[name]}**" if name == "ours" else _NAMES[name],
                f"{model['cases']:,}",
                f"{model['median_absolute_error']:.3f}",
                f"{model['median_to_no_change']:.2f}",
                _percent(model["range_coverage"]),
            )


def _by_part(platforms: Figures, part: str, cell: Callable[[Figures], str]) -> str:
    """A row for each platform and horizon, a column for each part."""
    names = sorted({name for each in platforms.values() for days in _DAYS for name in each["horizons"][days][part]})
    names = [name for name in WEEKDAYS if name in names] or names
    head = f"| platform | days ahead | {' | '.join(names)} |", f"|---|--:|{'--:|' * len(names)}"
    rows = []
    for platform, each in platforms.items():
        for days in _DAYS:
            found = each["horizons"][days][part]
            rows.append([platform, days, *(cell(found[name]) if name in found else "" for name in names)])
    return markdown.table(head, rows)


def _percent(part: float | None) -> str:
    return "" if part is None else f"{part * 100:.0f} %"
