"""Base library of ...: a question from anywhere."""

from typing import Any

from bot.blocks.ask_view import ask_view
from handlers.desk import Question


async def opened(question: Question, _payload: dict[str, Any]) -> None:
    """The form, with the one program there is where there is but one.

    Raises:
        NoProgram: there is none.
    """
    found = await question.usecases.search_programs(question.seen, "", limit=2)
    if not found:
        await question.usecases.choose_program(question.seen, "")
    only = found[0] if len(found) == 1 else None
    await question.desk.messenger.open_view(question.team_id, question.asker.trigger_id, ask_view(question.texts, only))
