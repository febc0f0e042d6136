"""The frame of the answers to `raise` and `cover`: decision, chart, table, next steps, origin."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from bot.blocks.forecast import spread
from bot.blocks.kit import controls, limits
from bot.blocks.kit.charts import axes_chart
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    Cell,
    Column,
    Element,
    actions,
    button,
    columns_table,
    link_button,
    message,
    number_cell,
    option,
    overflow,
    section,
    text_cell,
    unknown_cell,
)
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import name
from bot.blocks.kit.sharing import sharing
from bot.blocks.report.as_of_banner import dated, readers_day, same_day, shown_date, shown_day
from bot.blocks.report.break_text import marked
from bot.blocks.report.frame import Frame
from bot.blocks.report.look_back import look_back
from bot.blocks.trend.loss_table import column_name, earlier_column, version_label
from bot.domain.forecast.forecast import Expected
from bot.domain.numbers.distribution import ONE
from bot.domain.numbers.rounding import shown_percent
from bot.domain.numbers.version import Version
from bot.domain.platform.console import CONSOLE
from bot.domain.report.report import Report
from bot.domain.what_if.cost import Cost, Outlook
from bot.i18n import Texts
from bot.i18n.outside_text import clip

_AHEAD: Final = (4, 8)
"""Weeks."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads an answer, in which language, and whether in the channel."""

    t: Texts
    zone: str
    """IANA."""
    now: datetime
    """UTC."""
    shared_by: str = ""
    """The user who shares it in the channel; empty when only the requester sees it."""
    shared: bool = False
    """Whether the requester has just shared it."""
    console: str = CONSOLE


@dataclass(frozen=True)
class Content:
    """What an answer consists of."""

    decision: str
    """One sentence, also the message's text."""
    beside: Sequence[str] = ()
    """Further lines, one idea each."""
    costs: Sequence[Cost] = ()
    outlook: Outlook | None = None
    target: Decimal = ONE
    """The coverage aimed at, a fraction."""
    small_print: Sequence[str] = ()
    before: Sequence[Block] = ()
    """What has to be known first."""
    buttons: Sequence[Element] = field(default_factory=list)


def answer_message(report: Report, content: Content, reader: Reader) -> Message:
    """The answer; in a channel with a single quiet button."""
    t, limit, frame = reader.t, ONE - content.target, Frame(report, reader.t, reader.zone, reader.now)
    buttons = (
        [button(t("button-open"), controls.REPORT_OPEN, same_day(report))] if reader.shared_by else content.buttons
    )
    days = content.outlook.days if content.outlook else ()
    unfolded = frame.unfolded(shared=bool(reader.shared_by))
    blocks = [
        *frame.top(),
        *content.before,
        section(*frame.head(), content.decision, *content.beside),
        *_outlook_chart(content.outlook, report, limit, t, reader.zone),
        *([_cost_table(report, content.costs, limit, t, reader.zone)] if content.costs else []),
        *frame.small_print(*content.small_print, days=days, origin=unfolded),
        *sharing(t, shared_by=reader.shared_by, shared=reader.shared),
        actions(*buttons),
    ]
    return message(dated(content.decision, report, t), blocks)


def _cost_table(report: Report, costs: Sequence[Cost], limit: Decimal, t: Texts, zone: str) -> Block:
    """A row for each minimum, at least one; columns without any value are left out.

    Args:
        limit: the loss at which the target is kept; one that misses it must not seem to hit it.
        zone: the reader's IANA zone.
    """
    now = [number_cell(cost.now.low, t.bounds(cost.now, target=limit)) for cost in costs]
    columns = [
        (t("cost-minimum"), [text_cell(version_label(cost.version, report, t)) for cost in costs]),
        (column_name("column-today", report, t), now),
        *earlier_column("column-last-week", [cost.week_ago for cost in costs], report, t, limit=limit),
        *earlier_column("column-weeks-ago", [cost.four_weeks_ago for cost in costs], report, t, limit=limit),
        *(column for weeks in _AHEAD for column in _ahead(weeks, report, costs, limit, t)),
    ]
    caption = t("cost-caption", program=name(report.program), day=shown_date(report, t, zone))
    return columns_table(caption, columns)


def _ahead(weeks: int, report: Report, costs: Sequence[Cost], limit: Decimal, t: Texts) -> list[Column]:
    expected = [cost.ahead(weeks) for cost in costs]
    cells = [_expected(each, limit, t) for each in expected]
    return [(column_name("column-in-weeks", report, t, count=weeks), cells)] if any(expected) else []


def _expected(expected: Expected | None, limit: Decimal, t: Texts) -> Cell:
    if expected is None:
        return unknown_cell()
    loss = t.fraction(expected.loss, target=limit)
    range_ = spread(expected, t)
    return number_cell(expected.loss, loss if range_ == loss else t("cell-expected", loss=loss, range=range_))


def _outlook_chart(outlook: Outlook | None, report: Report, limit: Decimal, t: Texts, zone: str) -> list[Block]:
    """One line, measured and then expected; nothing without an outlook.

    Slack takes neither marks nor the axis's range: today is a category by name, and an area begins at zero. The range
    of a forecast is in the table.

    Args:
        report: of the program, with the newest numbers.
        limit: the loss at which the target is kept, a fraction.
        zone: the reader's IANA zone.
    """
    if outlook is None:
        return []
    today, version = report.snapshot.day, outlook.version.text
    days = {day: t.day_in_year(readers_day(day, report, zone)) for day in (today, *outlook.days)}
    x_label = t("outlook-x", day=days[today]) if outlook.expected else t("chart-x")
    days[today] = column_name("column-today", report, t)
    values = [float(shown_percent(loss, target=limit)) for loss in outlook.loss]
    series = [(clip(version, limits.CHART_LABEL), values)]
    spoilt = marked(outlook.days, report)
    names = [t("break-marked", day=days[day]) if at in spoilt else days[day] for at, day in enumerate(outlook.days)]
    title, labels = t("outlook-title", version=version), [clip(each, limits.CHART_LABEL) for each in names]
    return axes_chart("area", title, labels, series, x_label=x_label, y_label=t("chart-y"))


def share_button(action_id: str, report: Report, reader: Reader, control: Control) -> list[Element]:
    """Shares the answer of the day shown; `control` has the rest of the question."""
    if reader.shared:
        return []
    shown = shown_day(report)
    return [button(reader.t("button-share"), action_id, replace(shown, version=control.version, text=control.text))]


def other_buttons(
    report: Report, version: Version | None, reader: Reader, *, command: str, words: str
) -> list[Element]:
    """WeChat's console, where there is a minimum to set, another day, and the menu with the rest.

    Args:
        command: the subcommand that was answered.
        words: what it was asked with.
    """
    t, shown, now = reader.t, shown_day(report), report.as_of is None
    choices = {controls.OPEN: t("button-open")}
    if version is not None:
        choices[controls.TREND] = t("menu-trend", version=version.text)
    if now:
        choices[controls.DIGEST] = t("more-digest")
    choices[controls.READING] = t("more-reading")
    carried = {kind: replace(shown, version=version, text=kind).encode() for kind in choices}
    menu = overflow(controls.REPORT_MORE, [option(text, carried[kind]) for kind, text in choices.items()])
    console = [link_button(t("button-console"), controls.CONSOLE_LINK, reader.console)]
    back = look_back(report, command, t, now=reader.now, words=words)
    return [*(console if now and report.program.has_minimum else []), *back, menu]
