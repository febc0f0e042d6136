"""Answers through a response_url or in the body of an acknowledgement: the same rules for both.

https://docs.slack.dev/interactivity/handling-user-interaction/#message_responses
"""

from collections.abc import Mapping
from typing import Any

from tools.sandbox.slack.errors import RESPONSE_URL, SlackError
from tools.sandbox.slack.state.messages import Message, ResponseUrl
from tools.sandbox.slack.web.views import accepted_blocks, message_text
from tools.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]

RESPONSE_TYPES = ("ephemeral", "in_channel")


def take_answer(workspace: Workspace, url: ResponseUrl, answer: Mapping[str, Any]) -> None:
    """Show, replace or delete what the app answers."""
    original = workspace.messages.find(url.channel, url.message_ts) if url.message_ts else None
    if _yes(answer, "delete_original"):
        if original is None:
            raise SlackError("message_not_found")
        workspace.messages.remove(original)
        workspace.touched(original)
        return
    response_type = answer.get("response_type", "ephemeral")
    if response_type not in RESPONSE_TYPES:
        raise SlackError("invalid_arguments", ["invalid response_type"])
    if workspace.channels[url.channel].is_archived:
        raise SlackError("is_archived")
    message = _message(workspace, url, answer)
    if _yes(answer, "replace_original") and original is not None:
        _replace(workspace, original, message)
        return
    message.ephemeral_to = url.user if response_type == "ephemeral" else None
    message.thread_ts = answer.get("thread_ts") or None
    workspace.post(message)


def _message(workspace: Workspace, url: ResponseUrl, answer: Mapping[str, Any]) -> Message:
    blocks = accepted_blocks(workspace, answer.get("blocks"), RESPONSE_URL)
    text = answer.get("text") or ""
    attachments = answer.get("attachments") or []
    if not isinstance(text, str):
        raise SlackError("invalid_arguments", ["must be a string [json-pointer:/text]"])
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    ts = workspace.messages.next_ts(url.channel)
    metadata, answers = answer.get("metadata"), url.interaction
    text = message_text(text)
    return Message(
        ts, url.channel, workspace.team.bot_user, text, blocks, attachments, metadata=metadata, answers=answers
    )


def _replace(workspace: Workspace, original: Message, message: Message) -> None:
    original.text, original.blocks, original.attachments = message.text, message.blocks, message.attachments
    original.edited_ts, original.answers = message.ts, message.answers
    original.chosen = {}
    workspace.touched(original)


def _yes(answer: Mapping[str, Any], name: str) -> bool:
    return answer.get(name) in (True, "true")
