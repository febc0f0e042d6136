"""The frame of an answer that is read off a breakdown: raise and cover."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks import controls
from bot.blocks.as_of import as_of, dated, same_day
from bot.blocks.facts import origin, stale, suspicious, unplaced
from bot.blocks.message import Block, Message
from bot.blocks.names import name, title
from bot.blocks.parts import actions, button, context, message, section
from bot.domain.report import Report
from bot.i18n import Texts


def answer_message(
    report: Report,
    t: Texts,
    zone: str,
    *,
    now: datetime,
    said: str,
    beside: Sequence[str],
    below: Sequence[Sequence[str]] = (),
    warning: str = "",
) -> Message:
    """Warnings first, then what is said, where the numbers come from, and the way to the whole breakdown.

    Args:
        report: what the answer is read off.
        t: the reader's language.
        zone: the reader's IANA zone.
        now: UTC.
        said: the answer in one sentence.
        beside: lines that belong to it.
        below: further paragraphs.
        warning: one of the answer's own.
    """
    warnings = [stale(report, t, zone, now), warning, *suspicious(report, t)]
    blocks: list[Block] = [
        section(title(report.program), said, *beside),
        *(section(*lines) for lines in below),
        context(*unplaced(report, t), origin(report, t, zone)),
        actions(button(t("button-open"), controls.REPORT_OPEN, same_day(report))),
    ]
    if any(warnings):
        blocks.insert(0, section(*warnings))
    return message(
        dated(t("named", program=name(report.program), sentence=said), report, t), [*as_of(report, t), *blocks]
    )
