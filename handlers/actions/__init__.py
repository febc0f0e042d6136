"""Buttons and selects: a module for each feature, one listener for all of them."""

import asyncio
import re
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.blocks.kit.controls import HOME, Control
from bot.blocks.kit.errors import error_message
from bot.blocks.kit.message import Message
from bot.domain.access.roles import Permission
from bot.errors import BotError, StaleControl
from handlers.actions.control import read_control
from handlers.actions.registry import ACTIONS, Action, FormAnswer
from handlers.answering import answer_in_channel_later, answer_later
from handlers.context import Deps, Request, Requester
from handlers.home_actions import answer_at_home_later, named

_ANY: Final = re.compile(r".*", re.DOTALL)
_REFUSE_WITHIN: Final = 2.0
"""Seconds: Slack waits three for the acknowledgement, which is sent after this."""


def permission_of(action_id: str, value: str) -> Permission:
    """The permission that a control requires; what is not ours, such as a link, everyone may press."""
    found = ACTIONS.get(action_id)
    if found is None:
        return Permission.VIEW
    try:
        return found.permission_for(Control.decode(value) if value else Control())
    except StaleControl:  # an option whose value is no control
        return found.permission_for(Control())


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to every press. Bolt tries listeners one by one, so one serves all, with a table behind it."""

    @app.action(_ANY)
    async def on_action(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        turn = deps.forms.arrived()
        await ack()
        found = ACTIONS.get(action.get("action_id", ""))

        async def answer(request: Request) -> Message | None:
            if found is None:
                raise StaleControl
            return await found.pressed(request, read_control(action))

        if "url" in action:  # a link button only opens its page
            return
        requester, view = Requester.of(body), body.get("view") or {}
        if found is None:
            requester = replace(requester, asked="action unknown")
        if view.get("type") == "home":
            answer_at_home_later(deps, requester, view, partial(_at_home, found, action))
            return
        if found is not None and found.in_form is not None:
            form = FormAnswer.of(found.in_form, view, turn)
            if form and form.control.channel_id:  # otherwise it is not ours, and there is no place to answer
                where = "" if form.control.choice == HOME else form.control.channel_id
                answer_in_channel_later(deps, requester, where, form, found.permission_for(Control()))
            return
        replaces, stored = (found.replaces_for(action), found.stored) if found else (False, True)
        refusal = answer_later(deps, requester, answer, replace=replaces, announced=not stored)
        if refusal:  # Slack ignores the body of an acknowledgement after a press
            with suppress(BotError, TimeoutError):
                async with asyncio.timeout(_REFUSE_WITHIN):
                    await deps.messenger.respond(
                        requester.response_url, error_message(refusal, deps.known_texts(requester))
                    )


async def _at_home(found: Action | None, action: dict[str, Any], request: Request) -> Message | None:
    """Answer a press or choice on the Home tab, naming the channel that it is about."""
    if found is None:
        raise StaleControl
    if found.home_actions is not None:
        admitted = await request.about("").admitted(found.permission_for(Control()))
        return await found.home_actions(admitted, action)
    control = read_control(action)
    return named(await found.pressed(request.about(control.channel_id), control), control.channel_id)
