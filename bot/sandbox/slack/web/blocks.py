"""Blocks in a call: validated, refused on command, and given ids."""

from typing import Any

from bot.sandbox.slack.errors import SlackError, refused
from bot.sandbox.slack.state.elements import with_ids
from bot.sandbox.slack.validation.verdicts import holds_type, refusal_of
from bot.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]


def accepted_blocks(workspace: Workspace, blocks: object, where: str) -> list[JsonObject]:
    """The blocks of a message with every id filled in.

    Raises:
        SlackError: Slack refuses them, or a fault says so.
    """
    if blocks is None:
        return []
    refusal = refusal_of(blocks, workspace.files.is_ready)
    if refusal is not None:
        raise refused(refusal)
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    refuse_type_on_command(workspace, blocks, where)
    return with_ids(blocks, workspace.short_id)


def refuse_type_on_command(
    workspace: Workspace, blocks: list[JsonObject], where: str, error: str = "invalid_blocks"
) -> None:
    """Refuse charts or data tables when that fault is armed, like a workspace that does not have them yet.

    Raises:
        SlackError: a fault strikes one of the blocks.
    """
    for kind in ("data_visualization", "data_table"):
        places = list(holds_type(blocks, kind))
        if places and workspace.faults.take(where, {f"invalid_blocks_{kind}"}):
            raise SlackError(error, [f"unsupported type: {kind} [json-pointer:{place}/type]" for place in places])


def message_text(text: str) -> str:
    """A message's text, when Slack takes it.

    Raises:
        SlackError: `msg_too_long` above 40,000 characters.
    """
    if len(text) > MOST_TEXT:
        raise SlackError("msg_too_long")
    return text


MOST_TEXT = 40_000
