"""Numbers as a file for the person who asks: into their direct messages, wherever they asked."""

import asyncio
from collections.abc import Sequence

from bot.blocks.kit.message import Message
from bot.blocks.report.export import export_warnings, file_sent_message, history_comment, report_comment, trend_comment
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.domain.trend.trend import TrendAnswer
from bot.export import ExportFile, Format
from bot.export.report_files import history_file, report_file, trend_file
from handlers.context import Request


async def take_report_away(request: Request, report: Report, form: Format) -> Message:
    """One day.

    Raises:
        MeaningUnproved: the file is one for sound numbers only.
    """
    file = report_file(report, form)
    return await hand_over(request, file, report_comment(file.name, report, request.texts), report)


async def take_history_away(
    request: Request, report: Report, form: Format, versions: Sequence[Version] = ()
) -> Message:
    """Every day kept, up to that of a report; with `versions` (CSV only) nothing of others."""
    reports = await request.usecases.report_on.every(request.team_id, report.program, until=report.snapshot.day)
    # Thousands of rows take tens of milliseconds: too long for the event loop.
    file = await asyncio.to_thread(history_file, reports, form, versions)
    return await hand_over(request, file, history_comment(file.name, reports, request.texts), report)


async def take_trend_away(request: Request, answer: TrendAnswer) -> Message:
    """How coverage moved, as JSON."""
    file = trend_file(answer)
    return await hand_over(request, file, trend_comment(file.name, answer, request.texts), answer.report)


async def hand_over(request: Request, file: ExportFile, comment: str, report: Report | None = None) -> Message:
    """Send a file, and say so.

    Args:
        request: who asks.
        file: what is sent.
        comment: stands beside it.
        report: whose warnings are to be said.
    """
    # Into their direct messages: a list of merchants is not for every channel.
    await request.usecases.files.send(
        request.team_id, request.requester.user_id, file.name, file.content.encode(), comment=comment
    )
    t, zone, now = request.texts, request.zone, request.now
    warnings = export_warnings(report, t, zone, now=now) if report else []
    return file_sent_message(file.name, t, warnings=warnings)
