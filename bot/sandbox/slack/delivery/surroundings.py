"""Finds what a person acted on: a message or a view, and the element in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.errors import ControlError
from bot.sandbox.slack.state.block_ids import find_element
from bot.sandbox.slack.state.messages import Message
from bot.sandbox.slack.state.views import View
from bot.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Surroundings:
    """The message or view that contains the element."""

    holder: Message | View
    block: Mapping[str, Any]
    element: Mapping[str, Any]

    @property
    def view(self) -> View | None:
        """The view, when it is one."""
        return self.holder if isinstance(self.holder, View) else None


def find_element_in(workspace: Workspace, user: str, body: Mapping[str, Any]) -> Surroundings:
    """The element that a control request names by `message_ts` or `view_id`, `block_id` and `action_id`.

    Raises:
        ControlError: 404, it is not there or this person cannot see it.
    """
    holder = _view(workspace, user, body) if body.get("view_id") else _message(workspace, user, body)
    found = find_element(holder.blocks, str(body.get("block_id")), str(body.get("action_id")))
    if found is None:
        raise ControlError(404, "no such element")
    return Surroundings(holder, *found)


def _view(workspace: Workspace, user: str, body: Mapping[str, Any]) -> View:
    view = workspace.views.find(str(body["view_id"]))
    if view is None or view.user != user:
        raise ControlError(404, "no such view")
    return view


def _message(workspace: Workspace, user: str, body: Mapping[str, Any]) -> Message:
    ts = str(body.get("message_ts"))
    channels = [str(body["channel"])] if body.get("channel") else list(workspace.channels)
    for channel in channels:
        message = workspace.messages.find(channel, ts)
        if message is not None and message.ephemeral_to in (None, user):
            return message
    raise ControlError(404, "no such message")
