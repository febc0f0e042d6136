"""Line charts of how losses moved, with the target: what trends and digests draw."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from bot.blocks.kit import limits
from bot.blocks.kit.charts import axes_chart
from bot.blocks.kit.message import Block
from bot.blocks.report.break_text import marked
from bot.domain.numbers.distribution import ONE, SAFE
from bot.domain.numbers.rounding import shown_percent
from bot.domain.report.report import Report
from bot.domain.trend.lines import Chart, may_begin_above_zero
from bot.i18n import Texts
from bot.i18n.outside_text import clip

LIMIT = ONE - SAFE
"""The loss at which a version is safe."""


def loss_chart(
    chart: Chart,
    report: Report,
    title: str,
    t: Texts,
    *,
    beside: tuple[str, tuple[Decimal, ...]] | None = None,
) -> list[Block]:
    """The lines and the target.

    Args:
        chart: at most five lines.
        report: of the program, with the newest numbers.
        title: cut to fit.
        beside: one more line, with its name, if there is room.
    """
    series = [(line.version.text, chart.losses(line)) for line in chart.lines]
    if beside:
        series.append(beside)
    target = (t("chart-target", limit=t.exact(LIMIT)), (LIMIT,) * len(chart.days))
    # First, because Slack's colours begin again after the fourth: a version near the target must not have the same.
    return line_chart(title, chart.days, [target, *series], t, marked=marked(chart.days, report))


def line_chart(
    title: str,
    days: Sequence[date],
    series: Sequence[tuple[str, Sequence[Decimal]]],
    t: Texts,
    *,
    marked: Collection[int] = (),
) -> list[Block]:
    """Lines over days; nothing if no line's name fits.

    Args:
        title: cut to fit, with the remark that the axis may begin above zero.
        days: at most twenty, within a year.
        series: at most six names, each with a fraction for every day. A line whose name is too long is left out: cut
            short it could equal another.
        marked: the places of the days that are counted otherwise.

    https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
    """
    lines = [
        (name, [float(shown_percent(share)) for share in shares])
        for name, shares in series[: limits.CHART_SERIES]
        if len(name) <= limits.CHART_LABEL
    ]
    if not lines:
        return []
    drawn = [Decimal(value) for _, values in lines for value in values]
    remark = t("chart-above-zero") if may_begin_above_zero(min(drawn), max(drawn)) else ""
    named = clip(title, limits.CHART_TITLE - len(remark)) + remark
    by_day = [t.day_in_year(day) for day in days]
    by_day = [t("break-marked", day=day) if place in marked else day for place, day in enumerate(by_day)]
    labels = [clip(each, limits.CHART_LABEL) for each in by_day]
    return axes_chart("line", named, labels, lines, x_label=t("chart-x"), y_label=t("chart-y"))
