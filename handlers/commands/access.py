"""`/baselib access ...`: roles in this workspace."""

from typing import Final

from bot.blocks.governance.access import access_message, person_message
from bot.blocks.kit.message import Message
from bot.domain.access.roles import Permission
from bot.domain.decisions.quorum import read_rule
from bot.domain.governance.parse import read_person, read_role
from bot.errors import MissingArgument
from handlers.commands.registry import SLASH_COMMAND, subcommand
from handlers.context import Request

USAGE: Final = "[default <role> | grant <person> [role] | revoke <person> | votes <small> <large>]"


@subcommand("access", USAGE, Permission.GOVERN, position=80, chinese=("权限",))
async def answer(request: Request, words: list[str]) -> Message:
    """Show the roles, or change one."""
    access, team_id = request.usecases.governing.access, request.team_id
    by, now = request.requester.user_id, request.now
    match [words[0].casefold() if words else "", *words[1:]]:
        case [""]:
            pass
        case ["default", role]:
            await access.set_default(team_id, read_role(role), by=by, now=now)
        case ["grant", person]:
            return person_message(read_person(person), request.texts)
        case ["grant", person, role]:
            await access.grant(team_id, read_person(person), read_role(role), by=by, now=now)
        case ["revoke", person]:
            await access.revoke(team_id, read_person(person), by=by, now=now)
        case ["votes", small, large]:
            await access.set_quorum(team_id, read_rule(small, large), by=by, now=now)
        case _:
            raise MissingArgument(subcommand="access", usage=f"{SLASH_COMMAND} access {USAGE}")
    return await show(request)


async def show(request: Request) -> Message:
    """The workspace's roles and restrictions."""
    return access_message(await request.usecases.governing.access.overview(request.team_id), request.texts)
