"""The full list as a file."""

from bot.blocks.controls import FLEET_CSV, Control
from bot.blocks.fleet_csv import fleet_csv, fleet_raise_csv
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.domain.snapshot import snapshot_day
from handlers.actions.registry import Action
from handlers.desk import Question
from handlers.fleet_list import read_list, read_raise
from handlers.taking_away import hand_over


async def answer(question: Question, control: Control) -> Message:
    """Send it to the person who pressed, in a direct message: a list of merchants is not for every channel."""
    t, day = question.texts, snapshot_day(question.now).isoformat()
    if control.version is not None:
        file = fleet_raise_csv(await read_raise(question, control), t, day=day)
    else:
        file = fleet_csv(await read_list(question, control), t, day=day)
    return await hand_over(question, file, t("csv-comment", name=file.name))


ACTION = Action(FLEET_CSV, answer, Permission.VIEW)
