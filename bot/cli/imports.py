"""`baselib import`: numbers for programs that WeChat does not let in."""

import getpass
import os
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from bot.blocks.imports.summary import import_lines, problem_lines
from bot.blocks.kit.elements import message, section
from bot.cli.cores import WithTeam
from bot.cli.kit.options import named_day
from bot.cli.kit.terminal import show
from bot.cli.output import print_json
from bot.domain.access.audit import TERMINAL
from bot.domain.access.roles import Viewpoint
from bot.domain.imports.numbers import MOST_TEXT, ImportedNumbers, read_numbers
from bot.domain.imports.rows import Mistake, Problem
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.snapshot import snapshot_day
from bot.export.import_json import import_json
from bot.i18n import Texts
from bot.lib.decoding import decoded
from bot.wiring.core import Core

_USAGE: Final = "baselib import <file> --program <name> [--day <day>] [--meaning share|below|at-or-below] [--dry-run]"
_BYTES: Final = 4 * MOST_TEXT
_STANDARD_INPUT: Final = "-"


class _Means(StrEnum):
    """`--meaning`, as it is typed."""

    AUTO = "auto"
    SHARE = "share"
    BELOW = "below"
    AT_OR_BELOW = "at-or-below"

    @property
    def meaning(self) -> Meaning | None:
        """None: detected."""
        return None if self is _Means.AUTO else Meaning(self.replace("-", "_"))


def add_import(cli: typer.Typer, texts: Texts, with_team: WithTeam) -> None:
    """Add `import`."""
    file_argument = typer.Argument(help=texts("cli-import-file"), metavar="FILE", show_default=False)
    program_option = typer.Option("--program", help=texts("cli-import-program"), show_default=False)
    day_option = typer.Option("--day", help=texts("cli-import-day"), show_default=False)
    meaning_option = typer.Option("--meaning", help=texts("cli-import-meaning"))
    dry_option = typer.Option("--dry-run", help=texts("cli-import-dry-run"))
    json_option = typer.Option("--json", help=texts("cli-json"))

    @cli.command("import", help=texts("cli-import"))
    def import_(  # noqa: PLR0917  # Typer passes them by name
        file: Annotated[str, file_argument],
        program: Annotated[str, program_option],
        day: Annotated[str, day_option] = "",
        meaning: Annotated[_Means, meaning_option] = _Means.AUTO,
        dry_run: Annotated[bool, dry_option] = False,  # noqa: FBT002
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002
    ) -> None:
        content = _content(file)

        async def work(core: Core, team: str) -> None:
            now = await core.clock.now()
            today = snapshot_day(now)
            own = named_day(day, f"--day {day}", _USAGE, now=now) if day else today
            numbers = _numbers(content, day=own, today=today)
            if numbers.problems:
                typer.echo("\n".join([texts("import-refused"), *problem_lines(numbers.problems, texts)]), err=True)
                raise typer.Exit(2)
            importing = core.usecases.import_numbers
            keep = importing.preview if dry_run else importing
            seen, by = Viewpoint.everything(team), terminal_user()
            done = await keep(seen, program, numbers.days, meaning=meaning.meaning, by=by, now=now)
            if as_json:
                print_json(import_json(done))
                return
            head = texts("import-dry-run") if dry_run else texts("import-next", program=done.program.name)
            show(message("", [section(*import_lines(done, texts)), section(head)]), Console())

        with_team(work)


def _content(file: str) -> bytes:
    """What a file, or standard input, holds; one byte more than allowed when it is too long.

    Raises:
        BadParameter: it cannot be read.
    """
    try:
        if file == _STANDARD_INPUT:
            return sys.stdin.buffer.read(_BYTES + 1)
        with Path(file).open("rb") as opened:
            return opened.read(_BYTES + 1)
    except OSError as error:
        raise typer.BadParameter(error.strerror or str(error), param_hint="FILE") from error


def _numbers(content: bytes, *, day: date, today: date) -> ImportedNumbers:
    if len(content) > _BYTES:
        return ImportedNumbers((), [Problem(0, Mistake.TOO_LONG)])
    text = decoded(content)
    if text is None:
        return ImportedNumbers((), [Problem(0, Mistake.NOT_TEXT)])
    return read_numbers(text, day=day, today=today)


def terminal_user() -> str:
    """Who is at the terminal, as in the audit log: the operating system's name, or number where it has none."""
    try:
        return f"{TERMINAL}{getpass.getuser()}"
    except (KeyError, OSError):
        return f"{TERMINAL}{os.getuid()}"
