"""A person uses a shortcut: on a message, or anywhere.

https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload/
"""

from typing import Any

from tools.sandbox.slack.config import Shortcut
from tools.sandbox.slack.delivery.sender import Outcome, Sender, delivered, interaction
from tools.sandbox.slack.errors import ControlError
from tools.sandbox.slack.state.messages import Message, to_ts
from tools.sandbox.slack.web.blocks import message_to_api
from tools.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]


def declared(workspace: Workspace, callback_id: object, kind: str) -> Shortcut:
    """The shortcut that the manifest declares.

    Raises:
        ControlError: 404, it declares none of that id and kind.
    """
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
    """Deliver a message shortcut with the message that it was used on.

    Raises:
        ControlError: Slack shows no shortcuts on a message that one person alone sees.
    """
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
