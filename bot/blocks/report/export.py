"""The question in which format a breakdown is exported, and messages about the file."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.blocks.kit import controls
from bot.blocks.kit.elements import Message, actions, message, option, paragraph, section, select
from bot.blocks.kit.limits import escape
from bot.blocks.kit.names import name
from bot.blocks.report.frame import Frame, shown_date, shown_day
from bot.domain.report.caveats import Place
from bot.domain.report.report import Report
from bot.domain.trend.trend import TrendAnswer
from bot.files import Format
from bot.i18n import Texts


def file_sent_message(file_name: str, t: Texts, *, warnings: Sequence[str] = ()) -> Message:
    """Says that the file is on its way, with warnings about its numbers."""
    sentence = t("file-sent", name=file_name)
    return message(sentence, [section(sentence), *paragraph(*warnings)])


def export_warnings(report: Report, t: Texts, zone: str, *, now: datetime) -> list[str]:
    """Warnings about the numbers of a file: they are old, of another day, counted otherwise, or suspicious."""
    return Frame(report, t, zone, now).lines(Place.BANNER, Place.TOP, Place.LIST)


def report_comment(file_name: str, report: Report, t: Texts) -> str:
    """The comment posted with the file: its content, for anyone who finds it later."""
    return escape(t("export-comment", name=file_name, program=name(report.program), day=t.day(report.snapshot.day)))


def history_comment(file_name: str, reports: Sequence[Report], t: Texts) -> str:
    """The comment with a file of every stored day (at least one, oldest first)."""
    first, last = (t.day(report.snapshot.day) for report in (reports[0], reports[-1]))
    program = name(reports[-1].program)
    sentence = t("export-comment-history", name=file_name, program=program, count=len(reports), first=first, last=last)
    return escape(sentence)


def trend_comment(file_name: str, answer: TrendAnswer, t: Texts) -> str:
    """The comment with a file of a trend."""
    report = answer.report
    return escape(
        t("export-comment-trend", name=file_name, program=name(report.program), day=t.day(report.snapshot.day))
    )


def export_choice(report: Report, t: Texts) -> Message:
    """Every format for these numbers."""
    kinds = [form for form in Format if report.distribution or form is not Format.BROWSERSLIST]
    shown = shown_day(report)
    options = [
        option(t(f"take-away-{kind}"), replace(shown, text=kind).encode()) for kind in (*kinds, controls.HISTORY)
    ]
    question = t("export-which", program=name(report.program), day=shown_date(report, t))
    return message(question, [section(question), actions(select(t("export-format"), controls.REPORT_EXPORT, options))])
