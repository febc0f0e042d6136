"""Weekly digest here: starts the channel's digest, or shows the one that it has."""

from bot.blocks.controls import DIGEST_SUBSCRIBE, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.errors import NoSubscription
from handlers.actions.registry import Action
from handlers.commands import digest
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """This program on Monday morning in the person's zone; Change is beside it."""
    program = await question.usecases.find_program(question.seen, control.appid)
    try:
        return await digest.show(question)
    except NoSubscription:
        return await digest.subscribe(question, ["mon", "09:00"], appids=[program.appid])


ACTION = Action(DIGEST_SUBSCRIBE, answer, Permission.ORDER)
