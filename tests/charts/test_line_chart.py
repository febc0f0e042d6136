"""The specification of a line chart: what stands on it, and where."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.line_chart import line_spec
from bot.domain.trend.trend import ChartLine
from tests.charts.charts import FIRST, line_chart

PERCENTS = st.floats(0, 100, allow_nan=False)


def scale(spec: dict[str, Any], channel: str) -> dict[str, Any]:
    """Of one channel, by line where there is one value for each."""
    found: dict[str, Any] = spec["encoding"][channel]["scale"]
    return dict(zip(found["domain"], found["range"], strict=True)) if "range" in found else found


def test_points() -> None:
    """Each value stands at its day, counted from the first; where there is none, the line breaks off."""
    chart = replace(line_chart([97.5, None, 99]), days=(date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 23)))
    points = line_spec(chart)["data"]["values"]

    assert [(point["day"], point["percent"]) for point in points] == [(0, 97.5), (7, None), (28, 99)]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([97.5, 98.0, 98.25], [97.4, 97.6, 97.8, 98.0, 98.2, 98.4]),
        ([39.6, None, 99.6], [30, 40, 50, 60, 70, 80, 90, 100]),
        ([99.97, 100, 99.99], [99.9, 100.0]),
        ([100, 100], [99.9, 100.0]),
        ([0, 0], [0.0, 0.1]),
        ([None], [0, 20, 40, 60, 80, 100]),
    ],
)
def test_range(values: list[float | None], ticks: list[float]) -> None:
    """The axis ends at round percents around what is drawn, so that small moves are seen."""
    encoding = line_spec(line_chart(values))["encoding"]

    assert encoding["y"]["axis"]["values"] == ticks
    assert encoding["y"]["scale"]["domain"] == [ticks[0], ticks[-1]]


@given(st.lists(st.none() | PERCENTS, min_size=1, max_size=20))
def test_range_holds_everything(values: list[float | None]) -> None:
    """Nothing is drawn outside the axes, which never leave 0 to 100 %, and few lines cross the picture."""
    low, high = line_spec(line_chart(values))["encoding"]["y"]["scale"]["domain"]

    assert 0 <= low < high <= 100
    assert all(low - 1e-9 <= value <= high + 1e-9 for value in values if value is not None)
    assert 2 <= len(line_spec(line_chart(values))["encoding"]["y"]["axis"]["values"]) <= 8


@pytest.mark.parametrize(
    ("weeks", "named"),
    [
        ([0], [0]),
        ([0, 1, 2], [2, 1, 0]),
        (range(8), range(7, -1, -1)),
        (range(20), [19, 16, 13, 10, 7, 4, 1]),
        ([0, 1, 17, 18, 19], [19, 1]),
    ],
)
def test_day_names(weeks: Sequence[int], named: Sequence[int]) -> None:
    """The newest day has its name below, and others as far as there is room, also where weeks are missing."""
    days = tuple(FIRST + timedelta(weeks=week) for week in weeks)
    chart = replace(line_chart([50.0] * len(days)), days=days)
    spec = line_spec(chart)
    (names,) = spec["params"]
    places = spec["encoding"]["x"]["axis"]["values"]

    assert places == [7 * week for week in named]
    assert names["value"][str(places[0])] == chart.day_names[-1]


def test_told_apart() -> None:
    """Six lines differ in colour and in mark, and the one beside them is grey and dashed."""
    more = [ChartLine(f"3.{number}.0", (1.0,)) for number in range(5)]
    spec = line_spec(line_chart([1.0], more=[*more, ChartLine("All of WeChat", (2.0,), dashed=True)]))
    colours, shapes, dashes = scale(spec, "color"), scale(spec, "shape"), scale(spec, "strokeDash")

    assert len(set(colours.values())) == len(set(shapes.values())) == 7
    assert [name for name, dash in dashes.items() if dash != [1, 0]] == ["All of WeChat"]


@pytest.mark.parametrize("text", ["'+alert(1)+'", "datum.value", "http://example.com/x.png", "{signal: 1}"])
def test_text_from_outside(text: str) -> None:
    """A name stands in values, domains and titles, where Vega draws text as it is, and nowhere else."""
    spec = line_spec(line_chart(name=text, title=text))

    places = [path for path, value in leaves(spec) if value == text]

    assert {path[0] for path in places} == {"title", "data", "encoding"}
    assert all(path[2:4] == ("scale", "domain") for path in places if path[0] == "encoding")


def leaves(value: object, path: tuple[object, ...] = ()) -> list[tuple[tuple[object, ...], object]]:
    """Every single value of a specification, and where it stands."""
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [leaf for number, inner in enumerate(value) for leaf in leaves(inner, (*path, number))]
    return [(path, value)]
