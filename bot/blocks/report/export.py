"""What is said when a file is handed over."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.kit.elements import message, paragraph, section
from bot.blocks.kit.limits import escape
from bot.blocks.kit.message import Message
from bot.blocks.kit.names import name
from bot.blocks.report.as_of_banner import stand_in
from bot.blocks.report.report_text import stale, suspicious
from bot.domain.report.report import Report
from bot.domain.trend.trend import TrendAnswer
from bot.i18n import Texts


def file_sent_message(file_name: str, t: Texts, *, warnings: Sequence[str] = ()) -> Message:
    """That it is on its way, and what must be known of the numbers in it."""
    said = t("file-sent", name=file_name)
    return message(said, [section(said), *paragraph(*warnings)])


def export_warnings(report: Report, t: Texts, zone: str, *, now: datetime) -> list[str]:
    """What a file of numbers cannot say by itself: that they are old, stand in for others, or look wrong."""
    return [line for line in [stand_in(report, t), stale(report, t, zone, now), *suspicious(report, t)] if line]


def report_comment(file_name: str, report: Report, t: Texts) -> str:
    """What is in the file, where it is found again a month later."""
    return escape(t("export-comment", name=file_name, program=name(report.program), day=t.day(report.snapshot.day)))


def history_comment(file_name: str, reports: Sequence[Report], t: Texts) -> str:
    """The same of every day kept (one at least, oldest first)."""
    first, last = (t.day(report.snapshot.day) for report in (reports[0], reports[-1]))
    program = name(reports[-1].program)
    said = t("export-comment-history", name=file_name, program=program, count=len(reports), first=first, last=last)
    return escape(said)


def trend_comment(file_name: str, answer: TrendAnswer, t: Texts) -> str:
    """The same of a trend."""
    report = answer.report
    return escape(
        t("export-comment-trend", name=file_name, program=name(report.program), day=t.day(report.snapshot.day))
    )
