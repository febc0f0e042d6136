"""A person types a slash command."""

from typing import Any

from tools.sandbox.slack.acknowledgement import Acknowledgement, NotDeliveredError
from tools.sandbox.slack.answers import take_answer
from tools.sandbox.slack.delivery.sender import Outcome, Sender, command_payload
from tools.sandbox.slack.errors import SlackError
from tools.sandbox.slack.state.messages import Message, ResponseUrl
from tools.sandbox.slack.state.people import SLACKBOT, Channel
from tools.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]

ACKNOWLEDGED = "command_acknowledgement"
"""The name in the request log for the content of a command's acknowledgement."""


async def type_command(
    workspace: Workspace, sender: Sender, user: str, channel: Channel, *, typed: str, base_url: str
) -> Outcome:
    """Deliver a command, and show the content of its acknowledgement."""
    interaction_id = workspace.mint("I")
    command, _, text = typed.strip().partition(" ")
    if command not in {each.command for each in workspace.config.manifest.commands}:
        slackbot(workspace, user, channel, f"{command} is not a valid command.")
        return Outcome(interaction_id, "no_such_command")
    url = workspace.responses.issue(user, channel.id, interaction=interaction_id)
    response_url = f"{base_url}/respond/{url.token}"
    payload = command_payload(workspace, user, channel, command=command, text=text.strip(), response_url=response_url)
    try:
        _show(workspace, url, await sender.send("slash_commands", payload))
    except NotDeliveredError as error:
        slackbot(workspace, user, channel, f"{command} failed with the error “{error.reason}”")
        return Outcome(interaction_id, error.reason)
    except SlackError as error:
        slackbot(workspace, user, channel, f"{command} failed with the error “dispatch_failed” ({error.error})")
        return Outcome(interaction_id, "dispatch_failed")
    return Outcome(interaction_id)


def slackbot(workspace: Workspace, user: str, channel: Channel, text: str) -> None:
    """Show one person a message from Slackbot."""
    ts = workspace.messages.next_ts(channel.id)
    workspace.post(Message(ts, channel.id, SLACKBOT, text, ephemeral_to=user))


def _show(workspace: Workspace, url: ResponseUrl, acknowledgement: Acknowledgement) -> None:
    body = acknowledgement.body
    answer = {"text": body} if isinstance(body, str) else body or {}
    if not any(answer.get(name) for name in ("text", "blocks", "attachments")):
        return
    try:
        take_answer(workspace, url, answer)
    except SlackError as error:
        workspace.requests.add(ACKNOWLEDGED, answer, error=error.error)
        raise
    workspace.requests.add(ACKNOWLEDGED, answer, error=None)
