"""The form that asks for APIs, submitted."""

from bot.blocks.can_view import APIS, read_can_view
from bot.blocks.message import Message
from handlers.answering import Answer
from handlers.can import tell
from handlers.desk import Question
from handlers.views.submitting import FieldErrors, Submitted


async def read(form: Submitted) -> Answer | FieldErrors:
    """Answer in the channel, for this person alone; where the bot is not, in their direct messages."""
    asked = read_can_view(form.view)
    if not asked.names:
        return {APIS: form.texts("can-view-nothing")}

    async def answer(question: Question) -> Message:
        return await tell(question, form.control.channel_id, asked)

    return answer
