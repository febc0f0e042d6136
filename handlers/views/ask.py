"""The form of the shortcut "Base library of ...", submitted."""

from bot.blocks.ask_view import VALUE, Asking, read_ask_view
from bot.blocks.cover import cover_message
from bot.blocks.limits import clean
from bot.blocks.message import Message
from bot.blocks.raise_ import raise_message
from bot.domain.report import cover_answer
from bot.errors import BadPercent, BadVersion
from handlers.answering import Answer
from handlers.breakdowns import own_breakdown
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
    usecases, t, zone, now = question.usecases, question.texts, question.zone, question.now
    program = await usecases.find_program(question.seen, asked.appid)
    report = await usecases.report_at(question.team_id, program, None, now=now)
    if asked.version is not None:
        answered = await usecases.raise_minimum(question.team_id, report, asked.version)
        return raise_message(answered, t, zone, now=now)
    if asked.share is not None:
        return cover_message(cover_answer(report, report.computed(), asked.share), t, zone, now=now)
    return await own_breakdown(question, report)
