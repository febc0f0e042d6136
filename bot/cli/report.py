"""`baselib report`, `can` and `trend`."""

import asyncio
import errno
import os
import shlex
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from bot.blocks.can import can_message
from bot.blocks.kit.elements import Message, message, section, sentence_message
from bot.blocks.report.frame import beside_message
from bot.blocks.report.report import breakdown, export_warnings
from bot.blocks.trend import trend_message
from bot.blocks.trend_picture import trend_picture
from bot.blocks.what_if import Reader, cover_message, raise_message
from bot.catalog import load
from bot.charts.drawer import ChartWorker
from bot.cli.kit.cores import open_if_set, open_numbers
from bot.cli.kit.parser import Misuse, day_of, format_of
from bot.cli.kit.terminal import show
from bot.cli.output import print_file, print_json
from bot.domain.access import Viewpoint
from bot.domain.can.features import Tables
from bot.domain.can.use import CanAnswer, CanQuestion, found, minimums, names_in, platform_of, read_can
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.report import Report, is_all
from bot.domain.trend import TrendAnswer, parse_trend, split_trend
from bot.domain.what_if import parse_target
from bot.errors import BadOption, CommandFirst, UserError
from bot.export import Format
from bot.export.can_json import can_json
from bot.export.report_files import history_file, report_file, trend_file
from bot.export.report_json import cover_json, raise_json, trend_json
from bot.i18n import Texts
from bot.lib.clock import SystemClock
from bot.usecases.app import OpenTables, ReadingApp
from bot.usecases.can import can_at, find_features, program_asked
from bot.usecases.forecast import find_highest_minimum, raise_minimum, read_trend, recommend_minimum
from bot.usecases.programs.choose import choose_program
from bot.usecases.report.report_on import report_at, reports_until
from bot.wiring.core import Core

_REPORT: Final = "baselib report [program] [--all] [--on <day>|all] [--and <day>] [--format csv|json|browserslist]"
_RAISE: Final = "baselib raise <version> [program] [--on <day>]"
_COVER: Final = "baselib cover <percent> [program] [--on <day>]"
_LONGEST: Final = 80
"""Characters of a name in an error."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a question about a program is asked with."""

    usecases: ReadingApp
    team: str
    program: Program
    now: datetime

    async def report(self, on: str, usage: str, *, as_is: bool = False) -> Report:
        """Its report on a day, today's if none is named; `as_is` as in `report_at`."""
        day = day_of(on, usage, now=self.now)
        return await report_at(self.usecases, self.team, self.program, day, now=self.now, as_is=as_is)

    async def days(self, until: Report) -> Sequence[Report]:
        """Every stored day up to a report's."""
        return await reports_until(self.usecases, self.team, self.program, until=until.snapshot.day)


@asynccontextmanager
async def asked(texts: Texts, name: str) -> AsyncIterator[Question]:
    """Open what answers a question about the program called `name`; empty for the only one."""
    async with open_numbers(texts, name) as (core, team):
        program = await choose_program(core.usecases, Viewpoint.everything(team), name)
        yield Question(core.usecases, team, program, await core.clock.now())


async def report(
    texts: Texts, *, program: str, on: str, beside: str, form: str, history: bool, every: bool, as_json: bool
) -> None:
    """Print the breakdown, two days side by side, or a file."""
    if beside and (history or is_all(on) or form or as_json):
        raise BadOption(option=f"--and {beside}", usage=_REPORT)
    async with asked(texts, program) as question:
        days_too = history or is_all(on)
        among = (Format.CSV, Format.JSON) if days_too else tuple(Format)
        kind = format_of("json" if as_json else form, among, _REPORT)
        shown = await question.report("" if is_all(on) else on, _REPORT, as_is=days_too or bool(kind))
        # JSON has them itself.
        doubts = [] if kind is Format.JSON else export_warnings(shown, texts, "UTC", now=question.now)
        warn([*([texts("cli-history-deprecated")] if history else []), *(doubts if kind or days_too else [])])
        if days_too:
            print_file(history_file(await question.days(shown), kind or Format.CSV))
        elif kind:
            print_file(report_file(shown, kind))
        elif beside and (other := await question.report(beside, _REPORT)).snapshot.day != shown.snapshot.day:
            show(beside_message((shown, other), texts, now=question.now), Console())
        else:
            found = await recommend_minimum(question.usecases, question.team, shown)
            hidden = 0 if every else len(found.every) - len(found.candidates)
            show(breakdown(found, texts, "UTC", now=question.now, all_versions=every), Console())
            if hidden > 0:
                show(sentence_message(texts("cli-report-more", count=hidden)), Console())


async def raise_(texts: Texts, *, version: str, program: str, on: str, as_json: bool) -> None:
    """Print what a minimum costs."""
    _check_order("raise", version, program, Version.parse)
    async with asked(texts, program) as question:
        parsed = Version.parse(version)
        shown = await question.report(on, _RAISE)
        answered = await raise_minimum(question.usecases, question.team, shown, parsed)
    print_answer(raise_message(answered, Reader(texts, "UTC", question.now)), raise_json(answered), as_json=as_json)


async def cover(texts: Texts, *, percent: str, program: str, on: str, as_json: bool) -> None:
    """Print the highest minimum that keeps a percentage of users."""
    _check_order("cover", percent, program, parse_target)
    async with asked(texts, program) as question:
        target = parse_target(percent)
        shown = await question.report(on, _COVER)
        answered = await find_highest_minimum(question.usecases, question.team, shown, target)
    print_answer(cover_message(answered, Reader(texts, "UTC", question.now)), cover_json(answered), as_json=as_json)


def print_answer(answer: Message, data: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(data)
    else:
        show(answer, Console())


def warn(lines: Sequence[str]) -> None:
    """Warn on standard error: standard output holds the file and nothing else."""
    if lines:
        show(message(lines[0], [section(*lines)]), Console(stderr=True))


def _check_order(command: str, number: str, program: str, parse: Callable[[str], object]) -> None:
    if program and not _is_read(number, parse) and _is_read(program, parse):
        raise CommandFirst(name=number[:_LONGEST], command=f"{command} {program} {shlex.quote(number)}")


def _is_read(text: str, parse: Callable[[str], object]) -> bool:
    try:
        parse(text)
    except UserError:
        return False
    return True


_USAGE: Final = "baselib can <api>... [--program <program>] [--on <day>]"


async def can(texts: Texts, *, apis: Sequence[str], program: str, on: str, game: bool, as_json: bool) -> None:
    """Print what APIs need, and who has it."""
    tables = await OpenTables(load)()
    names = tuple(name for typed in apis for name in names_in(typed))
    alone = CanQuestion(names, program, game=game)
    # As in Slack, the last words may name the program.
    question = alone if program or not names else read_can(apis, tables.knows, game=game)
    async with open_if_set(question.program) as (core, team):
        answer = await _answer(core, team, question, on) if core else _minimums(tables, alone)
        if as_json:
            print_json(can_json(answer))
        else:
            clock = core.clock if core else SystemClock()
            show(can_message(answer, texts, "UTC", now=await clock.now()), Console())


def _minimums(tables: Tables, question: CanQuestion) -> CanAnswer:
    return minimums(tables, found(tables, question).names, platform_of(None, game=question.game))


async def _answer(core: Core, team: str, question: CanQuestion, on: str) -> CanAnswer:
    question = await find_features(core.usecases, question)
    chosen = await program_asked(core.usecases, Viewpoint.everything(team), question)
    now = await core.clock.now()
    return await can_at(core.usecases, team, question, chosen, day_of(on, _USAGE, now=now), now=now)


_TREND_USAGE: Final = "baselib trend [program] [version ...] [--on <day>] [--format csv|json]"


async def trend(texts: Texts, *, words: Sequence[str], on: str, form: str, as_json: bool, png: Path | None) -> int:
    _check_file(png)
    name, _ = split_trend(words)
    async with asked(texts, name) as question:
        kind = format_of(form, (Format.CSV, Format.JSON), _TREND_USAGE)
        _, versions = parse_trend(words)
        report = await question.report(on, _TREND_USAGE, as_is=True)
        answered = await read_trend(question.usecases, question.team, report, versions)
        if png and answered.chart:
            await _draw(answered, png, texts)
        if kind is Format.CSV:
            warn(export_warnings(report, texts, "UTC", now=question.now))
            print_file(history_file(await question.days(report), kind, versions))
        elif kind is Format.JSON:
            print_file(trend_file(answered))
        else:
            answer = trend_message(answered, texts, "UTC", now=question.now)
            print_answer(answer, trend_json(answered), as_json=as_json)
    return 1 if png and not answered.chart else 0  # what was printed says why


def _check_file(png: Path | None) -> None:
    if png and png.is_dir():
        raise _unwritable(IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))


async def _draw(answer: TrendAnswer, png: Path, texts: Texts) -> None:
    charts, file = ChartWorker(), trend_picture(answer, texts)
    try:
        picture = await charts.draw(file.chart, *file.instead)
    finally:
        await charts.close()
    try:
        await asyncio.to_thread(png.write_bytes, picture)
    except OSError as error:
        raise _unwritable(error) from error


def _unwritable(error: OSError) -> Misuse:
    return Misuse("cli-misuse-value", name="--png", why=f"{error.strerror or error}.")
