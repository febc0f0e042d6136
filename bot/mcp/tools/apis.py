"""`can_use`."""

from typing import Annotated, Final

from pydantic import Field

from bot.blocks.can.can import can_message
from bot.domain.can.parse import CanQuestion, names_in
from bot.domain.can.use import MOST, CanAnswer
from bot.export.can_json import CAN
from bot.export.schema import Schema
from bot.mcp.calls import Answer, Arguments, Call, tool
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
    **CAN.only("program", "day", "taken_at", "minimum", "stale_because", "unread_because", "platform", "apis"),
    **CAN.only("undocumented", "already_guaranteed", "all"),
)


@tool(CAN_USE)
async def can_use(call: Call, arguments: ApiNames) -> Answer[CanAnswer]:
    """What APIs need, and which users have it."""
    can = call.usecases.can_use
    typed = tuple(name for each in arguments.names for name in names_in(each))
    found = await can.find(CanQuestion(typed, arguments.program, game=arguments.game))
    program = await can.program_of(call.viewpoint, found)
    program = marked_program(program) if program else None
    answered = await call.usecases.can_at(call.team_id, found, program, None, now=call.now)
    offers = []
    if program and answered.highest and answered.loss(answered.highest) and not answered.guaranteed:
        offers.append(cost_offer(program.appid, answered.highest, call.texts))
    return Answer(can_message(answered, call.texts, call.zone, now=call.now), answered, offers)
