"""`/baselib access ...`: roles in this workspace."""

from typing import Final

from bot.blocks.governance.access import Left, access_message, person_message, revoked_sentence
from bot.blocks.kit.elements import Message
from bot.domain.access.quorum import read_approvals, read_many, read_users
from bot.domain.access.roles import Permission, Role
from bot.domain.governance.overview import read_person, read_role
from bot.errors import MissingArgument, NotAMember, RoleUnknown, SlackRefused
from handlers.commands.registry import SLASH_COMMAND, subcommand
from handlers.context import Request

USAGE: Final = (
    "[default <role> | grant <person> [role] | revoke <person> | approvals <small> <large> | many <programs>"
    " | users <number or off>]"
)


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
            return await _revoke(request, read_person(person))
        case ["approvals" | "votes", small, large]:  # an earlier Baselib knew only the second
            rule = read_approvals(small, large, await access.rules.quorum(team_id))
            await access.set_quorum(team_id, rule, by=by, now=now)
        case ["many", many]:
            rule = read_many(many, await access.rules.quorum(team_id))
            await access.set_quorum(team_id, rule, by=by, now=now)
        case ["users", users]:
            rule = read_users(users, await access.rules.quorum(team_id))
            await access.set_quorum(team_id, rule, by=by, now=now)
        case _:
            raise MissingArgument(subcommand="access", usage=f"{SLASH_COMMAND} access {USAGE}")
    return await show(request)


async def show(request: Request) -> Message:
    """The workspace's roles and restrictions."""
    return access_message(await request.usecases.governing.access.overview(request.team_id), request.texts)


async def _revoke(request: Request, user_id: str) -> Message:
    """Take a person's own role back, and say which one they are left with: Slack's admins stay admins."""
    governing, team_id = request.usecases.governing, request.team_id
    had_one = await governing.access.revoke(team_id, user_id, by=request.requester.user_id, now=request.now)
    outcome = revoked_sentence(user_id, await _left(request, user_id), request.texts, had_one=had_one)
    return access_message(await governing.access.overview(team_id), request.texts, outcome=outcome, about=user_id)


async def _left(request: Request, user_id: str) -> Role | Left:
    """The person's role now, as far as Slack tells."""
    try:
        person = await request.deps.people.current(request.team_id, user_id)
        return await request.usecases.governing.role_of(request.team_id, person)
    except NotAMember:
        return Left.NONE
    except (RoleUnknown, SlackRefused):
        return Left.UNKNOWN
