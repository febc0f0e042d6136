"""The chart of losses over the weeks, with the target: what a trend and a digest draw."""

from decimal import Decimal

from bot.blocks.kit.message import Block
from bot.blocks.report.as_of_banner import readers_day
from bot.blocks.trend.chart import line_chart
from bot.domain.numbers.distribution import ONE, SAFE
from bot.domain.report.report import Report
from bot.domain.trend.lines import Chart
from bot.i18n import Texts

LIMIT = ONE - SAFE
"""The loss at which a version is safe."""


def loss_chart(
    chart: Chart,
    report: Report,
    title: str,
    t: Texts,
    zone: str,
    *,
    beside: tuple[str, tuple[Decimal, ...]] | None = None,
) -> list[Block]:
    """The lines and the target.

    Args:
        chart: at most five lines.
        report: of the program, with the newest numbers.
        title: cut to fit.
        t: the reader's language.
        zone: the reader's IANA zone.
        beside: one more line, with its name, if there is room.
    """
    series = [(line.version.text, chart.losses(line)) for line in chart.lines]
    if beside:
        series.append(beside)
    days = [readers_day(day, report, zone) for day in chart.days]
    return line_chart(title, days, [*series, target_line(LIMIT, len(days), t)], t)


def target_line(limit: Decimal, points: int, t: Texts) -> tuple[str, tuple[Decimal, ...]]:
    """A level line at the loss that the target allows."""
    return t("chart-target", limit=t.exact(limit)), (limit,) * points
