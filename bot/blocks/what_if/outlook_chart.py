"""The chart of a version's loss: measured, then expected with its range, beside the target."""

from decimal import Decimal

from bot.blocks.kit.message import Block
from bot.blocks.trend.chart import line_chart
from bot.blocks.trend.loss_chart import target_line
from bot.domain.what_if.cost import Outlook
from bot.i18n import Texts


def outlook_chart(outlook: Outlook | None, limit: Decimal, t: Texts) -> list[Block]:
    """The chart; nothing without an outlook.

    Args:
        outlook: the loss week by week.
        limit: the loss at which the target is kept, a fraction.
        t: the reader's language.
    """
    if outlook is None:
        return []
    series = [(outlook.version.text, outlook.loss)]
    if outlook.expected:
        series += [(t("chart-low"), outlook.low), (t("chart-high"), outlook.high)]
    if limit:
        series.append(target_line(limit, len(outlook.days), t))
    title = t("outlook-title" if outlook.expected else "outlook-title-measured", version=outlook.version.text)
    return line_chart(title, outlook.days, series, t)
