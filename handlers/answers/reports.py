"""Asks which program a command means."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Final, TypeVar

import structlog

from bot.blocks.ask_form import ask_view
from bot.blocks.can import can_message, elsewhere_message, unknown_message
from bot.blocks.can_form import CanForm, can_view
from bot.blocks.decisions.programs import decision_file, rollout_csv
from bot.blocks.fleet_text import fleet_csv, fleet_raise_csv
from bot.blocks.kit.controls import THEN, Control
from bot.blocks.kit.elements import Message
from bot.blocks.programs import which_message
from bot.blocks.report.report import (
    breakdown,
    export_warnings,
    file_sent_message,
    history_comment,
    report_comment,
    trend_comment,
)
from bot.blocks.what_if import Reader
from bot.domain.can.features import is_packed
from bot.domain.can.use import CanQuestion, Mentioned
from bot.domain.decisions.decision import Decision, Transition
from bot.domain.decisions.program import FleetProgram
from bot.domain.fleet import RaiseRow
from bot.domain.fleet_row import FleetRow
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.domain.trend import TrendAnswer
from bot.errors import (
    AmbiguousProgram,
    BotError,
    FeatureElsewhere,
    NoProgram,
    StaleControl,
    UnknownFeature,
    UnknownProgram,
)
from bot.export import ExportFile, Format
from bot.export.report_files import history_file, report_file, trend_file
from bot.files import CsvFile
from bot.i18n import Texts
from bot.usecases.can import all_in_games, can_at, find_features, needs_of, program_asked, sort_out, suggest_features
from bot.usecases.forecast import recommend_minimum
from bot.usecases.programs.choose import choose_program
from bot.usecases.report.report_on import report_at, reports_until
from handlers.context import Request

_log = structlog.get_logger(__name__)

PROGRAM_UNCLEAR: Final = (NoProgram, UnknownProgram, AmbiguousProgram)


def which_program(request: Request, error: BotError, command: str, words: str, rest: str = "") -> Message:
    """Return the error's sentence, with a select that repeats the command for the picked program.

    Args:
        error: one of PROGRAM_UNCLEAR.
    """
    if isinstance(error, NoProgram) and error.count == 0:
        raise error
    _log.info("asked which program is meant", error=str(error))
    return which_message(error, command, words, request.texts, rest=rest)


async def requested_report(request: Request, name: str, *, as_is: bool = False) -> Report:
    """Return a command's report: of the named, chosen or only program, now or on the requested day.

    Args:
        name: as typed.
        as_is: the newest numbers, however they look.
    """
    program = await choose_program(request.usecases, request.viewpoint, name)
    return await report_at(request.usecases, request.team_id, program, request.options.on, now=request.now, as_is=as_is)


async def opened_report(request: Request, control: Control, *, as_is: bool = False) -> Report:
    """Return a control's report.

    Of the earlier day that its message shows, else the current one (`as_is`: see above).
    """
    program = await request.usecases.visible.existing(request.viewpoint, control.appid)
    day = control.day if control.choice == THEN else None
    return await report_at(request.usecases, request.team_id, program, day, now=request.now, as_is=as_is)


async def shown_report(request: Request, control: Control) -> Report:
    if control.choice == THEN and control.day is not None:
        return await opened_report(request, control)
    if control.day is None:
        raise StaleControl
    program = await request.usecases.visible.existing(request.viewpoint, control.appid)
    return await request.usecases.read_report.kept(request.team_id, program, control.day)


async def own_breakdown(
    request: Request, report: Report, *, all_versions: bool = False, shared: bool = False
) -> Message:
    """Return the breakdown in the person's language, with a select of the other programs, if any.

    Args:
        shared: whether the person has just shared it.
    """
    first_two = await request.usecases.visible.search(request.viewpoint, "", limit=2)
    return breakdown(
        await recommend_minimum(request.usecases, request.team_id, report),
        request.texts,
        request.zone,
        now=request.now,
        all_versions=all_versions,
        shared=shared,
        others=any(each.appid != report.program.appid for each in first_two),
    )


_NUMBER: Final = re.compile(r"[vV]?\.?[0-9].*", re.ASCII)


def number_and_program(words: Sequence[str]) -> tuple[str, str]:
    """Return the version or share typed first, if any, and the program's name."""
    if words and _NUMBER.fullmatch(words[0]):
        return words[0], " ".join(words[1:])
    return "", " ".join(words)


async def report_without_number(request: Request, name: str, not_a_number: BotError) -> Report:
    """Return the report of a program named without a number.

    Args:
        name: as typed; empty for the chosen or only program.
        not_a_number: the error when the name is no program's: then it was meant as the number.
    """
    try:
        return await requested_report(request, name)
    except UnknownProgram:
        raise not_a_number from None


def reader_of(request: Request, t: Texts | None = None, *, shared_by: str = "", shared: bool = False) -> Reader:
    """Return the person who asked; with another language, everyone in the channel."""
    console = request.usecases.options.console
    return Reader(t or request.texts, request.zone, request.now, shared_by=shared_by, shared=shared, console=console)


async def open_ask(request: Request) -> None:
    """Open the form of the shortcut "Base library of ...", with the only program, or all of WeChat, filled in."""
    found = await request.usecases.visible.search(request.viewpoint, "", limit=2)
    only = found[0] if len(found) == 1 else None
    if not found:
        only = await choose_program(request.usecases, request.viewpoint, "")
    await request.open_view(ask_view(request.texts, only))


COMMAND_NAME = "can"


async def carried_question(request: Request, control: Control) -> CanQuestion:
    """Return the question in a control, with the text that names its program."""
    if not is_packed(control.text):
        raise StaleControl
    words = [control.text, control.appid or control.name]
    return await sort_out(request.usecases, request.viewpoint, [word for word in words if word])


async def carried_program(request: Request, control: Control) -> Program | None:
    """Return the program in a control; None where it names none."""
    return await request.usecases.visible.existing(request.viewpoint, control.appid) if control.appid else None


async def can_answer(request: Request, typed: CanQuestion) -> Message:
    """Return the answer, or the question that must be settled first.

    Args:
        request: the request; its channel's program is used where none is named.
        typed: the question, see `sort_out`.
    """
    t = request.texts
    try:
        question = await find_features(request.usecases, typed)
        return await _answer(request, question)
    except UnknownFeature as error:
        suggested = await suggest_features(request.usecases, typed, error)
        return unknown_message(error, suggested, t)


async def _answer(request: Request, question: CanQuestion) -> Message:
    t = request.texts
    try:
        program = await program_asked(request.usecases, request.viewpoint, question)
        answer = await can_at(request.usecases, request.team_id, question, program, request.options.on, now=request.now)
    except PROGRAM_UNCLEAR as error:
        return which_program(request, error, COMMAND_NAME, " ".join([question.packed, *request.options.typed]))
    except FeatureElsewhere as error:
        in_games = replace(question, game=True) if await all_in_games(request.usecases, question) else None
        return elsewhere_message(error, in_games, t)
    return can_message(answer, t, request.zone, now=request.now)


async def open_can(
    request: Request, question: CanQuestion, program: Program | None = None, *, found: Mentioned | None = None
) -> None:
    """Open the form.

    Args:
        question: the APIs already filled in, if any, and whether mini games are meant.
        program: whose users; None for the channel's.
        found: what the message that it is opened on names; None without a message.
    """
    usecases = request.usecases
    any_programs = bool(await usecases.visible.choices(request.viewpoint, "", limit=1))
    form = CanForm(
        request.channel_id,
        await needs_of(usecases, question),
        program or await _program_here(request),
        programs=any_programs,
        game=question.game,
        found=found,
    )
    await request.open_view(can_view(form, request.texts))


async def _program_here(request: Request) -> Program | None:
    try:
        return await choose_program(request.usecases, request.viewpoint, "")
    except NoProgram:
        return None


_T = TypeVar("_T")


async def take_report_away(request: Request, report: Report, form: Format) -> Message:
    file = report_file(report, form)
    return await hand_over(request, file, report_comment(file.name, report, request.texts), report)


async def take_history_away(
    request: Request, report: Report, form: Format, versions: Sequence[Version] = ()
) -> Message:
    """Export every stored day up to the one looked back at, if any; with `versions` (CSV only) just these."""
    until = report.as_of or snapshot_day(request.now)
    reports = await reports_until(request.usecases, request.team_id, report.program, until=until)
    # Thousands of rows take tens of milliseconds: too long for the event loop.
    file = await asyncio.to_thread(history_file, reports, form, versions)
    return await hand_over(request, file, history_comment(file.name, reports, request.texts), report)


async def take_trend_away(request: Request, answer: TrendAnswer) -> Message:
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
    file = decision_file(decision, transitions, request.texts)
    comment = request.texts("export-decision-comment", name=file.name, number=str(decision.number))
    return await hand_over(request, file, comment)


async def take_programs_away(request: Request, decision: Decision, programs: Sequence[FleetProgram]) -> Message:
    file = await asyncio.to_thread(rollout_csv, decision, programs, request.texts)
    comment = request.texts("rollout-csv-comment", name=file.name, number=str(decision.number))
    return await hand_over(request, file, comment)


async def hand_over(request: Request, file: ExportFile, comment: str, report: Report | None = None) -> Message:
    # As a direct message: a list of merchants is not for every channel.
    await request.usecases.files.send(request.team_id, request.requester.user_id, file.name, file.data, comment=comment)
    t, zone, now = request.texts, request.zone, request.now
    warnings = export_warnings(report, t, zone, now=now) if report else []
    warnings += [t("history-deprecated")] if request.options.deprecated else []
    return file_sent_message(file.name, t, warnings=warnings)
