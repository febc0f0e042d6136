"""`/baselib propose <version> [program] [reason]` and `/baselib decisions`."""

from typing import Final

from bot.blocks.decisions.messages import decisions_message
from bot.blocks.decisions.sentences import LONGEST_REASON
from bot.blocks.kit.elements import Message
from bot.domain.access import Permission
from bot.domain.decisions.program import TO_SET
from bot.domain.decisions.proposable import Proposal
from bot.domain.numbers.version import Version
from bot.domain.programs import Program, folded
from bot.errors import AmbiguousProgram, BotError, NoProgram, UnknownProgram
from bot.usecases.programs.choose import choose_program, program_of_channel
from handlers.answers.decisions import list_programs, propose
from handlers.answers.reports import which_program
from handlers.commands.registry import subcommand
from handlers.context import Request

_NAME: Final = "propose"
READY: Final = ("ready", "可提高", "提升")
"""Words for the programs that keep 99 %."""


@subcommand(
    _NAME,
    "<version> [program | #tag | ready] [reason]",
    Permission.DECIDE,
    needs=1,
    position=22,
    picks=True,
    chinese=("提议",),
)
async def answer(request: Request, words: list[str]) -> Message:
    """Propose to raise the minimum."""
    version = Version.parse(words[0])
    if proposal := _of_many(version, words[1:]):
        return await propose(request, proposal)
    program, reason = await _split(request, words[1:])
    if isinstance(program, BotError):
        return which_program(request, program, _NAME, words[0], reason)
    return await propose(request, Proposal(version, reason[:LONGEST_REASON], program))


@subcommand("decisions", "[number]", Permission.VIEW, position=23, chinese=("决策",))
async def answer_decisions(request: Request, words: list[str]) -> Message:
    """Return the workspace's decisions, or one of them with the programs still to set."""
    listed = request.usecases.decisions
    if not words:
        return decisions_message(await listed(request.viewpoint), request.texts)
    decision = await listed.numbered(request.viewpoint, words[0])
    if decision.fleet:
        return await list_programs(request, decision.id, TO_SET if decision.set_by_hand else ())
    return decisions_message([decision], request.texts)


def _of_many(version: Version, words: list[str]) -> Proposal | None:
    """Return the proposal for `#tag`, `ready`, or both; None where one program is meant."""
    ready = bool(words) and words[0].casefold() in READY
    rest = words[1:] if ready else words
    tag = rest[0].removeprefix("#") if rest and rest[0].startswith("#") else ""
    if not ready and not tag:
        return None
    reason = " ".join(rest[1:] if tag else rest)[:LONGEST_REASON]
    return Proposal(version, reason, tag=folded(tag), ready=ready)


async def _split(request: Request, words: list[str]) -> tuple[Program | BotError, str]:
    """Return the program, or why it is unclear which is meant, and the reason after it.

    The most words that name a program, or the program chosen for the channel and all words.

    A first word that is close to a name is a slip, and where none was chosen, the words may name a program that does
    not exist here: the card of another program would be in the channel for all to see.
    """
    seen = request.viewpoint
    for count in range(len(words), -1, -1):
        name, reason = " ".join(words[:count]), " ".join(words[count:])
        try:
            program = await choose_program(request.usecases, seen, name)
        except UnknownProgram as error:
            unknown = error
            if count == 1 and error.suggestion:
                return error, reason
        except (NoProgram, AmbiguousProgram) as error:
            return error, reason
        else:
            return (
                unknown if words and not name and not await program_of_channel(request.usecases, seen) else program
            ), reason
    raise AssertionError("without a name there is a program, or NoProgram")
