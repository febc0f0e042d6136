"""A line chart as a Vega-Lite specification, and the fonts that it is drawn with.

All numbers are inline, and all text is in values, titles and labels, which Vega draws literally: text can neither name
an address nor act as an expression.
"""

import math
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from bot.domain.trend import ChartLine, LineChart

Spec = dict[str, Any]

WIDTH: Final = 1000
HEIGHT: Final = 500
"""Height of the whole picture; drawn with twice as many pixels in each direction."""
_FONTS: Final = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
"""The first installed one is used. Debian's package `fonts-noto-cjk` has the first."""
_COLOURS: Final = ("#0072B2", "#D55E00", "#007F5F", "#B5508C", "#A67500", "#222222")
"""Okabe and Ito's colours, distinct for the colour-blind, the light ones darkened for contrast with white."""
_COMPANION: Final = "#707070"
_SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_LEVEL_SHAPE: Final = "stroke"
_INK: Final = "#1D1C1D"
_FAINT: Final = "#5E5C5E"
_GRID: Final = "#E4E3E4"
_MOST_DAYS_NAMED: Final = 7
"""Days named besides the newest."""
_MOST_STEPS: Final = 6
_STEPS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Percent between two grid lines."""
_WHOLE: Final = 100.0


def line_spec(chart: LineChart) -> Spec:
    """Return the specification that `bot.charts.worker` draws."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH,
        "height": HEIGHT,
        "autosize": {"type": "fit", "contains": "padding"},
        "background": "white",
        "padding": 16,
        "title": {"text": chart.title, "subtitle": chart.subtitle},
        "params": [{"name": "dayNames", "value": _day_names(chart)}],
        "data": {"values": _points(chart)},
        "mark": {"type": "line", "strokeWidth": 2.5, "point": {"size": 45, "filled": True, "opacity": 1}},
        "encoding": {"x": _x(chart), "y": _y(chart), **_distinct(chart)},
        "config": _config(),
    }


def _points(chart: LineChart) -> list[dict[str, Any]]:
    """Return the data points; one without a number stays, so that the line breaks there."""
    return [
        {"line": line.name, "day": day, "percent": value}
        for line in chart.lines
        for day, value in zip(_places(chart), line.values, strict=True)
    ]


def _places(chart: LineChart) -> list[int]:
    """Days since the first: plain numbers, independent of time zones."""
    return [(day - chart.days[0]).days for day in chart.days]


def _day_names(chart: LineChart) -> dict[str, str]:
    return {str(place): name for place, name in zip(_places(chart), chart.day_names, strict=True)}


def _x(chart: LineChart) -> dict[str, Any]:
    places = _places(chart)
    return {
        "field": "day",
        "type": "quantitative",
        "title": chart.x_label,
        "scale": {"domain": [0, places[-1]] if places[-1] else [-1, 1], "nice": False, "zero": False},
        "axis": {
            "values": _named(places),
            "labelExpr": "dayNames[toString(datum.value)]",
            "labelOverlap": False,
            "labelFlush": False,
            "grid": False,
        },
    }


def _named(places: list[int]) -> list[int]:
    """Return the newest day, and earlier ones whose labels do not overlap."""
    room, named = places[-1] / _MOST_DAYS_NAMED, [places[-1]]
    for place in reversed(places):
        if named[-1] - place >= room and place != named[-1]:
            named.append(place)
    return named


def _y(chart: LineChart) -> dict[str, Any]:
    ticks = _ticks([value for line in chart.lines for value in line.values if value is not None])
    return {
        "field": "percent",
        "type": "quantitative",
        "title": chart.y_label,
        "scale": {"domain": [ticks[0], ticks[-1]], "nice": False, "zero": False},
        "axis": {"values": ticks, "labelExpr": "format(datum.value, '~g') + '%'"},
    }


def _ticks(values: list[float]) -> list[float]:
    """Round percentages from below the lowest value to above the highest, within 0 and 100."""
    low, high = min(values, default=0.0), max(values, default=_WHOLE)
    step = next((step for step in _STEPS if (high - low) / step <= _MOST_STEPS), _STEPS[-1])
    first, last = math.floor(low / step), min(math.ceil(high / step), round(_WHOLE / step))
    if first == last:
        first, last = (first - 1, last) if first else (first, last + 1)
    return [round(number * step, 1) for number in range(first, last + 1)]


def _distinct(chart: LineChart) -> dict[str, Any]:
    """Distinguish lines by colour and mark, companion and target by dashes; one legend shows all three."""
    names = [line.name for line in chart.lines]
    solid = iter(range(len(chart.lines)))
    looks = [_look(line, solid) for line in chart.lines]
    colours, shapes, dashes = ([look[part] for look in looks] for part in range(3))
    ranges = {"color": colours, "shape": shapes, "strokeDash": dashes}
    return {
        channel: {
            "field": "line",
            "type": "nominal",
            "sort": None,
            "title": None,
            "scale": {"domain": names, "range": by_line},
        }
        for channel, by_line in ranges.items()
    }


def _look(line: ChartLine, solid: Iterator[int]) -> tuple[str, str, list[int]]:
    if line.target:
        return _INK, _LEVEL_SHAPE, [2, 4]
    if line.dashed:
        return _COMPANION, _LEVEL_SHAPE, [6, 3]
    number = next(solid)
    return _COLOURS[number % len(_COLOURS)], _SHAPES[number % len(_SHAPES)], [1, 0]


def _config() -> dict[str, Any]:
    return {
        "font": _FONTS,
        "title": {
            "anchor": "start",
            "fontSize": 20,
            "fontWeight": "bold",
            "color": _INK,
            "limit": WIDTH - 40,
            "subtitleFontSize": 14,
            "subtitleColor": _FAINT,
            "subtitlePadding": 6,
            "offset": 16,
        },
        "axis": {
            "labelFontSize": 14,
            "labelColor": _FAINT,
            "labelPadding": 6,
            "titleFontSize": 14,
            "titleFontWeight": "normal",
            "titleColor": _FAINT,
            "titlePadding": 10,
            "gridColor": _GRID,
            "domainColor": _FAINT,
            "tickColor": _FAINT,
        },
        "legend": {
            "labelFontSize": 14,
            "labelColor": _INK,
            "labelLimit": 240,
            "symbolSize": 90,
            "symbolStrokeWidth": 2.5,
            "rowPadding": 8,
            "offset": 20,
        },
        "view": {"stroke": None},
    }


_FOLDERS: Final = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts"),
    *("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts"),
)
"""Where the drawing library looks: https://docs.rs/fontdb/latest/fontdb/struct.Database.html#method.load_system_fonts."""
_NAMES: Final = ("notosanscjk", "notosanssc", "sourcehansans", "pingfang", "msyh", "wqy-", "droidsansfallback")
"""Prefixes of the file names of fonts with simplified Chinese, those of `bot.charts.line_chart` first."""


def chinese_font(folders: Iterable[str] = _FOLDERS) -> str:
    """Return the file name of a font with Chinese characters; empty without one."""
    files = sorted(name for folder in folders for name in _files(Path(folder).expanduser()))
    return next((name for wanted in _NAMES for name in files if name.casefold().startswith(wanted)), "")


def _files(folder: Path) -> Iterator[str]:
    for _, _, names in os.walk(folder):
        yield from names
