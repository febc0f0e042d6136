"""Whose users a scan counts."""

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from bot.cli.commands import is_alone
from bot.domain.report.report import Report
from bot.errors import BadScan, BotError, NoProgram
from bot.scan.report_reader import read_report_file

_LARGEST_FILE: Final = 2 * 1024 * 1024
"""Bytes of a file of shares; one of ten thousand versions has fewer."""


@dataclass(slots=True)
class Users:
    """The report whose users are counted, or why there is none."""

    report: Report | None = None
    failure: BotError | None = None


def without_programs(name: str) -> Users:
    """No program is known.

    Raises:
        NoProgram: one is named.
    """
    if name:
        raise NoProgram(count=0)
    return Users()


def find_users(shares: Path | None, program: str, *, needed: bool) -> Users:
    """The file's users, the named program's, or the only program's; or why there are none.

    Raises:
        BadScan: numbers are needed and none are known, or the file holds no shares.
        UserError: the named program cannot be found.
    """
    if shares is not None and program:
        raise BadScan(part="whose", text="")
    if shares is not None:
        return Users(report_in(shares))
    users = _read(program)
    if needed and users == Users():
        raise BadScan(part="numbers", text="")
    return users


def _read(program: str) -> Users:
    """Open the bot, but only where a program of its settings may count."""
    if is_alone() or not (program or Path(".env").exists() or any(name.startswith("WECHAT_") for name in os.environ)):
        return without_programs(program)
    users: Users = import_module("asyncio").run(import_module("bot.cli.scan_users").read_users(program))
    return users


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
