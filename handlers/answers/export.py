"""Exports: files sent to the requester's direct messages, wherever the request came from."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TypeVar

from bot.blocks.decisions.files import decision_file, rollout_csv
from bot.blocks.fleet.spreadsheet import fleet_csv, fleet_raise_csv
from bot.blocks.kit.elements import Message
from bot.blocks.report.export import export_warnings, file_sent_message, history_comment, report_comment, trend_comment
from bot.domain.decisions.decision import Decision, Transition
from bot.domain.decisions.program import FleetProgram
from bot.domain.fleet.raise_ import RaiseRow
from bot.domain.fleet.row import FleetRow
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.domain.trend.trend import TrendAnswer
from bot.export import ExportFile, Format
from bot.export.report_files import history_file, report_file, trend_file
from bot.files import CsvFile
from handlers.context import Request

_T = TypeVar("_T")


async def take_report_away(request: Request, report: Report, form: Format) -> Message:
    """Export one day.

    Raises:
        MeaningUnproved: the format requires sound numbers.
    """
    file = report_file(report, form)
    return await hand_over(request, file, report_comment(file.name, report, request.texts), report)


async def take_history_away(
    request: Request, report: Report, form: Format, versions: Sequence[Version] = ()
) -> Message:
    """Export every stored day up to the one looked back at, if any; with `versions` (CSV only) just these."""
    until = report.as_of or snapshot_day(request.now)
    reports = await request.usecases.report_on.every(request.team_id, report.program, until=until)
    # Thousands of rows take tens of milliseconds: too long for the event loop.
    file = await asyncio.to_thread(history_file, reports, form, versions)
    return await hand_over(request, file, history_comment(file.name, reports, request.texts), report)


async def take_trend_away(request: Request, answer: TrendAnswer) -> Message:
    """Export a trend as JSON."""
    file = trend_file(answer)
    return await hand_over(request, file, trend_comment(file.name, answer, request.texts), answer.report)


async def take_fleet_away(request: Request, parts: AsyncIterator[Sequence[FleetRow]]) -> Message:
    """Export all programs as CSV."""
    file = fleet_csv(request.texts, day=snapshot_day(request.now).isoformat())
    return await _hand_over_parts(request, file, parts)


async def take_raise_away(request: Request, version: Version, parts: AsyncIterator[Sequence[RaiseRow]]) -> Message:
    """Export what a minimum would cost each program, as CSV."""
    file = fleet_raise_csv(version, request.texts, day=snapshot_day(request.now).isoformat())
    return await _hand_over_parts(request, file, parts)


async def _hand_over_parts(request: Request, file: CsvFile[_T], parts: AsyncIterator[Sequence[_T]]) -> Message:
    async for rows in parts:
        # A thousand rows take tens of milliseconds: too long for the event loop.
        await asyncio.to_thread(file.add, rows)
    return await hand_over(request, file.whole, request.texts("csv-comment", name=file.name))


async def take_decision_away(request: Request, decision: Decision, transitions: Sequence[Transition]) -> Message:
    """Export a decision as Markdown."""
    file = decision_file(decision, transitions, request.texts)
    comment = request.texts("export-decision-comment", name=file.name, number=str(decision.number))
    return await hand_over(request, file, comment)


async def take_programs_away(request: Request, decision: Decision, programs: Sequence[FleetProgram]) -> Message:
    """Export the programs of a decision as CSV."""
    file = await asyncio.to_thread(rollout_csv, decision, programs, request.texts)
    comment = request.texts("rollout-csv-comment", name=file.name, number=str(decision.number))
    return await hand_over(request, file, comment)


async def hand_over(request: Request, file: ExportFile, comment: str, report: Report | None = None) -> Message:
    """Send a file, and confirm it."""
    # As a direct message: a list of merchants is not for every channel.
    await request.usecases.files.send(request.team_id, request.requester.user_id, file.name, file.data, comment=comment)
    t, zone, now = request.texts, request.zone, request.now
    warnings = export_warnings(report, t, zone, now=now) if report else []
    warnings += [t("history-deprecated")] if request.options.deprecated else []
    return file_sent_message(file.name, t, warnings=warnings)
