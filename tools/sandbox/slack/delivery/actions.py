"""A person presses a button or chooses from a menu: block_actions and block_suggestion.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.sandbox.slack.acknowledgement import NotDeliveredError
from tools.sandbox.slack.delivery.sender import Outcome, Sender, delivered, in_message, interaction
from tools.sandbox.slack.errors import ControlError
from tools.sandbox.slack.state.messages import Message, to_ts
from tools.sandbox.slack.state.views import VALUE_FIELD, View, find_element, remember
from tools.sandbox.slack.validation.check import array
from tools.sandbox.slack.validation.elements import OPTION_GROUP, PLAIN_OPTION
from tools.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]

_FROM_OPTIONS = ("static_select", "radio_buttons", "overflow")


@dataclass(frozen=True)
class _Surroundings:
    """The message or view that contains the element."""

    holder: Message | View
    block: Mapping[str, Any]
    element: Mapping[str, Any]

    @property
    def view(self) -> View | None:
        """The view, when it is one."""
        return self.holder if isinstance(self.holder, View) else None


def _find_element_in(workspace: Workspace, user: str, body: Mapping[str, Any]) -> _Surroundings:
    """The element that a control request names by `message_ts` or `view_id`, `block_id` and `action_id`.

    Raises:
        ControlError: 404, it is not there or this person cannot see it.
    """
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
    """Deliver one action.

    Raises:
        ControlError: the element is not there, or cannot be acted on in this way.
    """
    place = _find_element_in(workspace, user, body)
    action = _action(workspace, place, body.get("action") or {})
    if place.block["type"] == "input" and not place.block.get("dispatch_action"):
        raise ControlError(400, "this input block has no dispatch_action")
    _remember(place, body.get("state"), action)
    interaction_id = workspace.mint("I")
    payload = interaction(workspace, "block_actions", user)
    payload |= _where(workspace, place, base_url)
    payload["trigger_id"] = workspace.triggers.issue(user, place.view.id if place.view else None)
    if isinstance(place.holder, Message):
        payload["response_url"] = f"{base_url}/respond/{_response_token(workspace, user, place.holder, interaction_id)}"
        payload["state"] = {"values": place.holder.state}
    payload["actions"] = [action]
    return await delivered(sender, payload, interaction_id)


async def suggest(
    workspace: Workspace, sender: Sender, user: str, body: Mapping[str, Any], base_url: str
) -> JsonObject:
    """Ask the app for the options of an external menu.

    Raises:
        ControlError: the element takes no suggestions, or the app's answer is not a list of options.
    """
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
        answer = (await sender.send("interactive", payload)).json()
    except NotDeliveredError as error:
        raise ControlError(502, error.reason) from error
    return _checked_options(answer)


def _checked_options(answer: JsonObject) -> JsonObject:
    if "option_groups" in answer:
        problems = list(array(OPTION_GROUP, 100, least=0)(answer["option_groups"], "/option_groups"))
        shown = {"options": [], "option_groups": answer["option_groups"]}
    else:
        options = answer.get("options")
        problems = list(array(PLAIN_OPTION, 100, least=0)(options, "/options"))
        shown = {"options": options}
    if problems:
        raise ControlError(502, f"the app's options were refused: {problems[0]}")
    return shown


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
    offered = list(element.get("options") or [])
    offered += [each for group in element.get("option_groups") or [] for each in group["options"]]
    if option not in offered:
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
    return workspace.responses.issue(
        user, message.channel, interaction=interaction_id, message_ts=message.ts, thread_ts=message.thread_ts
    ).token
