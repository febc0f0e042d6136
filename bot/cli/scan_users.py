"""Whose users a scan counts."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.cli.cores import WithCoreIfSet
from bot.domain.access.roles import Viewpoint
from bot.domain.report.report import Report
from bot.errors import BadScan, BotError, NoProgram, OperatorError, TemporaryError
from bot.scan.output.report_file import read_report_file

if TYPE_CHECKING:
    from bot.wiring.core import Core

_LARGEST_FILE: Final = 2 * 1024 * 1024
"""Bytes of a file of shares; one of ten thousand versions has fewer."""


@dataclass(slots=True)
class _Numbers:
    """The report whose users are counted, or why there is none."""

    report: Report | None = None
    failure: BotError | None = None


def find_users(
    shares: Path | None, program: str, with_core_if_set: WithCoreIfSet, *, needed: bool
) -> tuple[Report | None, BotError | None]:
    """The report whose users are counted: the file's, the named program's, or the only program's; or why there is none.

    Raises:
        BadScan: numbers are needed and none are known, or the file holds no shares.
        UserError: the named program cannot be found.
    """
    if shares is not None and program:
        raise BadScan(part="whose", text="")
    if shares is not None:
        return report_in(shares), None
    numbers = _Numbers()

    async def work(core: "Core | None", team: str) -> None:
        if core is not None:
            await _read(core, team, program, numbers)
        elif program:
            raise NoProgram(count=0)

    with_core_if_set(work, program)
    if needed and numbers == _Numbers():
        raise BadScan(part="numbers", text="")
    return numbers.report, numbers.failure


async def _read(core: "Core", team: str, name: str, numbers: _Numbers) -> None:
    """Read the report of the named program, else of the only one."""
    try:
        program = await core.usecases.choose_program(Viewpoint.everything(team), name)
        numbers.report = await core.usecases.read_report(team, program, now=await core.clock.now())
    except NoProgram:
        if name:
            raise
    except (OperatorError, TemporaryError) as error:
        numbers.failure = error


def report_in(file: Path) -> Report:
    """The report in a file.

    Raises:
        BadScan: it cannot be read, or holds no shares.
    """
    try:
        with file.open("rb") as opened:
            return read_report_file(opened.read(_LARGEST_FILE), str(file))
    except OSError as error:
        raise BadScan(part="no-shares", text=str(file)) from error
