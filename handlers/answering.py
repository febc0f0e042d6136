"""From a question to an answer that the person sees, whatever happens on the way."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import structlog

from bot.blocks.errors import error_message
from bot.blocks.fetching import fetching_message
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.errors import BotError, ChannelUnavailable, ShuttingDown, SlackBusy, SlackUnclear, TemporaryError, TooBusy
from bot.logs import current_request, request_scope
from bot.work import Job
from handlers.desk import Asker, Desk, Question

_log = structlog.get_logger(__name__)

_ATTEMPTS: Final = 4
"""At saying one answer; a response_url takes five: https://docs.slack.dev/interactivity/handling-user-interaction/"""
_LONGEST_WAIT: Final = 30
"""Seconds."""

Answer = Callable[[Question], Awaitable[Message | None]]
"""Works out what to say; None when it has said it already."""


def admitting(answer: Answer, permission: Permission) -> Answer:
    """The same for those alone who have the permission; others are answered that they have not."""

    async def admitted(question: Question) -> Message | None:
        return await answer(await question.admitted(permission))

    return admitted


def answer_later(desk: Desk, asker: Asker, answer: Answer, *, replace: bool = False) -> TemporaryError | None:
    """Hand an answer over to the background; returns why not, when no more work is taken.

    Args:
        desk: what the answer may reach.
        asker: who asks, and where the answer goes.
        answer: works it out.
        replace: put it in place of the message whose button was pressed. An error never takes that place: the person
            still needs the message.
    """
    return started(desk, asker, lambda: _answer(desk, asker, answer, replace=replace))


def whisper_later(
    desk: Desk, asker: Asker, channel_id: str, answer: Answer, permission: Permission
) -> TemporaryError | None:
    """As `answer_later` where Slack gives no response_url: after a modal.

    Where the bot is not in the channel, or there is none, the answer comes as a direct message. A person who has not
    the permission is answered with that.
    """

    async def whisper() -> None:
        message, _ = await outcome(admitting(answer, permission), await desk.question(asker))
        if message is None:
            return
        if channel_id:
            with suppress(ChannelUnavailable):
                await _say(desk, lambda: desk.messenger.whisper(asker.team_id, channel_id, asker.user_id, message))
                return
        await desk.messenger.post(asker.team_id, asker.user_id, message)

    return started(desk, asker, whisper)


def started(desk: Desk, asker: Asker, job: Job, *, at_home: bool = False) -> TemporaryError | None:
    """Do it in the background, and then note where the person used the bot; returns why not.

    Args:
        desk: what the job may reach.
        asker: for whom.
        job: what to do.
        at_home: it puts the person's Home tab up by itself, and nothing else has to be noted.
    """

    async def traced() -> None:
        """Whatever is logged on the way to one answer can be found by its request id."""
        with request_scope(team=asker.team_id, user=asker.user_id, asked=asker.asked):
            try:
                await job()
            except BotError as error:
                desk.unsaid()
                _log.warning("an answer did not reach the person", error=str(error))
            if not at_home:
                await _note(desk, asker)

    try:
        desk.work.start(traced)
    except (ShuttingDown, TooBusy) as error:
        return error
    return None


async def _note(desk: Desk, asker: Asker) -> None:
    """The person has their answer, whatever goes wrong here."""
    try:
        now = await desk.clock.now()
        await desk.usecases.at_home.asked(asker.team_id, asker.user_id, asker.channel_id, now=now)
    except BotError as error:
        _log.warning("where somebody used the bot was not noted", error=str(error))


async def _answer(desk: Desk, asker: Asker, answer: Answer, *, replace: bool) -> None:
    """Say the answer, or the sentence for what went wrong; before that, when it takes long, that it is on its way."""
    question = await desk.question(asker)
    working = asyncio.create_task(outcome(answer, question))
    try:
        await asyncio.wait({working}, timeout=desk.slow_after)
        announced = not working.done() and await _announce(question, replace=replace)
        message, failed = await working
    finally:
        working.cancel()  # when the wait for it was given up
    if message is None:
        return
    if announced:
        # What was announced is replaced. A button's response_url would replace the message that the button is in,
        # which may be everybody's.
        replace = replace or not asker.pressed
    elif failed:
        replace = False
    await _say(desk, lambda: desk.messenger.respond(asker.response_url, message, replace=replace))


async def _say(desk: Desk, say: Callable[[], Awaitable[None]]) -> None:
    """Say it again when Slack was busy, or its answer got lost: to one person, twice is better than never.

    Raises:
        BotError: it cannot be said, or not soon.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            await say()
        except (SlackBusy, SlackUnclear) as error:
            wait = int(error.params.get("retry_after", attempt))
            if attempt == _ATTEMPTS or wait > _LONGEST_WAIT:
                raise
            _log.info("an answer is said again", error=str(error), wait=wait)
            await desk.sleep(wait)
        else:
            return


async def _announce(question: Question, *, replace: bool) -> bool:
    """Whether the person was told that the answer is on its way; if that fails, the answer itself may still arrive."""
    try:
        await question.desk.messenger.respond(
            question.asker.response_url, fetching_message(question.texts), replace=replace
        )
    except BotError as error:
        _log.warning("a slow answer could not be announced", error=str(error))
        return False
    return True


async def outcome(answer: Answer, question: Question) -> tuple[Message | None, bool]:
    """What to say, and whether that is an error."""
    begun, trouble = time.perf_counter(), None
    try:
        return await answer(question), False
    except BotError as error:
        trouble = error
        _log.info("answered with an error", error=str(error))
    except Exception:  # noqa: BLE001 - the person still gets a sentence, and the log the traceback
        trouble = BotError(request=current_request())
        _log.exception("an answer failed")
    finally:
        seconds = time.perf_counter() - begun
        question.desk.answered(question.asker.asked, seconds, trouble)
        _log.info("answered", seconds=round(seconds, 3), ok=trouble is None)
    return error_message(trouble, question.texts, question.zone), True
