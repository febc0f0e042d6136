"""The answer to `cover <percent>`."""

from datetime import datetime

from bot.blocks import controls
from bot.blocks.controls import Control
from bot.blocks.facts import origin, stale, suspicious, unplaced
from bot.blocks.message import Block, Message
from bot.blocks.names import name, title
from bot.blocks.parts import actions, button, context, message, section
from bot.domain.report import CoverAnswer
from bot.i18n import Texts


def cover_message(answer: CoverAnswer, t: Texts, zone: str, *, now: datetime) -> Message:
    """The highest minimum that keeps so many users, and what the next one up would keep.

    Args:
        answer: the numbers.
        t: the reader's language.
        zone: the reader's IANA zone.
        now: UTC.
    """
    report = answer.report
    said = _headline(answer, t)
    present = t("cover-present", minimum=report.minimum.text) if report.minimum else t("headline-no-minimum")
    warnings = [stale(report, t, zone, now), *suspicious(report, t)]
    blocks: list[Block] = [
        section(title(report.program), said, _next_up(answer, t), present),
        context(*unplaced(report, t), origin(report, t, zone)),
        actions(button(t("button-open"), controls.REPORT_OPEN, Control(report.program.appid))),
    ]
    if any(warnings):
        blocks.insert(0, section(*warnings))
    return message(t("named", program=name(report.program), sentence=said), blocks)


def _headline(answer: CoverAnswer, t: Texts) -> str:
    target = t.exact(answer.target)
    if answer.version is None or answer.coverage is None:
        return t("cover-none", target=target)
    return t("cover", target=target, version=answer.version.text, coverage=t.bounds(answer.coverage))


def _next_up(answer: CoverAnswer, t: Texts) -> str:
    if answer.version is None:
        return ""
    if answer.higher is None:
        return t("cover-highest")
    version, coverage = answer.higher
    return t("cover-higher", version=version.text, coverage=t.bounds(coverage))
