"""From a question to an answer that the person sees, whatever happens on the way."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.blocks.errors import error_message
from bot.blocks.fetching import fetching_message
from bot.blocks.message import Message
from bot.errors import BotError, ShuttingDown, TooBusy
from handlers.desk import Asker, Desk, Question

_log = structlog.get_logger(__name__)

SLOW_AFTER: Final = 1.5
"""Seconds after which a person is told that the answer is on its way."""

Answer = Callable[[Question], Awaitable[Message | None]]
"""Works out what to say; None when it has said it already."""


def answer_later(desk: Desk, asker: Asker, answer: Answer, *, replace: bool = False) -> Message | None:
    """Hand an answer over to the background; a sentence for the acknowledgement when no more work is taken."""
    try:
        desk.work.start(lambda: _answer(desk, asker, answer, replace=replace))
    except (ShuttingDown, TooBusy) as error:
        return error_message(error, desk.known_texts(asker))
    return None


async def _answer(desk: Desk, asker: Asker, answer: Answer, *, replace: bool) -> None:
    """Say the answer, or the sentence for what went wrong; `replace` puts it in place of the message it came from."""
    question = await desk.question(asker)
    working = asyncio.ensure_future(_message(answer, question))
    done, _ = await asyncio.wait({working}, timeout=SLOW_AFTER)
    if not done:
        await desk.messenger.respond(asker.response_url, fetching_message(question.texts), replace=replace)
        replace = True
    message = await working
    if message is not None:
        await desk.messenger.respond(asker.response_url, message, replace=replace)


def whisper_later(desk: Desk, asker: Asker, channel_id: str, answer: Answer) -> None:
    """As `answer_later` where Slack gives no response_url: after a modal."""

    async def whisper() -> None:
        message = await _message(answer, await desk.question(asker))
        if message is not None:
            await desk.messenger.whisper(asker.team_id, channel_id, asker.user_id, message)

    desk.work.start(whisper)


async def _message(answer: Answer, question: Question) -> Message | None:
    try:
        return await answer(question)
    except BotError as error:
        _log.info("answered with an error", error=str(error))
        return error_message(error, question.texts)
    except Exception:  # noqa: BLE001 - the person still gets a sentence, and the log the traceback
        _log.exception("an answer failed")
        return error_message(BotError(), question.texts)
