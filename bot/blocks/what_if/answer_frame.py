"""The frame of the answers to `raise` and `cover`: decision, chart, table, next steps, origin."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from bot.blocks.kit import controls
from bot.blocks.kit.elements import Element, actions, button, context, message, paragraph, section
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import title
from bot.blocks.kit.sharing import sharing
from bot.blocks.report.as_of_banner import as_of, dated, same_day
from bot.blocks.report.report_text import importer, stale, suspicious, taken, uncertain, whose
from bot.blocks.what_if.cost_table import cost_table
from bot.blocks.what_if.outlook_chart import outlook_chart
from bot.domain.numbers.distribution import ONE
from bot.domain.report.report import Report
from bot.domain.what_if.cost import Cost, Outlook
from bot.i18n import Texts


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
    t, limit = reader.t, ONE - content.target
    buttons = (
        [button(t("button-open"), controls.REPORT_OPEN, same_day(report))] if reader.shared_by else content.buttons
    )
    blocks = [
        *as_of(report, t),
        *paragraph(stale(report, t, reader.zone, reader.now), *suspicious(report, t)),
        *content.before,
        section(title(report.program), whose(report.program, t), content.decision, *content.beside),
        *outlook_chart(content.outlook, report, limit, t, reader.zone),
        *([cost_table(report, content.costs, limit, t, reader.zone)] if content.costs else []),
        context(*content.small_print, *uncertain(report, t), taken(report, t, reader.zone), user=importer(report)),
        *sharing(t, shared_by=reader.shared_by, shared=reader.shared),
        actions(*buttons),
    ]
    return message(dated(content.decision, report, t), blocks)
