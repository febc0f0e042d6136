"""`data_visualization`: line, bar, area and pie.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block. Slack refuses, it never shortens. For the
number of series and segments 6 and 12 are both in circulation; the smaller one is used here.
"""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.validation.check import (
    Problem,
    Problems,
    array,
    by_type,
    number,
    record,
    string,
    typed,
    unique,
)

CHARTS_PER_MESSAGE = 2
"""Not documented, found in the API's own error."""
SERIES = 6
POINTS = 20

_LABEL = string(20)
_POINT = record({"label": _LABEL, "value": number()})
_SERIES = record({"name": _LABEL, "data": array(_POINT, POINTS)})
_AXIS = record({"categories": array(_LABEL, POINTS)}, {"x_label": string(50), "y_label": string(50)})


def _points_match_categories(chart: Mapping[str, Any], at: str) -> Problems:
    categories = chart["axis_config"]["categories"]
    yield from unique(categories, f"{at}/axis_config/categories", "category")
    yield from unique([series["name"] for series in chart["series"]], f"{at}/series", "series name")
    for index, series in enumerate(chart["series"]):
        labels = [point["label"] for point in series["data"]]
        if len(labels) != len(categories) or set(labels) != set(categories):
            yield Problem(f"{at}/series/{index}/data", "must have one point for every category")


def _segment_labels(chart: Mapping[str, Any], at: str) -> Problems:
    yield from unique([segment["label"] for segment in chart["segments"]], f"{at}/segments", "segment label")


_WITH_AXES = typed({"series": array(_SERIES, SERIES), "axis_config": _AXIS}, rules=[_points_match_categories])
_PIE = typed(
    {"segments": array(record({"label": _LABEL, "value": number(above=0)}), SERIES)},
    rules=[_segment_labels],
)

CHART_FIELDS = {
    "title": string(50),
    "chart": by_type({"line": _WITH_AXES, "bar": _WITH_AXES, "area": _WITH_AXES, "pie": _PIE}),
}
