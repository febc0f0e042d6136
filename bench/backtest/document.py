"""The figures, tables and chart of docs/develop/forecast.md, from one run: `make forecast-doc`."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import vl_convert

from bench import markdown

Figures = Mapping[str, Any]
PARTS: Final = {
    "held_out": "Held-out years: {from} to {to}",
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
    """Markdown: a table of the held-out years, and one by year; all years are in the JSON."""
    held_out = figures["held_out"]
    heading = PARTS["held_out"].format_map(held_out)
    return f"**{heading}**\n\n{_table(held_out)}\n\n**Year by year**\n\n{_by_year(figures['all'])}"


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


def _by_year(result: Figures) -> str:
    years = list(result["horizons"][_DAYS[0]]["ours_by_year"])
    titles = [f"{days} days: {what}" for days in _DAYS for what in ("of no change", "within the range")]
    head = f"| year | {' | '.join(titles)} |", f"|---|{'--:|' * len(titles)}"
    rows = []
    for year in years:
        found = [result["horizons"][days]["ours_by_year"].get(year) for days in _DAYS]
        cells = [
            cell
            for each in found
            for cell in ((f"{each['median_to_no_change']:.2f}", _percent(each["range_coverage"])) if each else ("", ""))
        ]
        rows.append([year, *cells])
    return markdown.table(head, rows)


def _percent(part: float | None) -> str:
    return "" if part is None else f"{part * 100:.0f} %"
