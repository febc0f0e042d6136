"""From a question to an answer that the person sees, whatever happens on the way."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import structlog

from bot.blocks.kit.errors import error_message
from bot.blocks.kit.message import Message
from bot.blocks.report.fetching import fetching_message
from bot.domain.access.roles import Permission
from bot.errors import (
    BotError,
    ChannelUnavailable,
    ShuttingDown,
    SlackBusy,
    SlackUnclear,
    TemporaryError,
    TooBusy,
    Unexpected,
)
from bot.lib.work import Job
from bot.logs import current_request, request_scope
from handlers.context import Deps, Request, Requester

_log = structlog.get_logger(__name__)

_ATTEMPTS: Final = 4
"""At saying one answer; a response_url takes five: https://docs.slack.dev/interactivity/handling-user-interaction/"""
_LONGEST_WAIT: Final = 30
"""Seconds."""

Answer = Callable[[Request], Awaitable[Message | None]]
"""Works out what to say; None when it has said it already."""


def admitting(answer: Answer, permission: Permission) -> Answer:
    """The same for those alone who have the permission; others are answered that they have not."""

    async def admitted(request: Request) -> Message | None:
        return await answer(await request.admitted(permission))

    return admitted


def answer_later(deps: Deps, requester: Requester, answer: Answer, *, replace: bool = False) -> TemporaryError | None:
    """Hand an answer over to the background; returns why not, when no more work is taken.

    Args:
        deps: what the answer may reach.
        requester: who asks, and where the answer goes.
        answer: works it out.
        replace: put it in place of the message whose button was pressed. An error never takes that place: the person
            still needs the message.
    """
    return started(deps, requester, lambda: _answer(deps, requester, answer, replace=replace))


def answer_in_channel_later(
    deps: Deps, requester: Requester, channel_id: str, answer: Answer, permission: Permission
) -> TemporaryError | None:
    """As `answer_later` where Slack gives no response_url: after a modal.

    Where the bot is not in the channel, or there is none, the answer comes as a direct message. A person who has not
    the permission is answered with that.
    """

    async def whisper() -> None:
        message, _ = await outcome(admitting(answer, permission), await deps.request(requester))
        if message is None:
            return
        if channel_id:
            with suppress(ChannelUnavailable):
                await _say(
                    deps, lambda: deps.messenger.whisper(requester.team_id, channel_id, requester.user_id, message)
                )
                return
        await deps.messenger.post(requester.team_id, requester.user_id, message)

    return started(deps, requester, whisper)


def started(deps: Deps, requester: Requester, job: Job, *, home_actions: bool = False) -> TemporaryError | None:
    """Do it in the background, and then note where the person used the bot; returns why not.

    Args:
        deps: what the job may reach.
        requester: for whom.
        job: what to do.
        home_actions: it puts the person's Home tab up by itself, and nothing else has to be noted.
    """

    async def traced() -> None:
        """Whatever is logged on the way to one answer can be found by its request id."""
        with request_scope(team=requester.team_id, user=requester.user_id, asked=requester.asked):
            try:
                await job()
            except BotError as error:
                deps.metrics.undelivered()
                _log.warning("an answer did not reach the person", error=str(error))
            if not home_actions:
                await _note(deps, requester)

    try:
        deps.work.start(traced)
    except (ShuttingDown, TooBusy) as error:
        return error
    return None


async def _note(deps: Deps, requester: Requester) -> None:
    """The person has their answer, whatever goes wrong here."""
    try:
        now = await deps.clock.now()
        await deps.usecases.home_actions.asked(requester.team_id, requester.user_id, requester.channel_id, now=now)
    except BotError as error:
        _log.warning("where somebody used the bot was not noted", error=str(error))


async def _answer(deps: Deps, requester: Requester, answer: Answer, *, replace: bool) -> None:
    """Say the answer, or the sentence for what went wrong; before that, when it takes long, that it is on its way."""
    request = await deps.request(requester)
    working = asyncio.create_task(outcome(answer, request))
    try:
        await asyncio.wait({working}, timeout=deps.slow_after)
        announced = not working.done() and await _announce(request, replace=replace)
        message, failed = await working
    finally:
        working.cancel()  # when the wait for it was given up
    if message is None:
        return
    if announced:
        # What was announced is replaced. A button's response_url would replace the message that the button is in,
        # which may be everybody's.
        replace = replace or not requester.pressed
    elif failed:
        replace = False
    await _say(deps, lambda: deps.messenger.respond(requester.response_url, message, replace=replace))


async def _say(deps: Deps, say: Callable[[], Awaitable[None]]) -> None:
    """Say it again when Slack was busy, or its answer got lost: to one person, twice is better than never.

    Raises:
        BotError: it cannot be said, or not soon.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            await say()
        except (SlackBusy, SlackUnclear) as error:
            wait = error.retry_after if isinstance(error, SlackBusy) else attempt
            if attempt == _ATTEMPTS or wait > _LONGEST_WAIT:
                raise
            _log.info("an answer is said again", error=str(error), wait=wait)
            await deps.sleep(wait)
        else:
            return


async def _announce(request: Request, *, replace: bool) -> bool:
    """Whether the person was told that the answer is on its way; if that fails, the answer itself may still arrive."""
    try:
        await request.deps.messenger.respond(
            request.requester.response_url, fetching_message(request.texts), replace=replace
        )
    except BotError as error:
        _log.warning("a slow answer could not be announced", error=str(error))
        return False
    return True


async def outcome(answer: Answer, request: Request) -> tuple[Message | None, bool]:
    """What to say, and whether that is an error."""
    begun = time.perf_counter()
    trouble: BotError | None = None
    try:
        return await answer(request), False
    except BotError as error:
        trouble = error
        _log.info("answered with an error", error=str(error))
    except Exception:  # noqa: BLE001 - the person still gets a sentence, and the log the traceback
        trouble = Unexpected(request=current_request())
        _log.exception("an answer failed")
    finally:
        seconds = time.perf_counter() - begun
        request.deps.metrics.answered(request.requester.asked, seconds, trouble)
        _log.info("answered", seconds=round(seconds, 3), ok=trouble is None)
    return error_message(trouble, request.texts, request.zone), True
