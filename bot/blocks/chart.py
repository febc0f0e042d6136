"""A line chart of how coverage moved."""

from typing import Final

from bot.blocks import limits
from bot.blocks.limits import clip
from bot.blocks.message import Block
from bot.domain.digest import Trend
from bot.domain.version import Version
from bot.i18n import Texts

_DIGITS: Final = 2
"""Of a percentage in the chart: finer than anybody can see, so nothing is rounded to nothing."""


def trend_chart(trend: Trend, title: str, t: Texts) -> list[Block]:
    """Coverage of a few versions, one point a week; nothing when no version's name fits as a series.

    https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
    """
    days = [clip(t.day_in_year(day), limits.CHART_LABEL) for day in trend.days]
    series = [
        {
            "name": version.text,
            "data": [
                {"label": day, "value": round(float(coverage) * 100, _DIGITS)}
                for day, coverage in zip(days, line, strict=True)
            ],
        }
        for version, line in trend.lines
        if _fits(version)
    ]
    if not series:
        return []
    axes = {
        "categories": days,
        "x_label": clip(t("chart-x"), limits.CHART_AXIS),
        "y_label": clip(t("chart-y"), limits.CHART_AXIS),
    }
    chart = {"type": "line", "series": series, "axis_config": axes}
    return [{"type": "data_visualization", "title": clip(title, limits.CHART_TITLE), "chart": chart}]


def _fits(version: Version) -> bool:
    """A cut name could be that of another version."""
    return len(version.text) <= limits.CHART_LABEL
