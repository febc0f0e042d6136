"""`baselib scan <folder>`: the base library that a Mini Program's source needs, as a gate for CI."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.catalog import load
from bot.cli.can import WithCoreIfSet
from bot.cli.output import print_errors, print_json
from bot.domain.access.roles import Viewpoint
from bot.domain.numbers.rounding import parse_percent
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.domain.scan.findings import Severity
from bot.domain.scan.scan import Scan
from bot.domain.scan.verdict import Outcome, Verdict
from bot.errors import BadScan, BotError, NoProgram, OperatorError, TemporaryError
from bot.i18n import Texts
from bot.scan.output.as_json import scan_json
from bot.scan.output.as_sarif import scan_sarif
from bot.scan.output.as_text import scan_lines
from bot.scan.output.report_file import read_report_file
from bot.scan.scanning import scan_folder
from bot.wiring.core import Core

_NO_USERS: Final = Decimal(0)
_STATUS: Final = {Outcome.PASSED: 0, Outcome.FAILED: 1, Outcome.UNJUDGED: 3}
_LARGEST_FILE: Final = 2 * 1024 * 1024
"""Bytes of a file of shares; one of ten thousand versions has fewer."""


class FailOn(StrEnum):
    """What fails the check."""

    BREAKS = "breaks"
    DEGRADES = "degrades"


@dataclass(frozen=True, slots=True)
class _Asked:
    """The parsed command line."""

    folder: Path
    program: str
    shares: Path | None
    max_loss: Decimal | None
    max_minimum: Version | None
    fail_on: Severity
    allow_unjudged: bool


@dataclass(slots=True)
class _Numbers:
    """The report whose users are counted, or why there is none."""

    report: Report | None = None
    failure: BotError | None = None


def add_scan(cli: typer.Typer, texts: Texts, with_core_if_set: WithCoreIfSet) -> None:
    """Add `scan`."""
    folder_argument = typer.Argument(help=texts("cli-scan-folder"), metavar="FOLDER")
    program_option = typer.Option("--program", help=texts("cli-scan-program"))
    shares_option = typer.Option("--shares", help=texts("cli-scan-shares"), metavar="FILE")
    loss_option = typer.Option("--max-loss", help=texts("cli-scan-max-loss"), metavar="PERCENT")
    minimum_option = typer.Option("--max-minimum", help=texts("cli-scan-max-minimum"), metavar="VERSION")
    fail_option = typer.Option("--fail-on", help=texts("cli-scan-fail-on"))
    unjudged_option = typer.Option("--allow-unjudged", help=texts("cli-scan-allow-unjudged"))
    json_option = typer.Option("--json", help=texts("cli-json"))
    sarif_option = typer.Option("--sarif", help=texts("cli-scan-sarif"))

    @cli.command(help=texts("cli-scan"))
    def scan(
        folder: Annotated[Path, folder_argument],
        *,
        program: Annotated[str, program_option] = "",
        shares: Annotated[Path | None, shares_option] = None,
        max_loss: Annotated[str | None, loss_option] = None,
        max_minimum: Annotated[str | None, minimum_option] = None,
        fail_on: Annotated[FailOn, fail_option] = FailOn.BREAKS,
        allow_unjudged: Annotated[bool, unjudged_option] = False,
        as_json: Annotated[bool, json_option] = False,
        as_sarif: Annotated[bool, sarif_option] = False,
    ) -> None:
        with print_errors(texts):
            if as_json and as_sarif:
                raise BadScan(part="format", text="")
            limits = _percent(max_loss), _version(max_minimum)
            asked = _Asked(folder, program, shares, *limits, Severity(fail_on.value), allow_unjudged)
            verdict = _judged(asked, with_core_if_set)
        if as_json:
            print_json(scan_json(verdict))
        elif as_sarif:
            print_json(scan_sarif(verdict, texts, version=version("baselib"), prefix=_prefix(folder)))
        else:
            typer.echo("\n".join(scan_lines(verdict, texts)))
        if status := _STATUS[verdict.outcome]:
            raise typer.Exit(status)


def _version(text: str | None) -> Version | None:
    """Parse a version. Raises `BadVersion`, also for an empty one: an empty variable in CI must not open the gate."""
    return None if text is None else Version.parse(text)


def _percent(text: str | None) -> Decimal | None:
    """Parse the allowed loss, as a fraction; unlike elsewhere it may be 0.

    Raises:
        BadPercent: not a number from 0 to 100.
    """
    if text is None:
        return None
    return _NO_USERS if text.strip().removesuffix("%").strip() in ("0", "0.0") else parse_percent(text)


def _judged(asked: _Asked, with_core_if_set: WithCoreIfSet) -> Verdict:
    """Read the source, then the numbers.

    Raises:
        UserError: the input is wrong.
    """
    scan = _scanned(asked.folder)
    numbers = _numbers(asked, with_core_if_set)
    return Verdict(
        scan,
        numbers.report,
        numbers.failure,
        asked.max_loss,
        asked.max_minimum,
        asked.fail_on,
        asked.allow_unjudged,
    )


def _scanned(folder: Path) -> Scan:
    """Read the folder.

    Raises:
        BadScan: it is not a folder, or is empty: a gate that looks at nothing would let everything pass.
    """
    try:
        scan = scan_folder(folder, load)
    except OSError as error:
        raise BadScan(part="folder", text=str(folder)) from error
    if not scan.files:
        raise BadScan(part="empty", text=str(folder))
    return scan


def _numbers(asked: _Asked, with_core_if_set: WithCoreIfSet) -> _Numbers:
    """The report whose users are counted: the file's, the named program's, or the only program's.

    Raises:
        BadScan: the loss was limited and no numbers are known, or the file holds no shares.
        UserError: the named program cannot be found.
    """
    if asked.shares is not None and asked.program:
        raise BadScan(part="whose", text="")
    if asked.shares is not None:
        return _Numbers(_from_file(asked.shares))
    numbers = _Numbers()

    async def work(core: Core | None, team: str) -> None:
        if core is not None:
            await _read(core, team, asked.program, numbers)
        elif asked.program:
            raise NoProgram(count=0)

    with_core_if_set(work, asked.program)
    if asked.max_loss is not None and numbers == _Numbers():
        raise BadScan(part="numbers", text="")
    return numbers


async def _read(core: Core, team: str, name: str, numbers: _Numbers) -> None:
    """Read the report of the named program, else of the only one."""
    try:
        program = await core.usecases.choose_program(Viewpoint.everything(team), name)
        numbers.report = await core.usecases.read_report(team, program, now=await core.clock.now())
    except NoProgram:
        if name:
            raise
    except (OperatorError, TemporaryError) as error:
        numbers.failure = error


def _from_file(file: Path) -> Report:
    try:
        with file.open("rb") as opened:
            return read_report_file(opened.read(_LARGEST_FILE), str(file))
    except OSError as error:
        raise BadScan(part="no-shares", text=str(file)) from error


def _prefix(folder: Path) -> str:
    """The relative path to the folder; empty when it is not below."""
    here, there = Path.cwd().resolve(), folder.resolve()
    return f"{there.relative_to(here).as_posix()}/" if there != here and there.is_relative_to(here) else ""
