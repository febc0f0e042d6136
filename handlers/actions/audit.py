"""The audit log."""

from bot.blocks.kit.controls import AUDIT_CSV, Control
from bot.blocks.kit.message import Message
from bot.domain.access.audit import KEPT_FOR
from bot.domain.access.roles import Permission
from bot.export import Format
from bot.export.audit_file import audit_file
from handlers.actions.registry import action
from handlers.answers.export import hand_over
from handlers.context import Request


@action(AUDIT_CSV, Permission.GOVERN)
async def csv(request: Request, _control: Control) -> Message:
    """Send the workspace's whole audit log as a file, in a direct message to the requester."""
    since = request.now - KEPT_FOR
    entries = await request.usecases.governing.audit.since(since, team_id=request.team_id)
    file = audit_file(entries, Format.CSV, day=request.now.date())
    return await hand_over(request, file, request.texts("audit-csv-comment", name=file.name))
