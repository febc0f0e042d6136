"""Roles, the channels in which restricted programs exist, and the audit log."""

from bot.blocks.governance.access import role_view
from bot.blocks.kit.controls import (
    ACCESS_DEFAULT,
    ACCESS_GRANT,
    ACCESS_MANY,
    ACCESS_PERSON,
    ACCESS_QUORUM,
    ACCESS_RESTRICT,
    ACCESS_REVOKE,
    ACCESS_UNRESTRICT,
    ACCESS_USERS,
    AUDIT_CSV,
    Control,
)
from bot.blocks.kit.elements import Message
from bot.domain.access.roles import Permission
from bot.domain.governance.overview import read_person
from bot.domain.retention import PERIODS, Retained
from bot.export import Format
from bot.export.audit_file import audit_file
from handlers.actions.registry import action
from handlers.answers.export import hand_over
from handlers.commands import access
from handlers.commands.programs import restrict_to
from handlers.context import Request


@action(ACCESS_DEFAULT, Permission.GOVERN, replaces=True)
async def default_role(request: Request, control: Control) -> Message:
    """Set the default role, like `/baselib access default <role>`."""
    return await access.answer(request, ["default", control.choice])


@action(ACCESS_QUORUM, Permission.GOVERN, replaces=True)
async def quorum(request: Request, control: Control) -> Message:
    """Set the votes that decisions need, like `/baselib access votes <small> <large>`."""
    return await access.answer(request, ["votes", *control.text.split()])


@action(ACCESS_MANY, Permission.GOVERN, replaces=True)
async def many(request: Request, control: Control) -> Message:
    """Set above how many programs a decision needs more votes, like `/baselib access many <programs>`."""
    return await access.answer(request, ["many", control.text])


@action(ACCESS_USERS, Permission.GOVERN, replaces=True)
async def users(request: Request, control: Control) -> Message:
    """Set above how many users a decision needs more votes, like `/baselib access users <number or off>`."""
    return await access.answer(request, ["users", control.text])


@action(ACCESS_GRANT, Permission.GOVERN, replaces=True)
async def grant(request: Request, control: Control) -> Message:
    """Grant a role, like `/baselib access grant <person> <role>`."""
    return await access.answer(request, ["grant", control.text, control.choice])


@action(ACCESS_PERSON, Permission.GOVERN)
async def choose_person(request: Request, control: Control) -> Message | None:
    """Ask which role to grant a person, like `/baselib access grant <person>`; on the Home tab in a modal."""
    if request.from_home:
        view = role_view(read_person(control.text), request.texts)
        await request.open_view(view)
        return None
    return await access.answer(request, ["grant", control.text])


@action(ACCESS_RESTRICT, Permission.GOVERN, replaces=True)
async def restrict(request: Request, control: Control) -> Message:
    """Add a channel to those in which a restricted program is visible."""
    found = await request.usecases.governing.access.restriction(request.team_id, control.appid)
    return await restrict_to(request, control.appid, {*found.channels, control.channel_id})


@action(ACCESS_REVOKE, Permission.GOVERN, replaces=True)
async def revoke(request: Request, control: Control) -> Message:
    """Take a person's role back, like `/baselib access revoke <person>`."""
    return await access.answer(request, ["revoke", control.text])


@action(ACCESS_UNRESTRICT, Permission.GOVERN)
async def unrestrict(request: Request, control: Control) -> Message:
    """Lift a restriction, like `/baselib programs unrestrict <program>`, even for a program that is gone."""
    return await restrict_to(request, control.appid, ())


@action(AUDIT_CSV, Permission.GOVERN)
async def audit_csv(request: Request, _control: Control) -> Message:
    """Send the workspace's whole audit log as a file, in a direct message to the requester."""
    since = request.now - PERIODS[Retained.AUDIT]
    entries = await request.usecases.governing.audit.since(since, team_id=request.team_id)
    file = audit_file(entries, Format.CSV, day=request.now.date())
    return await hand_over(request, file, request.texts("audit-csv-comment", name=file.name))
