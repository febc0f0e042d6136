"""`scan_requirements`, over stdio only: it reads the developer's own files."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from bot.blocks.kit.elements import message, section
from bot.catalog import load
from bot.domain.agents import Through
from bot.domain.report.report import Report
from bot.domain.scan.findings import Finding
from bot.domain.scan.scan import Scan
from bot.domain.scan.verdict import Verdict
from bot.errors import BadScan, NoProgram, OperatorError, TemporaryError
from bot.export.schema import COUNT, Schema, field, many
from bot.lib.processes import apart
from bot.mcp.calls import Answer, Arguments, Call, tool
from bot.mcp.tools.arguments import ROWS, Name
from bot.scan.config import read_config
from bot.scan.output.as_json import FINDING, SCAN, USE
from bot.scan.output.as_text import scan_lines
from bot.scan.scanning import scan_folder

_PLACES = 5
"""Places named of each API."""


class OfFolder(Arguments):
    """Of `scan_requirements`."""

    path: Annotated[str, Field(min_length=1, max_length=1_000)]
    program: Name = ""


_USED: Final = Schema[Finding](
    "Used",
    **FINDING.only("name", "minimum", "severity", "deprecated", "instead"),
    uses=field(many(USE), lambda finding: finding.uses[:_PLACES]),
)
_SCANNED: Final = Schema[Verdict](
    "Scanned",
    **SCAN.only(
        "to_run", "to_work_whole", "platform", "files", "break", "minimum", "already_guaranteed", "loss_percent"
    ),
    apis=field(many(_USED), lambda verdict: verdict.scan.findings[:ROWS]),
    more_apis=field(COUNT, lambda verdict: len(verdict.scan.findings[ROWS:])),
    unjudged=field(COUNT, lambda verdict: len(verdict.scan.unjudged)),
)


@tool(_SCANNED, only=Through.TERMINAL)
async def scan_requirements(call: Call, arguments: OfFolder) -> Answer[Verdict]:
    """The base library that a folder's source needs."""
    report = await _users(call, arguments.program)
    scan = await apart(_scanned, Path(arguments.path))
    if not isinstance(scan, Scan):
        raise BadScan(part=scan[0], text=scan[1])
    verdict = Verdict(scan, report)
    lines = scan_lines(verdict, call.texts)
    return Answer(message("\n".join(lines), [section(*lines)]), verdict)


async def _users(call: Call, name: str) -> Report | None:
    """Whose users are counted: the named program's, else those of the only one that is known."""
    try:
        return await call.report(name, "")
    except (NoProgram, OperatorError, TemporaryError):
        if name:
            raise
        return None


def _scanned(folder: Path) -> Scan | tuple[str, str]:
    """Scan a folder with its own configuration; else what is wrong, for `BadScan`."""
    try:
        config = read_config(folder)
        root = folder / config.root if config.root else folder
        scan = scan_folder(root, load, config.choices)
    except BadScan as error:  # which no pipe carries
        return error.part, error.text
    except OSError:
        return "folder", str(root)
    return scan if scan.files else ("empty", str(root))
