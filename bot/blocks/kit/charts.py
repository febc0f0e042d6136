"""Native charts. Slack refuses what is too long, and fits the axis to the highest value: chart losses, not coverage."""

from collections.abc import Sequence
from decimal import Decimal

from bot.blocks.kit import limits
from bot.blocks.kit.elements import Block
from bot.domain.numbers.meaning import shown_percent
from bot.i18n.caveats import clip


def bar_chart(
    title: str, bars: Sequence[tuple[str, Decimal]], *, series: str, x_label: str, y_label: str
) -> list[Block]:
    """One row of bars; nothing without one.

    Args:
        title: cut to fit.
        bars: at most twenty different names of at most twenty characters, each with a fraction.
        series: what the bars show; cut to fit.

    https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
    """
    if not bars:
        return []
    values = [float(shown_percent(share)) for _, share in bars]
    names = [name for name, _ in bars]
    return axes_chart(
        "bar", title, names, [(clip(series, limits.CHART_LABEL), values)], x_label=x_label, y_label=y_label
    )


def axes_chart(
    kind: str,
    title: str,
    categories: Sequence[str],
    series: Sequence[tuple[str, Sequence[float]]],
    *,
    x_label: str,
    y_label: str,
) -> list[Block]:
    """Return a chart with two axes.

    Args:
        kind: Slack's name for it.
        title: cut to fit.
        categories: along the lower axis; at most twenty different ones of at most twenty characters.
        series: names of at most twenty characters, each with a value for every category.
        x_label: what the categories are; cut to fit.
        y_label: what the values are; cut to fit.
    """
    drawn = [
        {"name": name, "data": [{"label": at, "value": value} for at, value in zip(categories, values, strict=True)]}
        for name, values in series
    ]
    axes = {
        "categories": list(categories),
        "x_label": clip(x_label, limits.CHART_AXIS),
        "y_label": clip(y_label, limits.CHART_AXIS),
    }
    chart = {"type": kind, "series": drawn, "axis_config": axes}
    return [{"type": "data_visualization", "title": clip(title, limits.CHART_TITLE), "chart": chart}]
