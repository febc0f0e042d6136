"""Native charts. Slack refuses what is too long, and fits the axis to the highest value: chart losses, not coverage."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from bot.blocks.kit import limits
from bot.blocks.kit.limits import clip
from bot.blocks.kit.message import Block

_DIGITS: Final = 4
"""Digits of a percentage in a chart: finer than visible, so no value is rounded to zero."""


def chart_value(fraction: Decimal) -> float:
    """A fraction as a chart has it: in percent."""
    return round(float(fraction * 100), _DIGITS)


def bar_chart(
    title: str, bars: Sequence[tuple[str, Decimal]], *, series: str, x_label: str, y_label: str
) -> list[Block]:
    """One row of bars; nothing without one.

    Args:
        title: cut to fit.
        bars: at most twenty different names of at most twenty characters, each with a fraction.
        series: what the bars show; cut to fit.
        x_label: what the names are.
        y_label: what their height is.

    https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
    """
    if not bars:
        return []
    data = [{"label": name, "value": chart_value(share)} for name, share in bars]
    axes = {
        "categories": [name for name, _ in bars],
        "x_label": clip(x_label, limits.CHART_AXIS),
        "y_label": clip(y_label, limits.CHART_AXIS),
    }
    return chart_block(title, {"type": "bar", "series": [_series(series, data)], "axis_config": axes})


def _series(name: str, data: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": clip(name, limits.CHART_LABEL), "data": data}


def chart_block(title: str, chart: dict[str, Any]) -> list[Block]:
    """The block of a chart."""
    return [{"type": "data_visualization", "title": clip(title, limits.CHART_TITLE), "chart": chart}]
