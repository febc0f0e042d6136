"""Buttons under answers about APIs."""

from bot.blocks.can.can import can_message
from bot.blocks.kit.controls import CAN_OPEN, CAN_OPTION, CAN_SHARE, CAN_SUGGESTED, Control
from bot.blocks.kit.elements import Message
from bot.domain.access.roles import Permission
from handlers.actions.registry import action
from handlers.answers.can import can_answer, carried_program, carried_question, open_can
from handlers.context import Request


@action(CAN_OPEN, Permission.VIEW)
async def open_(request: Request, control: Control) -> None:
    """Check other APIs: open the form, filled with the previous question."""
    question, program = await carried_question(request, control), await carried_program(request, control)
    await open_can(request, question, program)


@action(CAN_OPTION, Permission.VIEW)
@action(CAN_SUGGESTED, Permission.VIEW, replaces=True)
async def answer_option(request: Request, control: Control) -> Message:
    """Answer for an API offered under an answer, as if it had been typed.

    An option that needs more than its method is answered in a new message; a suggested name, or the other table,
    replaces the message.
    """
    return await can_answer(request, await carried_question(request, control))


@action(CAN_SHARE, Permission.SHARE, replaces=True)
async def share(request: Request, control: Control) -> Message:
    """Share to channel: post the answer for the day shown, in the installation's language, and confirm."""
    requester, can = request.requester, request.usecases.can_use
    question, program = await carried_question(request, control), await carried_program(request, control)
    found = await can(requester.team_id, question, program, now=request.now, day=control.day)
    everybody = request.deps.default_texts
    public = can_message(found, everybody, request.zone, now=request.now, shared_by=requester.user_id)
    await request.usecases.share_message(requester.team_id, requester.channel_id, public, now=request.now)
    return can_message(found, request.texts, request.zone, now=request.now, shared=True)
