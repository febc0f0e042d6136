"""A line chart of how losses moved."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.blocks.kit import limits
from bot.blocks.kit.charts import axes_chart
from bot.blocks.kit.message import Block
from bot.domain.numbers.rounding import shown_percent
from bot.i18n import Texts
from bot.i18n.outside_text import clip


def line_chart(
    title: str,
    days: Sequence[date],
    series: Sequence[tuple[str, Sequence[Decimal]]],
    t: Texts,
    *,
    target: Decimal | None = None,
) -> list[Block]:
    """Lines over days; nothing if no line's name fits.

    Args:
        title: cut to fit.
        days: at most twenty, within a year.
        series: at most six names, each with a fraction for every day. A line whose name is too long is left out: cut
            short it could equal another.
        t: the reader's language.
        target: a fraction that is named beside the lines, and which no point must seem to hit.

    https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
    """
    labels = [clip(t.day_in_year(day), limits.CHART_LABEL) for day in days]
    lines = [
        (name, [float(shown_percent(share, target=target)) for share in shares])
        for name, shares in series[: limits.CHART_SERIES]
        if len(name) <= limits.CHART_LABEL
    ]
    if not lines:
        return []
    return axes_chart("line", title, labels, lines, x_label=t("chart-x"), y_label=t("chart-y"))
