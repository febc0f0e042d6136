"""`scan_requirements`, over stdio only: it reads the developer's own files."""

import asyncio
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.blocks.kit.elements import message, section
from bot.catalog import load
from bot.domain.agents import Through
from bot.domain.report.report import Report
from bot.domain.scan.verdict import Verdict
from bot.errors import BadScan, NoProgram, OperatorError, TemporaryError
from bot.mcp.calls import Answer, Arguments, Call, tool
from bot.mcp.results import ROWS, Scanned
from bot.mcp.tools.arguments import Name
from bot.scan.config import read_config
from bot.scan.output.as_json import scan_json
from bot.scan.output.as_text import scan_lines
from bot.scan.scanning import scan_folder

_PLACES = 5
"""Places named of each API."""


class OfFolder(Arguments):
    """Of `scan_requirements`."""

    path: Annotated[str, Field(min_length=1, max_length=1_000)]
    program: Name = ""


@tool(Scanned, only=Through.TERMINAL)
async def scan_requirements(call: Call, arguments: OfFolder) -> Answer:
    """The base library that a folder's source needs."""
    report = await _users(call, arguments.program)
    verdict = await asyncio.to_thread(_scanned, Path(arguments.path), report)
    lines = scan_lines(verdict, call.texts)
    return Answer(message("\n".join(lines), [section(*lines)]), _data(verdict))


async def _users(call: Call, name: str) -> Report | None:
    """Whose users are counted: the named program's, else those of the only one that is known."""
    try:
        return await call.report(name, "")
    except (NoProgram, OperatorError, TemporaryError):
        if name:
            raise
        return None


def _scanned(folder: Path, report: Report | None) -> Verdict:
    """Scan a folder with its own configuration.

    Raises:
        BadScan: it is not a folder, or has no source.
    """
    config = read_config(folder)
    root = folder / config.root if config.root else folder
    try:
        scan = scan_folder(root, load, config.choices)
    except OSError as error:
        raise BadScan(part="folder", text=str(root)) from error
    if not scan.files:
        raise BadScan(part="empty", text=str(root))
    return Verdict(scan, report)


def _data(verdict: Verdict) -> dict[str, object]:
    data = scan_json(verdict)
    apis = [each | {"uses": each["uses"][:_PLACES]} for each in data["apis"][:ROWS]]
    return data | {
        "apis": apis,
        "more_apis": len(data["apis"]) - len(apis),
        "unjudged": len(data["unjudged"]),
        "minimum": verdict.minimum.text if verdict.minimum else None,
    }
