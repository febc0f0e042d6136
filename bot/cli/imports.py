"""`baselib import` and `delete`: numbers for programs that WeChat does not let in."""

import getpass
import os
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from rich.console import Console

from bot.blocks.access import deletion_lines
from bot.blocks.imports import import_lines, problem_lines
from bot.blocks.kit.elements import message, section
from bot.cli.kit.cores import open_team
from bot.cli.kit.parser import Misuse, named_day
from bot.cli.kit.terminal import show
from bot.cli.output import confirm, interruptible, print_error, print_json
from bot.domain.access import TERMINAL, Viewpoint
from bot.domain.imports.files import decoded
from bot.domain.imports.numbers import MOST_TEXT, ImportedNumbers, read_numbers
from bot.domain.imports.rows import Mistake, Problem
from bot.domain.numbers.snapshot import read_people, snapshot_day
from bot.domain.numbers.version import Meaning
from bot.export.report_json import import_json
from bot.i18n import Texts
from bot.usecases.governance import delete_imported, preview_deletion
from bot.usecases.imports import import_numbers, preview_import

_USAGE: Final = (
    "baselib import <file> --program <name> [--day <day>] [--meaning share|below|at-or-below] [--users <number>]"
    " [--dry-run]"
)
_BYTES: Final = 4 * MOST_TEXT
_STANDARD_INPUT: Final = Path("-")
_DETECTED: Final = "auto"


async def import_(
    texts: Texts, *, file: Path, program: str, day: str, meaning: str, users: str, dry_run: bool, as_json: bool
) -> int:
    """Keep the numbers of a file, or only say what would be kept."""
    content, people = _content(file), read_people(users) if users else 0
    async with open_team() as (core, team):
        now = await core.clock.now()
        today = snapshot_day(now)
        own = named_day(day, f"--day {day}", _USAGE, now=now) if day else today
        numbers = _numbers(content, day=own, today=today)
        if numbers.problems:
            print_error("\n".join([texts("import-refused"), *problem_lines(numbers.problems, texts)]))
            return 2
        keep = partial(preview_import, core.usecases) if dry_run else partial(import_numbers, core.usecases)
        chosen = None if meaning == _DETECTED else Meaning(meaning.replace("-", "_"))
        seen, by = Viewpoint.everything(team), _user()
        done = await keep(seen, program, numbers.days, meaning=chosen, users=people, by=by, now=now)
    if as_json:
        print_json(import_json(done))
    else:
        head = texts("import-dry-run") if dry_run else texts("import-next", program=done.program.name)
        show(message("", [section(*import_lines(done, texts)), section(head)]), Console())
    return 0


async def delete(texts: Texts, *, program: str, yes: bool) -> None:
    """Delete a program whose numbers were imported, with everything that is kept of it."""
    async with open_team() as (core, team):
        seen = Viewpoint.everything(team)
        found = await preview_deletion(core.usecases, seen, program)
        sure = texts("deletion-sure", program=found.program.name)
        lines = (f"• {line}" for line in deletion_lines(found, texts))
        show(message("", [section(sure, *lines), section(texts("deletion-stays"))]), Console())
        if not yes:
            confirm(texts("deletion-submit"))
        done = await delete_imported(core.usecases, seen, program, by=_user(), now=await core.clock.now())
    show(message("", [section(texts("deletion-done", program=done.program.name))]), Console())


def _content(file: Path) -> bytes:
    """Return what a file, or standard input, holds; one byte more than allowed when it is too long."""
    try:
        if file == _STANDARD_INPUT:
            with interruptible():
                return sys.stdin.buffer.read(_BYTES + 1)
        with file.open("rb") as opened:
            return opened.read(_BYTES + 1)
    except OSError as error:
        raise Misuse("cli-misuse-value", name="FILE", why=f"{error.strerror or error}.") from error


def _numbers(content: bytes, *, day: date, today: date) -> ImportedNumbers:
    if len(content) > _BYTES:
        return ImportedNumbers((), [Problem(0, Mistake.TOO_LONG)])
    text = decoded(content)
    if text is None:
        return ImportedNumbers((), [Problem(0, Mistake.NOT_TEXT)])
    return read_numbers(text, day=day, today=today)


def _user() -> str:
    """Who is at the terminal, as in the audit log: the operating system's name, or number where it has none."""
    try:
        return f"{TERMINAL}{getpass.getuser()}"
    except (KeyError, OSError):
        return f"{TERMINAL}{os.getuid()}"
