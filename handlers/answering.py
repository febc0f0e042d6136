"""Answers requests: from the request to a message that the person sees, whatever fails in between."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final

import structlog

from bot.blocks.kit.elements import Message, View, error_message, naming_language
from bot.blocks.kit.forms import error_view
from bot.blocks.report.report import fetching_message, opened_message
from bot.domain.access import Permission, Role
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
from bot.i18n import Texts
from bot.lib.work import Job
from bot.logs import current_request, request_scope
from handlers.context import Deps, Request, Requester, allowed_controls

_log = structlog.get_logger(__name__)

_ATTEMPTS: Final = 4
"""To send one answer; a response_url takes five: https://docs.slack.dev/interactivity/handling-user-interaction/"""
_LONGEST_WAIT: Final = 30
"""Seconds."""
_REFUSED_WITHIN: Final = 2.0
"""Seconds: Slack waits three for the acknowledgement, which is sent after this."""

Answer = Callable[[Request], Awaitable[Message | None]]
"""Makes the message to send; None when a modal is open instead."""


def admitting(answer: Answer, permission: Permission) -> Answer:
    """Restrict an answer to people with the permission; others get the error."""

    async def admitted(request: Request) -> Message | None:
        return await answer(await request.admitted(permission))

    return admitted


def answer_later(
    deps: Deps, requester: Requester, answer: Answer, *, replace: bool = False, announced: bool = True
) -> TemporaryError | None:
    """Answer in the background; returns the error when no more work is accepted.

    Args:
        requester: who asked, and where the answer goes.
        replace: replace the message whose button was pressed. An error never replaces it: the person still needs the
            message.
        announced: say that WeChat is being asked when the answer takes long.
    """
    return started(deps, requester, lambda: _answer(deps, requester, answer, replace=replace, announced=announced))


def answer_in_channel_later(deps: Deps, requester: Requester, channel_id: str, answer: Answer) -> TemporaryError | None:
    """Like `answer_later`, where Slack gives no response_url: after a modal.

    Without a channel, or where the bot is not in it, the answer is a direct message.
    """

    async def whisper() -> None:
        request = await deps.request(requester)
        message, _ = await outcome(answer, request)
        if message is None:
            return
        message = await _for_requester(request, message)
        if channel_id:
            with suppress(ChannelUnavailable):
                await _deliver(
                    deps, lambda: deps.messenger.whisper(requester.team_id, channel_id, requester.user_id, message)
                )
                return
        await _deliver(deps, partial(_post, deps, requester, message))

    return started(deps, requester, whisper)


def started(deps: Deps, requester: Requester, job: Job, *, from_home: bool = False) -> TemporaryError | None:
    """Run a job in the background, then record where the person used the bot; returns the error if refused.

    Args:
        requester: the person that the job is for.
        from_home: the job publishes the person's Home tab itself, and nothing is recorded.
    """

    async def traced() -> None:
        """Run the job with a request id on everything that it logs."""
        with request_scope(team=requester.team_id, user=requester.user_id, asked=requester.asked):
            try:
                await job()
            except BotError as error:
                deps.metrics.undelivered()
                _log.warning("an answer did not reach the person", error=str(error))
            except asyncio.CancelledError:  # the process ends before the answer is made
                if requester.asked:
                    await report_refusal(deps, requester, ShuttingDown())
                raise
            if not from_home:
                await _note(deps, requester)

    try:
        deps.work.start(traced)
    except (ShuttingDown, TooBusy) as error:
        return error
    return None


def show_later(
    deps: Deps,
    requester: Requester,
    view: dict[str, Any],
    make: Callable[[], Awaitable[View]],
    texts: Texts,
) -> TemporaryError | None:
    """Put a view in the place of an open modal once it is made, or the error's sentence; returns the error if refused.

    Args:
        view: the modal, as Slack sent it.
    """
    return started(deps, requester, lambda: show(deps, requester.team_id, view, make, texts))


async def show(
    deps: Deps, team_id: str, view: dict[str, Any], make: Callable[[], Awaitable[View]], texts: Texts
) -> None:
    """Put a view in the place of an open modal once it is made, or the error's sentence.

    Args:
        view: the modal, with its id.
    """
    try:
        shown = await make()
    except BotError as error:
        shown = error_view(view, error, texts)
    except Exception:  # noqa: BLE001 - the person still gets a sentence, and the log the traceback
        _log.exception("a modal failed")
        shown = error_view(view, Unexpected(request=current_request()), texts)
    await _deliver(deps, lambda: deps.messenger.update_view(team_id, str(view.get("id") or ""), shown))


async def report_refusal(deps: Deps, requester: Requester, refusal: TemporaryError | None) -> None:
    """Tell a person at once that an answer was refused, if it was: Slack shows no acknowledgement of a press."""
    if refusal is None:
        return
    _log.warning("an answer was refused", team=requester.team_id, asked=requester.asked, error=str(refusal))
    message = error_message(refusal, deps.known_texts(requester))
    try:
        async with asyncio.timeout(_REFUSED_WITHIN):
            if requester.response_url:
                await deps.messenger.respond(requester.response_url, message)
            else:
                await _post(deps, requester, message)
    except (BotError, TimeoutError) as error:
        _log.warning("a refusal did not reach the person", error=str(error))


async def _post(deps: Deps, requester: Requester, message: Message) -> None:
    await deps.messenger.post(requester.team_id, requester.user_id, message, thread_ts=requester.thread_ts)


async def _note(deps: Deps, requester: Requester) -> None:
    """Record where the person used the bot; a failure is only logged, because the answer is sent already."""
    try:
        now = await deps.clock.now()
        await deps.usecases.home_actions.record_use(requester.team_id, requester.user_id, requester.channel_id, now=now)
    except BotError as error:
        _log.warning("where a person used the bot was not recorded", error=str(error))


async def _answer(deps: Deps, requester: Requester, answer: Answer, *, replace: bool, announced: bool) -> None:
    """Send the answer or the error's sentence; if it takes long, announce it first."""
    request = await deps.request(requester)
    working = asyncio.create_task(outcome(answer, request))
    try:
        if announced:
            await asyncio.wait({working}, timeout=deps.slow_after)
            announced = not working.done() and await _announce(request, replace=replace)
        message, failed = await working
    finally:
        working.cancel()  # when waiting was given up
    if message is None and announced:
        message = opened_message(request.texts)
    if message is None:
        return
    message = await _for_requester(request, message)
    if announced:
        # The announcement is replaced. A button's response_url would replace the button's own message, which
        # others may see, too.
        replace = replace or not requester.pressed
    elif failed:
        replace = False
    await _deliver(deps, lambda: deps.messenger.respond(requester.response_url, message, replace=replace))


async def _for_requester(request: Request, message: Message) -> Message:
    """Return the message without the controls that would refuse the person, saying in which language it is shared."""
    message = naming_language(message, request.texts, request.deps.default_locale)
    permission_of = request.deps.permission_of
    if allowed_controls(message, Role.VIEWER, permission_of) is message:
        return message  # every role may use all of them, so the person's need not be looked up
    try:
        role = await request.role_now()
    except BotError:  # the message says what is wrong
        return message
    return allowed_controls(message, role, permission_of)


async def _deliver(deps: Deps, send: Callable[[], Awaitable[object]]) -> None:
    """Send, and retry when Slack was busy or its answer was lost: for one person, twice is better than never."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            await send()
        except (SlackBusy, SlackUnclear) as error:
            wait = error.retry_after if isinstance(error, SlackBusy) else attempt
            if attempt == _ATTEMPTS or wait > _LONGEST_WAIT:
                raise
            _log.info("sending an answer again", error=str(error), wait=wait)
            await deps.sleep(wait)
        else:
            return


async def _announce(request: Request, *, replace: bool) -> bool:
    """Announce the answer; returns whether that worked. If it fails, the answer itself may still arrive."""
    try:
        await request.deps.messenger.respond(
            request.requester.response_url, fetching_message(request.texts), replace=replace
        )
    except BotError as error:
        _log.warning("a slow answer could not be announced", error=str(error))
        return False
    return True


async def outcome(answer: Answer, request: Request) -> tuple[Message | None, bool]:
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
