"""The frame of the answers to `raise` and `cover`."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.kit import controls
from bot.blocks.kit.elements import Element, actions, button, context, message, paragraph, section
from bot.blocks.kit.message import Message
from bot.blocks.kit.names import title
from bot.blocks.report.as_of_banner import as_of, dated, same_day
from bot.blocks.report.report_text import origin, stale, suspicious, unplaced, whose
from bot.domain.report.report import Report
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
    buttons: Sequence[Element] = (),
) -> Message:
    """Warnings, the answer, the origin of the numbers, and the button to the breakdown.

    Args:
        report: the report behind the answer.
        t: the reader's language.
        zone: the reader's IANA zone.
        now: UTC.
        said: the answer in one sentence.
        beside: further lines of the answer.
        below: further paragraphs.
        warning: the answer's own warning.
        buttons: the answer's own buttons.
    """
    blocks = [
        *as_of(report, t),
        *paragraph(stale(report, t, zone, now), warning, *suspicious(report, t)),
        section(title(report.program), whose(report.program, t), said, *beside),
        *(section(*lines) for lines in below),
        context(*unplaced(report, t), origin(report, t, zone)),
        actions(button(t("button-open"), controls.REPORT_OPEN, same_day(report)), *buttons),
    ]
    return message(dated(said, report, t), blocks)
