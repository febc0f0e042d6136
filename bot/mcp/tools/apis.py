"""Tools about APIs: can a minimum use one, what an errcode means, and what a scan found."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from bot.blocks.can import can_message, unknown_lines
from bot.blocks.kit.elements import message, section
from bot.blocks.kit.names import bold
from bot.catalog import load
from bot.domain.agents import Through
from bot.domain.can.use import MOST, CanAnswer, CanQuestion, names_in
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.domain.scan.findings import Finding
from bot.domain.scan.scan import Scan, Verdict
from bot.errors import BadScan, NoProgram, OperatorError, TemporaryError
from bot.export.can_json import CAN
from bot.export.schema import COUNT, FLAG, TEXT, Schema, field, many
from bot.lib.processes import apart
from bot.mcp.calls import ROWS, Answer, Arguments, Call, Name, cost_offer, marked_program, saying, tool
from bot.scan.config import read_config
from bot.scan.output.as_json import FINDING, SCAN, USE
from bot.scan.output.as_text import scan_lines
from bot.scan.scanning import scan_folder
from bot.usecases.can import can_at, find_known_features, program_asked


class ApiNames(Arguments):
    """Of `can_use`."""

    names: Annotated[list[Annotated[str, Field(min_length=1, max_length=120)]], Field(min_length=1, max_length=MOST)]
    program: Name = ""
    game: bool = False


CAN_USE: Final = Schema[CanAnswer](
    "CanUse",
    **CAN.only("program", "day", "taken_at", "minimum", "stale_because", "unread_because", "platform"),
    **CAN.only("break", "apis", "undocumented", "already_guaranteed", "all"),
    unknown=field(many(TEXT), lambda answer: [each.name for each in answer.unknown]),
)
PATIENCE: Final = 1.0
"""Seconds for numbers that were not asked for."""


@tool(CAN_USE)
async def can_use(call: Call, arguments: ApiNames) -> Answer[CanAnswer]:
    """Return what APIs need, and which users have it."""
    typed = tuple(name for each in arguments.names for name in names_in(each))
    found, unknown = await find_known_features(
        call.usecases, CanQuestion(typed, arguments.program, game=arguments.game)
    )
    program, unclear = None, list[str]()
    try:
        program = await program_asked(call.usecases, call.viewpoint, found)
    except NoProgram as error:  # what an API needs depends on none
        unclear = [call.texts.error(error)]
    program = marked_program(program) if program else None
    answered = replace(await _answered(call, found, program), unknown=unknown)
    offers = []
    if program and answered.highest and answered.loss(answered.highest) and not answered.guaranteed:
        offers.append(cost_offer(program.appid, answered.highest, call.texts))
    message = can_message(answered, call.texts, call.zone, now=call.now)
    lines = unknown_lines(answered, call.texts)
    return Answer(saying(message, call.texts, message.text, *lines, *unclear), answered, offers)


async def _answered(call: Call, question: CanQuestion, program: Program | None) -> CanAnswer:
    """Return the answer; the users of all of WeChat, which were not asked for, are not waited for."""
    if question.program or program is None or not program.is_all_of_wechat:
        return await can_at(call.usecases, call.team_id, question, program, None, now=call.now)
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            answered = await can_at(call.usecases, call.team_id, question, program, None, now=call.now)
            if answered.failure is None:
                return answered
    return await can_at(call.usecases, call.team_id, question, None, None, now=call.now)


class OfCode(Arguments):
    """Of `explain_error`."""

    errcode: Annotated[int, Field(ge=-1_000_000, le=100_000_000)]


@dataclass(frozen=True, slots=True)
class _Explained:
    errcode: int
    key: str
    """Of the catalogs' sentence."""
    meaning: str
    advice: str


_EXPLAINED: Final = Schema[_Explained](
    "Explained",
    errcode=field(COUNT, lambda explained: explained.errcode),
    known=field(FLAG, lambda explained: explained.key != "wechat-other"),
    meaning=field(TEXT, lambda explained: explained.meaning),
    what_to_do=field(TEXT, lambda explained: explained.advice),
)


@tool(_EXPLAINED)
async def explain_error(call: Call, arguments: OfCode) -> Answer[_Explained]:
    """Return what an errcode of WeChat means."""
    t, code = call.texts, str(arguments.errcode)
    key = t.wechat_key(code)
    explained = _Explained(arguments.errcode, key, t(key), t(f"{key}.advice"))
    both = t("sentences", first=explained.meaning, second=explained.advice)
    blocks = [section(bold(f"errcode {code}"), explained.meaning, explained.advice)]
    return Answer(message(both, blocks), explained)


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
    """Return the base library that a folder's source needs."""
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
