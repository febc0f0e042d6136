"""`baselib eslint` and `baselib typings`: what editors say while code is typed."""

import os
from pathlib import Path
from typing import Final

from bot.catalog import load
from bot.cli.output import print_json, print_text
from bot.cli.scan.users import find_users
from bot.domain.can.features import Platform
from bot.domain.numbers.version import Version
from bot.errors import BadScan
from bot.i18n import Texts
from bot.scan.desk.typings import NAMESPACE, Floor, marked, module, restricted

_DECLARATIONS: Final = "*.d.ts"


def eslint(texts: Texts, *, program: str, minimum: str | None, shares: Path | None, as_json: bool) -> None:
    """Print the data.

    Raises:
        UserError: no minimum is known, or a value is wrong.
    """
    floor = _floor(program, minimum, shares)
    rows = restricted(load(Platform.MINI_PROGRAM), floor, texts)
    if as_json:
        print_json(rows)
    else:
        print_text(module(rows, f"baselib eslint --minimum {floor.minimum.text}").rstrip("\n"))


def typings(texts: Texts, *, folder: Path, program: str, minimum: str | None, shares: Path | None) -> None:
    """Mark what is above the minimum, in every file of the folder.

    Raises:
        UserError: it has no typings of WeChat's, cannot be written, no minimum is known, or a value is wrong.
    """
    floor, features = _floor(program, minimum, shares), load(Platform.MINI_PROGRAM)
    try:
        files = [(file, file.read_bytes()) for file in sorted(folder.rglob(_DECLARATIONS))]
        files = [(file, text) for file, text in files if NAMESPACE in text]
        if not files:
            raise BadScan(part="typings", text=str(folder))
        count = 0
        for file, text in files:
            new, found = marked(text, features, floor, texts)
            count += found
            if new != text:
                _replace(file, new)
    except OSError as error:
        raise BadScan(part="typings", text=str(folder)) from error
    print_text(texts("typings-marked", count=count, folder=str(folder), minimum=floor.minimum.text))


def _replace(file: Path, text: bytes) -> None:
    """Write a new file in the place of one: package managers link the same one into every project."""
    written = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        written.write_bytes(text)
        written.replace(file)
    finally:
        written.unlink(missing_ok=True)


def _floor(program: str, typed: str | None, shares: Path | None) -> Floor:
    """The typed minimum, else that of the program or of the file.

    Raises:
        UserError: neither is known.
    """
    report = find_users(shares, program, needed=False).report
    minimum = Version.parse(typed) if typed is not None else report.minimum if report else None
    if minimum is None:
        raise BadScan(part="minimum", text="")
    return Floor(minimum, report)
