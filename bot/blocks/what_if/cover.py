"""The answer to `cover <percent>`."""

from datetime import datetime

from bot.blocks.kit.message import Message
from bot.blocks.what_if.answer_frame import answer_message
from bot.domain.report.report import Report
from bot.domain.what_if import CoverAnswer
from bot.i18n import Texts


def cover_message(answer: CoverAnswer, t: Texts, zone: str, *, now: datetime) -> Message:
    """The highest minimum that keeps the target, and what the next higher one would keep.

    Args:
        answer: the answer.
        t: the reader's language.
        zone: the reader's IANA zone.
        now: UTC.
    """
    report = answer.report
    beside = [_next_up(answer, t), _present(report, t)]
    return answer_message(report, t, zone, now=now, said=_headline(answer, t), beside=beside)


def _present(report: Report, t: Texts) -> str:
    """The minimum now; empty for what has none."""
    if not report.program.has_minimum:
        return ""
    return t("cover-present", minimum=report.minimum.text) if report.minimum else t("headline-no-minimum")


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
