"""The form of the shortcut "Base library of ...", submitted."""

from bot.blocks.ask_view import VALUE, Asking, read_ask_view
from bot.blocks.controls import Control
from bot.blocks.limits import clean
from bot.blocks.message import Message
from bot.errors import BadPercent, BadVersion
from handlers.answering import Answer
from handlers.breakdowns import opened_report, own_breakdown
from handlers.commands import cover, raise_
from handlers.desk import Question
from handlers.views.submitting import FieldErrors, Submitted


async def read(form: Submitted) -> Answer | FieldErrors:
    """Answer in the direct messages, as no channel comes with a shortcut; or say under the field what is wrong."""
    try:
        asked = read_ask_view(form.view)
    except (BadVersion, BadPercent) as error:
        return {VALUE: form.texts.error(error, quote=clean)}

    async def answer(question: Question) -> Message:
        return await _answer(question, asked)

    return answer


async def _answer(question: Question, asked: Asking) -> Message:
    report = await opened_report(question, Control(asked.appid))
    if asked.version is not None:
        return await raise_.tell(question, report, asked.version)
    if asked.share is not None:
        return cover.tell(question, report, asked.share)
    return await own_breakdown(question, report)
