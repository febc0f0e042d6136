"""`/baselib audit`: the audit log, newest first."""

from bot.blocks.governance.audit import AUDIT_ENTRIES, appids_of, audit_message
from bot.blocks.kit.elements import Message
from bot.domain.access.roles import Permission
from handlers.commands.registry import subcommand
from handlers.context import Request


@subcommand("audit", "", Permission.GOVERN, position=82, chinese=("审计",))
async def answer(request: Request, _words: list[str]) -> Message:
    """The newest entries, with a button for all of them."""
    entries = await request.usecases.governing.audit.newest(request.team_id, limit=AUDIT_ENTRIES)
    programs = await request.usecases.visible_programs.among(request.viewpoint, appids_of(entries))
    names: dict[str, str] = {program.appid: program.name for program in programs}
    decisions = await request.usecases.deciding.read(request.viewpoint)
    return audit_message(entries, request.texts, request.zone, names, decisions)
