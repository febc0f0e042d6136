"""`baselib report`, `raise` and `cover`: Slack's questions on the command line."""

import shlex
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Protocol

import typer
from rich.console import Console

from bot.blocks.kit.elements import message, section
from bot.blocks.kit.message import Message
from bot.blocks.report.export import export_warnings
from bot.blocks.report.report import breakdown
from bot.blocks.what_if.answer_frame import Reader
from bot.blocks.what_if.cover import cover_message
from bot.blocks.what_if.raise_ import raise_message
from bot.cli.kit.errors import print_errors
from bot.cli.kit.options import day_of, format_of, on_option
from bot.cli.kit.terminal import show
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.domain.report.as_of import is_all
from bot.domain.what_if.parse import parse_target
from bot.errors import CommandFirst, UserError
from bot.export import ExportFile, Format
from bot.export.report_files import history_file, report_file
from bot.export.report_json import cover_json, raise_json, report_json
from bot.i18n import Texts
from bot.wiring.core import Core

Answer = tuple[Message, dict[str, Any]] | ExportFile
"""A message for people with data for programs; or a file, which is printed alone."""
Ask = Callable[[Core, str, Program, datetime], Awaitable[Answer]]

_REPORT: Final = "baselib report [program] [--all] [--on <day>|all] [--format csv|json|browserslist]"
_RAISE: Final = "baselib raise <version> [program] [--on <day>]"
_COVER: Final = "baselib cover <percent> [program] [--on <day>]"
_LONGEST: Final = 80
"""Characters of a name in an error."""


class PrintAnswer(Protocol):
    """Asks a use case about a program, prints the answer and turns our errors into an exit status."""

    def __call__(self, name: str, ask: Ask, /, *, as_json: bool) -> None:
        """Ask about the program called `name`; empty for the only one."""


def add_questions(cli: typer.Typer, texts: Texts, answer: PrintAnswer) -> None:
    """Add `report`, `raise` and `cover`."""
    program_argument = typer.Argument("", help=texts("cli-program"))
    version_argument = typer.Argument(help=texts("cli-raise-version"))
    percent_argument = typer.Argument(help=texts("cli-cover-percent"))
    json_option = typer.Option("--json", help=texts("cli-json"))
    on_day = on_option(texts("cli-on"))
    format_option = typer.Option("--format", help=texts("cli-format"), show_default=False)
    all_option = typer.Option("--all", help=texts("cli-report-all"))
    on_day_or_all = on_option(texts("cli-on-or-all"))
    history_option = typer.Option("--history", help=texts("cli-history"), hidden=True)

    @cli.command(help=texts("cli-report"))
    def report(
        program: str = program_argument,
        *,
        on: Annotated[str, on_day_or_all] = "",
        form: Annotated[str, format_option] = "",
        history: Annotated[bool, history_option] = False,
        every: Annotated[bool, all_option] = False,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        async def ask(core: Core, team: str, found: Program, now: datetime) -> Answer:
            days_too = history or is_all(on)
            among = (Format.CSV, Format.JSON) if days_too else tuple(Format)
            kind = format_of("json" if as_json else form, among, _REPORT)
            day = None if is_all(on) else day_of(on, _REPORT, now=now)
            shown = await core.usecases.report_at(team, found, day, now=now, as_is=days_too or bool(kind))
            # JSON has them itself.
            doubts = [] if kind is Format.JSON else export_warnings(shown, texts, "UTC", now=now)
            warn([*([texts("cli-history-deprecated")] if history else []), *(doubts if kind or days_too else [])])
            if days_too:
                days = await core.usecases.report_on.every(team, found, until=shown.snapshot.day)
                return history_file(days, kind or Format.CSV)
            if kind:
                return report_file(shown, kind)
            recommendation = await core.usecases.recommend_minimum(team, shown)
            return breakdown(recommendation, texts, "UTC", now=now, all_versions=every), report_json(shown)

        answer(program, ask, as_json=as_json)

    @cli.command("raise", help=texts("cli-raise"))
    def raise_(
        version: Annotated[str, version_argument],
        program: str = program_argument,
        on: Annotated[str, on_day] = "",
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002
    ) -> None:
        _check_order(texts, "raise", version, program, Version.parse)

        async def ask(core: Core, team: str, found: Program, now: datetime) -> Answer:
            parsed = Version.parse(version)
            shown = await core.usecases.report_at(team, found, day_of(on, _RAISE, now=now), now=now)
            answered = await core.usecases.raise_minimum(team, shown, parsed)
            return raise_message(answered, Reader(texts, "UTC", now)), raise_json(answered)

        answer(program, ask, as_json=as_json)

    @cli.command(help=texts("cli-cover"))
    def cover(
        percent: Annotated[str, percent_argument],
        program: str = program_argument,
        on: Annotated[str, on_day] = "",
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002
    ) -> None:
        _check_order(texts, "cover", percent, program, parse_target)

        async def ask(core: Core, team: str, found: Program, now: datetime) -> Answer:
            target = parse_target(percent)
            shown = await core.usecases.report_at(team, found, day_of(on, _COVER, now=now), now=now)
            answered = await core.usecases.find_highest_minimum(team, shown, target)
            return cover_message(answered, Reader(texts, "UTC", now)), cover_json(answered)

        answer(program, ask, as_json=as_json)


def _check_order(texts: Texts, command: str, number: str, program: str, parse: Callable[[str], object]) -> None:
    """End with what to type where a program's name stands before the number."""
    if program and not _is_read(number, parse) and _is_read(program, parse):
        with print_errors(texts):
            raise CommandFirst(name=number[:_LONGEST], command=f"{command} {program} {shlex.quote(number)}")


def _is_read(text: str, parse: Callable[[str], object]) -> bool:
    try:
        parse(text)
    except UserError:
        return False
    return True


def warn(lines: Sequence[str]) -> None:
    """Warn on standard error: standard output holds the file and nothing else."""
    if lines:
        show(message(lines[0], [section(*lines)]), Console(stderr=True))
