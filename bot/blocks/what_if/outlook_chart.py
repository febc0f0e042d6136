"""The chart of a version's loss: measured, then expected with its range, beside the target."""

from decimal import Decimal

from bot.blocks.kit.message import Block
from bot.blocks.report.as_of_banner import readers_day
from bot.blocks.trend.chart import line_chart
from bot.blocks.trend.loss_chart import target_line
from bot.domain.report.report import Report
from bot.domain.what_if.cost import Outlook
from bot.i18n import Texts


def outlook_chart(outlook: Outlook | None, report: Report, limit: Decimal, t: Texts, zone: str) -> list[Block]:
    """The chart; nothing without an outlook.

    Args:
        outlook: the loss week by week.
        report: of the program, with the newest numbers.
        limit: the loss at which the target is kept, a fraction.
        t: the reader's language.
        zone: the reader's IANA zone.
    """
    if outlook is None:
        return []
    series = [(outlook.version.text, outlook.loss)]
    if outlook.expected:
        series += [(t("chart-low"), outlook.low), (t("chart-high"), outlook.high)]
    if limit:
        series.append(target_line(limit, len(outlook.days), t))
    title = t("outlook-title" if outlook.expected else "outlook-title-measured", version=outlook.version.text)
    days = [readers_day(day, report, zone) for day in outlook.days]
    return line_chart(title, days, series, t, target=limit)
