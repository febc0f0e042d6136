"""Refuses a submission: the modal stays open and shows the error."""

from typing import Any

from bot.blocks.kit.limits import clean
from bot.errors import BotError
from bot.i18n import Texts

_LONGEST = 300


def refused(view: dict[str, Any], error: BotError, t: Texts) -> dict[str, Any]:
    """The acknowledgement that shows an error's sentence under the modal's first input; plain text, without mrkdwn.

    https://docs.slack.dev/surfaces/modals/#displaying_errors
    """
    inputs = [block["block_id"] for block in view.get("blocks") or [] if block.get("type") == "input"]
    if not inputs:  # Slack accepts errors under inputs only
        return {}
    sentence = t.error(error, quote=lambda text: clean(text, _LONGEST)).replace("`", "")
    return {"response_action": "errors", "errors": {inputs[0]: sentence}}
