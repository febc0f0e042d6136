"""Buttons and selects: a module for each feature, one listener for all of them."""

import re
from dataclasses import replace
from functools import partial
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.blocks.kit.controls import HOME, Control
from bot.blocks.kit.elements import Message
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.actions.registry import ACTIONS, Action, FormAnswer, read_control
from handlers.answering import admitting, answer_in_channel_later, answer_later, report_refusal
from handlers.context import Deps, Request, Requester
from handlers.home_actions import answer_at_home_later, named

_ANY: Final = re.compile(r".*", re.DOTALL)


def permission_of(action_id: str, value: str) -> Permission:
    """Return the permission that a control requires; what is not ours, such as a link, everyone may press."""
    found = ACTIONS.get(action_id)
    if found is None:
        return Permission.VIEW
    if isinstance(found.permission, Permission):
        return found.permission
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
            refusal = answer_at_home_later(deps, requester, view, partial(_at_home, found, action))
            await report_refusal(deps, requester, refusal)
            return
        if found is not None and found.in_form is not None:
            form = FormAnswer.of(found.in_form, view, turn)
            if form and form.control.channel_id:  # otherwise it is not ours, and there is no place to answer
                where = "" if form.control.choice == HOME else form.control.channel_id
                admitted = admitting(form, found.permission_for(Control()))
                refusal = answer_in_channel_later(deps, requester, where, admitted)
                await report_refusal(deps, requester, refusal)
            return
        replaces, stored = (found.replaces_for(action), found.stored) if found else (False, True)
        refusal = answer_later(deps, requester, answer, replace=replaces, announced=not stored)
        await report_refusal(deps, requester, refusal)


async def _at_home(found: Action | None, action: dict[str, Any], request: Request) -> Message | None:
    """Answer a press or choice on the Home tab, naming the channel that it is about."""
    if found is None:
        raise StaleControl
    if found.home_actions is not None:
        admitted = await request.about("").admitted(found.permission_for(Control()))
        return await found.home_actions(admitted, action)
    control = read_control(action)
    return named(await found.pressed(request.about(control.channel_id), control), control.channel_id)
