"""The form of the shortcut "Base library of ...", submitted."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.ask_view import VALUE, Asking, read_ask_view
from bot.blocks.cover import cover_message
from bot.blocks.limits import clean
from bot.blocks.message import Message
from bot.blocks.raise_ import raise_message
from bot.domain.access import Permission
from bot.domain.report import cover_answer
from bot.errors import BadPercent, BadVersion, StaleControl
from handlers.answering import whisper_later
from handlers.breakdowns import own_breakdown
from handlers.desk import Asker, Desk, Question
from handlers.views.refusal import refused


async def submitted(
    desk: Desk, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], permission: Permission
) -> None:
    """Answer in the direct messages, as no channel comes with a shortcut; or say under the field what is wrong."""
    asker = Asker.of(body)
    texts = desk.known_texts(asker)
    try:
        asked = read_ask_view(view)
    except (BadVersion, BadPercent) as error:
        await ack(response_action="errors", errors={VALUE: texts.error(error, quote=clean)})
        return
    except StaleControl as error:
        await ack(**refused(view, error, texts))
        return

    async def answer(question: Question) -> Message:
        return await _answer(question, asked)

    refusal = whisper_later(desk, asker, "", answer, permission)
    await ack(**(refused(view, refusal, texts) if refusal else {}))


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
