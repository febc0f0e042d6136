"""Answers on the Home tab: presses there have no channel and no response_url, so the tab itself shows the outcome."""

from dataclasses import replace
from typing import Any

import structlog

from bot.blocks.home.home import is_managed
from bot.blocks.kit.controls import HOME, Control
from bot.blocks.kit.elements import Message, channel_link
from bot.domain.access import Permission
from bot.errors import BotError, TemporaryError
from handlers.answering import Answer, admitting, answer_in_channel_later, outcome, started
from handlers.context import Deps, Request, Requester

_log = structlog.get_logger(__name__)


def open_home_later(deps: Deps, requester: Requester, view: dict[str, Any]) -> None:
    """Publish a person's Home tab; `view` is the current one, if any."""
    answer_at_home_later(deps, requester, view, _nothing)


def answer_at_home_later(
    deps: Deps, requester: Requester, view: dict[str, Any], answer: Answer
) -> TemporaryError | None:
    """Answer a press on the Home tab, and publish the tab with the outcome; returns the error if refused."""

    async def act() -> None:
        message, _ = await outcome(answer, await deps.request(requester))
        notice, now = message.text if message else "", await deps.clock.now()
        try:
            await deps.usecases.home_actions.show.open(
                requester.team_id,
                requester.user_id,
                hash_=str(view.get("hash") or ""),
                managing=is_managed(view) if view else None,
                notice=notice,
                now=now,
            )
        except BotError as error:
            _log.warning("a Home tab could not be shown", error=str(error))

    return started(deps, requester, act, from_home=True)


def answer_modal_later(
    deps: Deps, requester: Requester, control: Control, answer: Answer, permission: Permission, *, outside: bool = False
) -> TemporaryError | None:
    """Answer a modal: on the Home tab if opened there, else in its channel; returns the error if refused.

    Args:
        outside: whether it works for those who have left the channel.
    """

    async def inside(request: Request) -> Message | None:
        there = request.about(control.channel_id) if outside else await request.entered(control.channel_id)
        return await answer(there)

    admitted = admitting(inside, permission)
    if control.choice != HOME:
        return answer_in_channel_later(deps, requester, control.channel_id, admitted)

    async def named_answer(request: Request) -> Message | None:
        return named(await admitted(request), control.channel_id)

    return answer_at_home_later(deps, requester, {}, named_answer)


def named(message: Message | None, channel_id: str) -> Message | None:
    """Return the message with the channel's name: "this channel" would be unclear on the Home tab."""
    if message is None or not channel_id:
        return message
    return replace(message, text=f"{channel_link(channel_id)}: {message.text}")


async def _nothing(_question: Request) -> None:
    """Do nothing: the tab was only opened."""
