"""Deliver what a person does: buttons, selects, shortcuts and submitted forms.

A person presses a button or chooses from a menu: block_actions and block_suggestion.
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload

A person uses a shortcut: on a message, or anywhere.
https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload/

A person submits a modal: view_submission.
https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.sandbox.slack.config import Shortcut
from tools.sandbox.slack.delivery import Outcome, Sender, delivered, in_message, interaction
from tools.sandbox.slack.messages import Message, to_ts
from tools.sandbox.slack.people import VALUE_FIELD, View, find_element, remember, value_of
from tools.sandbox.slack.refusals import ControlError, SlackError
from tools.sandbox.slack.schema import PLAIN_OPTION, array
from tools.sandbox.slack.showing import accepted_view, message_to_api
from tools.sandbox.slack.workspace import NotDeliveredError, Workspace

JsonObject = dict[str, Any]

_FROM_OPTIONS = ("static_select", "radio_buttons", "overflow")


@dataclass(frozen=True)
class _Surroundings:
    """The message or view that contains the element."""

    holder: Message | View
    block: Mapping[str, Any]
    element: Mapping[str, Any]


def _find_element_in(workspace: Workspace, user: str, body: Mapping[str, Any]) -> _Surroundings:
    """Return the element that a control request names by `message_ts` or `view_id`, `block_id` and `action_id`."""
    holder = _view_of(workspace, user, body) if body.get("view_id") else _message_of(workspace, user, body)
    found = find_element(holder.blocks, str(body.get("block_id")), str(body.get("action_id")))
    if found is None:
        raise ControlError(404, "no such element")
    return _Surroundings(holder, *found)


def _view_of(workspace: Workspace, user: str, body: Mapping[str, Any]) -> View:
    view = workspace.views.find(str(body["view_id"]))
    if view is None or view.user != user:
        raise ControlError(404, "no such view")
    return view


def _message_of(workspace: Workspace, user: str, body: Mapping[str, Any]) -> Message:
    ts = str(body.get("message_ts"))
    channels = [str(body["channel"])] if body.get("channel") else list(workspace.channels)
    for channel in channels:
        message = workspace.messages.find(channel, ts)
        if message is not None and message.ephemeral_to in (None, user):
            return message
    raise ControlError(404, "no such message")


async def act(workspace: Workspace, sender: Sender, user: str, body: Mapping[str, Any], base_url: str) -> Outcome:
    place = _find_element_in(workspace, user, body)
    action = _action(workspace, place, body.get("action") or {})
    if place.block["type"] == "input" and not place.block.get("dispatch_action"):
        raise ControlError(400, "this input block has no dispatch_action")
    _remember(place, body.get("state"), action)
    interaction_id = workspace.mint("I")
    payload = interaction(workspace, "block_actions", user)
    payload |= _where(workspace, place, base_url)
    payload["trigger_id"] = workspace.triggers.issue(user)
    if isinstance(place.holder, Message):
        payload["response_url"] = f"{base_url}/respond/{_response_token(workspace, user, place.holder, interaction_id)}"
        payload["state"] = {"values": place.holder.state}
    payload["actions"] = [action]
    return await delivered(sender, payload, interaction_id)


async def suggest(
    workspace: Workspace, sender: Sender, user: str, body: Mapping[str, Any], base_url: str
) -> JsonObject:
    """Ask the app for the options of an external menu."""
    place = _find_element_in(workspace, user, body)
    if place.element["type"] not in ("external_select", "multi_external_select"):
        raise ControlError(400, "this element has its own options")
    payload = interaction(workspace, "block_suggestion", user)
    payload |= _where(workspace, place, base_url)
    payload |= {
        "action_id": place.element["action_id"],
        "block_id": place.block["block_id"],
        "value": str(body.get("value", "")),
    }
    try:
        answer = await sender.send("interactive", payload)
    except NotDeliveredError as error:
        raise ControlError(502, error.reason) from error
    return _checked_options(answer)


def _checked_options(answer: JsonObject) -> JsonObject:
    options = answer.get("options")
    if problems := list(array(PLAIN_OPTION, 100, least=0)(options, "/options")):
        raise ControlError(502, f"the app's options were refused: {problems[0]}")
    return {"options": options}


def _action(workspace: Workspace, place: _Surroundings, given: Mapping[str, Any]) -> JsonObject:
    element, kind = place.element, place.element["type"]
    if given.get("type", kind) != kind:
        raise ControlError(400, f"this element is a {kind}")
    action: JsonObject = {
        "type": kind,
        "action_id": element["action_id"],
        "block_id": place.block["block_id"],
        "action_ts": to_ts(workspace.clock.now()),
    }
    for name in ("text", "value", "style", "url", "placeholder", "confirm"):
        if kind in ("button", "static_select", "external_select") and name in element:
            action[name] = element[name]
    field = "selected_option" if kind == "overflow" else VALUE_FIELD.get(kind, ("", ""))[0]
    if field:
        action[field] = given.get(field)
        _refuse_foreign_option(element, given)
    return action


def _refuse_foreign_option(element: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    option = given.get("selected_option")
    if element["type"] not in _FROM_OPTIONS or option is None:
        return
    if option not in element["options"]:
        raise ControlError(400, "that is not one of the element's options")


def _remember(place: _Surroundings, state: object, action: JsonObject) -> None:
    holder = place.holder
    values = state.get("values", {}) if isinstance(state, Mapping) else {}
    remember(holder.chosen, values)
    if action["type"] in VALUE_FIELD:
        remember(holder.chosen, {action["block_id"]: {action["action_id"]: dict(action)}})


def _where(workspace: Workspace, place: _Surroundings, base_url: str) -> JsonObject:
    if isinstance(place.holder, Message):
        return in_message(workspace, place.holder, base_url)
    view = place.holder
    return {"container": {"type": "view", "view_id": view.id}, "view": view.to_api()}


def _response_token(workspace: Workspace, user: str, message: Message, interaction_id: str) -> str:
    return workspace.responses.issue(user, message.channel, interaction=interaction_id, message_ts=message.ts).token


def declared(workspace: Workspace, callback_id: object, kind: str) -> Shortcut:
    for shortcut in workspace.config.manifest.shortcuts:
        if (shortcut.callback_id, shortcut.type) == (callback_id, kind):
            return shortcut
    raise ControlError(404, "no such shortcut")


async def use_anywhere(workspace: Workspace, sender: Sender, user: str, shortcut: Shortcut) -> Outcome:
    """Deliver a global shortcut, which has neither channel nor response_url."""
    return await delivered(sender, _payload(workspace, "shortcut", user, shortcut), workspace.mint("I"))


async def use_on_message(
    workspace: Workspace, sender: Sender, user: str, shortcut: Shortcut, *, message: Message, base_url: str
) -> Outcome:
    if message.ephemeral_to is not None:
        raise ControlError(400, "ephemeral messages have no shortcuts")
    channel, interaction_id = workspace.channels[message.channel], workspace.mint("I")
    url = workspace.responses.issue(user, channel.id, interaction=interaction_id)
    payload = _payload(workspace, "message_action", user, shortcut) | {
        "channel": {"id": channel.id, "name": workspace.channel_name(channel)},
        "message_ts": message.ts,
        "message": message_to_api(workspace, message, base_url, metadata=False),
        "response_url": f"{base_url}/respond/{url.token}",
    }
    return await delivered(sender, payload, interaction_id)


def _payload(workspace: Workspace, kind: str, user: str, shortcut: Shortcut) -> JsonObject:
    return interaction(workspace, kind, user) | {
        "callback_id": shortcut.callback_id,
        "trigger_id": workspace.triggers.issue(user),
        "action_ts": to_ts(workspace.clock.now()),
    }


REQUIRED = "Please complete this required field."
TROUBLE = "We had some trouble connecting. Try again?"
ACKNOWLEDGED = "view_acknowledgement"
"""The name in the request log for the app's answer to a submission."""


def open_modal(workspace: Workspace, user: str, view_id: object) -> View:
    view = workspace.views.find(str(view_id))
    if view is None or view.user != user or view.content["type"] != "modal":
        raise ControlError(404, "no such view")
    return view


async def submit(workspace: Workspace, sender: Sender, view: View, values: Mapping[str, Any]) -> JsonObject:
    """Deliver a submission and do what the app answers.

    Returns:
        `ok`, the errors to show beside fields, and the name under which its answers can be found.
    """
    remember(view.chosen, values)
    if missing := _incomplete(view):
        view.errors = missing
        workspace.view_changed(view)
        return {"ok": False, "errors": missing}
    interaction_id = workspace.mint("I")
    payload = interaction(workspace, "view_submission", view.user)
    payload["trigger_id"] = workspace.triggers.issue(view.user)
    payload |= {"view": view.to_api(), "response_urls": []}
    return await _deliver(workspace, sender, view, payload) | {"interaction": interaction_id}


async def _deliver(workspace: Workspace, sender: Sender, view: View, payload: JsonObject) -> JsonObject:
    try:
        answer = await sender.send("interactive", payload)
        outcome = _follow(workspace, view, answer)
    except NotDeliveredError as error:
        return {"ok": False, "errors": {}, "error": error.reason, "text": TROUBLE}
    except SlackError as error:
        workspace.requests.add(ACKNOWLEDGED, answer, error=error.error)
        return {"ok": False, "errors": {}, "error": error.error, "text": TROUBLE, "problems": error.problems}
    workspace.requests.add(ACKNOWLEDGED, answer, error=None)
    return outcome


def _follow(workspace: Workspace, view: View, answer: JsonObject) -> JsonObject:
    kind = answer.get("response_action")
    if kind == "errors":
        view.errors = _checked_errors(view, answer.get("errors"))
        workspace.view_changed(view)
        return {"ok": False, "errors": view.errors}
    if kind == "update":
        workspace.views.replace(view, accepted_view(workspace, answer.get("view"), "modal", ACKNOWLEDGED), None)
    elif kind is None:
        workspace.views.close(view.user)
    else:
        raise SlackError("invalid_arguments", [f"unknown response_action: {kind}"])
    workspace.view_changed(view)
    return {"ok": True}


def _checked_errors(view: View, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_arguments", ["missing required field: errors"])
    strange = [name for name in errors if name not in inputs]
    if strange:
        raise SlackError("invalid_arguments", [f"errors must name input blocks: {name}" for name in strange])
    return {str(name): str(text) for name, text in errors.items()}


def _incomplete(view: View) -> dict[str, str]:
    problems: dict[str, str] = {}
    state = view.state
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = value_of(element, state[block["block_id"]][element["action_id"]])
        if value is None:
            if not block.get("optional"):
                problems[block["block_id"]] = REQUIRED
        elif isinstance(value, str) and len(value) > element.get("max_length", 3000):
            problems[block["block_id"]] = "The text is too long."
    return problems
