"""`/baselib access ...`: roles in this workspace."""

from functools import cache
from typing import Final

from bot.blocks.access import (
    Left,
    access_message,
    person_message,
    revoked_sentence,
    token_message,
    tokens_message,
)
from bot.blocks.audit import AUDIT_ENTRIES, appids_of, audit_message
from bot.blocks.imports import ImportForm, import_view
from bot.blocks.kit.elements import Message
from bot.blocks.kit.names import commands_message, help_message
from bot.domain.access import Permission, Role, read_approvals, read_many, read_users
from bot.domain.governance import read_person, read_role
from bot.domain.numbers.snapshot import snapshot_day
from bot.errors import MissingArgument, NotAMember, RoleUnknown, SlackRefused
from bot.i18n import Texts
from bot.usecases.access import role_in
from bot.usecases.agents import list_tokens, make_token, revoke_token
from bot.usecases.governance import access_overview, grant_role, revoke_role, set_default_role, set_quorum
from handlers.commands.registry import SLASH_COMMAND, subcommand, subcommands
from handlers.context import Request

USAGE: Final = (
    "[default <role> | grant <person> [role] | revoke <person> | approvals <small> <large> | many <programs>"
    " | users <number or off>]"
)


@subcommand("access", USAGE, Permission.GOVERN, position=80, chinese=("权限",))
async def answer(request: Request, words: list[str]) -> Message:
    """Show the roles, or change one."""
    team_id = request.team_id
    by, now = request.requester.user_id, request.now
    match [words[0].casefold() if words else "", *words[1:]]:
        case [""]:
            pass
        case ["default", role]:
            await set_default_role(request.usecases, team_id, read_role(role), by=by, now=now)
        case ["grant", person]:
            return person_message(read_person(person), request.texts)
        case ["grant", person, role]:
            await grant_role(request.usecases, team_id, read_person(person), read_role(role), by=by, now=now)
        case ["revoke", person]:
            return await _revoke(request, read_person(person))
        case ["approvals" | "votes", small, large]:  # an earlier Baselib knew only the second
            rule = read_approvals(small, large, await request.usecases.kept.access_rules.quorum(team_id))
            await set_quorum(request.usecases, team_id, rule, by=by, now=now)
        case ["many", many]:
            rule = read_many(many, await request.usecases.kept.access_rules.quorum(team_id))
            await set_quorum(request.usecases, team_id, rule, by=by, now=now)
        case ["users", users]:
            rule = read_users(users, await request.usecases.kept.access_rules.quorum(team_id))
            await set_quorum(request.usecases, team_id, rule, by=by, now=now)
        case _:
            raise MissingArgument(subcommand="access", usage=f"{SLASH_COMMAND} access {USAGE}")
    return await show(request)


async def show(request: Request) -> Message:
    """Return the workspace's roles and restrictions."""
    return access_message(await access_overview(request.usecases, request.team_id), request.texts)


async def _revoke(request: Request, user_id: str) -> Message:
    """Take a person's own role back, and say which one they are left with: Slack's admins stay admins."""
    team_id = request.team_id
    had_one = await revoke_role(request.usecases, team_id, user_id, by=request.requester.user_id, now=request.now)
    outcome = revoked_sentence(user_id, await _left(request, user_id), request.texts, had_one=had_one)
    return access_message(
        await access_overview(request.usecases, team_id), request.texts, outcome=outcome, about=user_id
    )


async def _left(request: Request, user_id: str) -> Role | Left:
    """Return the person's role now, as far as Slack tells."""
    try:
        person = await request.deps.people.current(request.team_id, user_id)
        return await role_in(request.usecases, request.team_id, person)
    except NotAMember:
        return Left.NONE
    except (RoleUnknown, SlackRefused):
        return Left.UNKNOWN


@subcommand("audit", "", Permission.GOVERN, position=82, chinese=("审计",))
async def answer_audit(request: Request, _words: list[str]) -> Message:
    """Return the newest entries, with a button for all of them."""
    entries = await request.usecases.kept.audit.newest(request.team_id, limit=AUDIT_ENTRIES)
    programs = await request.usecases.visible.among(request.viewpoint, appids_of(entries))
    names: dict[str, str] = {program.appid: program.name for program in programs}
    decisions = await request.usecases.decisions(request.viewpoint)
    return audit_message(entries, request.texts, request.zone, names, decisions)


_USAGE: Final = "[list | revoke <token>]"


@subcommand("token", _USAGE, Permission.VIEW, position=78, chinese=("凭证",), stored=True)
async def answer_token(request: Request, words: list[str]) -> Message:
    """Make one, list them, or revoke one. Only the person sees the answer."""
    who, now = (request.team_id, request.requester.user_id), request.now
    match [word.casefold() for word in words]:
        case []:
            token, made = await make_token(request.usecases, *who, now=now)
            return token_message(
                token, made, request.texts, request.zone, address=request.usecases.options.agents_address
            )
        case ["list"]:
            return tokens_message(await list_tokens(request.usecases, *who, now=now), request.texts, request.zone)
        case ["revoke", token_id]:
            await revoke_token(request.usecases, *who, token_id, now=now)
            kept = await list_tokens(request.usecases, *who, now=now)
            return tokens_message(kept, request.texts, request.zone, revoked=token_id)
        case _:
            raise MissingArgument(subcommand="token", usage=f"{SLASH_COMMAND} token {_USAGE}")


@cache
def _help(texts: Texts) -> Message:
    return help_message(texts)


@cache
def all_commands(texts: Texts) -> Message:
    return commands_message([(command.typed, command.name) for command in subcommands().values()], texts)


@subcommand("help", "", Permission.VIEW, position=90, instant=True, chinese=("帮助",))
async def answer_help(request: Request, _words: list[str]) -> Message:
    """Return the help; it is the same for everyone with one language, so it is built once."""
    return _help(request.texts)


@subcommand("import", "[program]", Permission.IMPORT, position=45, chinese=("导入",))
async def answer_import(request: Request, words: list[str]) -> None:
    await open_import_form(request, " ".join(words))


async def open_import_form(request: Request, program: str = "") -> None:
    """Open the form, filled in with a program's name if there is any."""
    form = ImportForm(program, day=snapshot_day(request.now))
    view = import_view(form, request.texts)
    await request.open_view(view)
