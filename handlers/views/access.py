"""The form that gives somebody a role, on the Home tab."""

from bot.blocks.access import read_role_view
from bot.blocks.message import Message
from handlers.answering import Answer
from handlers.commands import access
from handlers.desk import Question
from handlers.views.submitting import Submitted


async def read(form: Submitted) -> Answer:
    """As `/baselib access grant <person> <role>`."""
    role = read_role_view(form.view)

    async def answer(question: Question) -> Message:
        return await access.answer(question, ["grant", form.control.text, role.value])

    return answer
