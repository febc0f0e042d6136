"""`can_use`."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Final

from pydantic import Field

from bot.blocks.can.can import can_message, unknown_lines
from bot.domain.can.parse import CanQuestion, names_in
from bot.domain.can.use import MOST, CanAnswer
from bot.domain.programs.program import Program
from bot.errors import NoProgram
from bot.export.can_json import CAN
from bot.export.schema import TEXT, Schema, field, many
from bot.mcp.calls import Answer, Arguments, Call, saying, tool
from bot.mcp.outside import marked_program
from bot.mcp.tools.arguments import Name
from bot.mcp.tools.buttons import cost_offer


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
    """What APIs need, and which users have it."""
    can = call.usecases.can_use
    typed = tuple(name for each in arguments.names for name in names_in(each))
    found, unknown = await can.find_known(CanQuestion(typed, arguments.program, game=arguments.game))
    program, unclear = None, list[str]()
    try:
        program = await can.program_of(call.viewpoint, found)
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
    """The answer; the users of all of WeChat, which were not asked for, are not waited for."""
    if question.program or program is None or not program.is_all_of_wechat:
        return await call.usecases.can_at(call.team_id, question, program, None, now=call.now)
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            answered = await call.usecases.can_at(call.team_id, question, program, None, now=call.now)
            if answered.failure is None:
                return answered
    return await call.usecases.can_at(call.team_id, question, None, None, now=call.now)
