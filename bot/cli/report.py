"""`baselib report`, `raise` and `cover`: Slack's questions on the command line."""

import shlex
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from rich.console import Console

from bot.blocks.kit.elements import Message, message, section, sentence_message
from bot.blocks.report.export import export_warnings
from bot.blocks.report.look_back import beside_message
from bot.blocks.report.report import breakdown
from bot.blocks.what_if.answers import Reader, cover_message, raise_message
from bot.cli.kit.cores import open_numbers
from bot.cli.kit.options import day_of, format_of
from bot.cli.kit.terminal import show
from bot.cli.output import print_file, print_json
from bot.domain.access.roles import Viewpoint
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.domain.report.as_of import is_all
from bot.domain.report.report import Report
from bot.domain.what_if.parse import parse_target
from bot.errors import BadOption, CommandFirst, UserError
from bot.export import Format
from bot.export.report_files import history_file, report_file
from bot.export.report_json import cover_json, raise_json
from bot.i18n import Texts
from bot.usecases.reading import ReadingUseCases

_REPORT: Final = "baselib report [program] [--all] [--on <day>|all] [--and <day>] [--format csv|json|browserslist]"
_RAISE: Final = "baselib raise <version> [program] [--on <day>]"
_COVER: Final = "baselib cover <percent> [program] [--on <day>]"
_LONGEST: Final = 80
"""Characters of a name in an error."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a question about a program is asked with."""

    usecases: ReadingUseCases
    team: str
    program: Program
    now: datetime

    async def report(self, on: str, usage: str, *, as_is: bool = False) -> Report:
        """Its report on a day, today's if none is named; `as_is` as in `ReadingUseCases.report_at`.

        Raises:
            UserError: it is no day, or nothing is known of it.
        """
        day = day_of(on, usage, now=self.now)
        return await self.usecases.report_at(self.team, self.program, day, now=self.now, as_is=as_is)

    async def days(self, until: Report) -> Sequence[Report]:
        """Every stored day up to a report's."""
        return await self.usecases.report_on.every(self.team, self.program, until=until.snapshot.day)


@asynccontextmanager
async def asked(texts: Texts, name: str) -> AsyncIterator[Question]:
    """Open what answers a question about the program called `name`; empty for the only one.

    Raises:
        SystemExit: settings are missing.
        UserError: there is no such program.
    """
    async with open_numbers(texts, name) as (core, team):
        program = await core.usecases.choose_program(Viewpoint.everything(team), name)
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
            found = await question.usecases.recommend_minimum(question.team, shown)
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
        answered = await question.usecases.raise_minimum(question.team, shown, parsed)
    print_answer(raise_message(answered, Reader(texts, "UTC", question.now)), raise_json(answered), as_json=as_json)


async def cover(texts: Texts, *, percent: str, program: str, on: str, as_json: bool) -> None:
    """Print the highest minimum that keeps a percentage of users."""
    _check_order("cover", percent, program, parse_target)
    async with asked(texts, program) as question:
        target = parse_target(percent)
        shown = await question.report(on, _COVER)
        answered = await question.usecases.find_highest_minimum(question.team, shown, target)
    print_answer(cover_message(answered, Reader(texts, "UTC", question.now)), cover_json(answered), as_json=as_json)


def print_answer(answer: Message, data: dict[str, Any], *, as_json: bool) -> None:
    """Print an answer for people, or for programs."""
    if as_json:
        print_json(data)
    else:
        show(answer, Console())


def warn(lines: Sequence[str]) -> None:
    """Warn on standard error: standard output holds the file and nothing else."""
    if lines:
        show(message(lines[0], [section(*lines)]), Console(stderr=True))


def _check_order(command: str, number: str, program: str, parse: Callable[[str], object]) -> None:
    """Refuse a program's name before the number.

    Raises:
        CommandFirst: says what to type.
    """
    if program and not _is_read(number, parse) and _is_read(program, parse):
        raise CommandFirst(name=number[:_LONGEST], command=f"{command} {program} {shlex.quote(number)}")


def _is_read(text: str, parse: Callable[[str], object]) -> bool:
    try:
        parse(text)
    except UserError:
        return False
    return True
