"""Numbers as a file for the person who asks: into their direct messages, wherever they asked."""

import asyncio
from collections.abc import Sequence

from bot.blocks.export import export_warnings, file_sent_message, history_comment, report_comment, trend_comment
from bot.blocks.message import Message
from bot.domain.report import Report
from bot.domain.trend import TrendAnswer
from bot.domain.version import Version
from bot.export import ExportFile, Format
from bot.export.report_files import history_file, report_file, trend_file
from handlers.desk import Question


async def take_report_away(question: Question, report: Report, form: Format) -> Message:
    """One day.

    Raises:
        MeaningUnproved: the file is one for sound numbers only.
    """
    file = report_file(report, form)
    return await hand_over(question, file, report_comment(file.name, report, question.texts), report)


async def take_history_away(
    question: Question, report: Report, form: Format, versions: Sequence[Version] = ()
) -> Message:
    """Every day kept, up to that of a report; with `versions` (CSV only) nothing of others."""
    reports = await question.usecases.report_on.every(question.team_id, report.program, until=report.snapshot.day)
    # Thousands of rows take tens of milliseconds: too long for the event loop.
    file = await asyncio.to_thread(history_file, reports, form, versions)
    return await hand_over(question, file, history_comment(file.name, reports, question.texts), report)


async def take_trend_away(question: Question, answer: TrendAnswer) -> Message:
    """How coverage moved, as JSON."""
    file = trend_file(answer)
    return await hand_over(question, file, trend_comment(file.name, answer, question.texts), answer.report)


async def hand_over(question: Question, file: ExportFile, comment: str, report: Report | None = None) -> Message:
    """Send a file, and say so.

    Args:
        question: who asks.
        file: what is sent.
        comment: stands beside it.
        report: whose warnings are to be said.
    """
    await question.usecases.send_file(
        question.team_id, question.asker.user_id, file.name, file.content, comment=comment
    )
    t, zone, now = question.texts, question.zone, question.now
    warnings = export_warnings(report, t, zone, now=now) if report else []
    return file_sent_message(file.name, t, warnings=warnings)
