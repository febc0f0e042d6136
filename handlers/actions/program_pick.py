"""Which Mini Program?: answers what was asked, for the one that was picked."""

from bot.blocks.controls import PROGRAM_PICK, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.actions.registry import Action
from handlers.commands.registry import subcommands
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message | None:
    """As if the command had been typed with the program at its end."""
    command = subcommands().get(control.choice)
    if command is None or not command.picks:
        raise StaleControl
    program = await question.usecases.find_program(question.seen, control.appid)
    return await command(question, [*control.text.split(), program.appid])


def permission(control: Control) -> Permission:
    """What the command needs."""
    command = subcommands().get(control.choice)
    return command.permission_for([*control.text.split(), control.appid]) if command else Permission.VIEW


ACTION = Action(PROGRAM_PICK, answer, permission, replaces=True)
