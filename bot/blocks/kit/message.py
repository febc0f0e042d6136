"""A message for Slack: plain dicts, because slack_sdk's classes drop block types that they do not know."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Block = dict[str, Any]
"""https://docs.slack.dev/reference/block-kit/blocks/"""
View = dict[str, Any]
"""https://docs.slack.dev/reference/views/"""


@dataclass(frozen=True)
class Message:
    """A message; `text` is a whole sentence with the headline number, for notifications and screen readers."""

    text: str
    blocks: list[Block] = field(default_factory=list)

    @cached_property
    def as_acknowledgement(self) -> str:
        """The body of an acknowledgement that only the requester sees; serialised once per message.

        https://docs.slack.dev/interactivity/implementing-slash-commands/#responding_immediate_response
        """
        blocks = {"blocks": self.blocks} if self.blocks else {}
        return json.dumps({"response_type": "ephemeral", "text": self.text, **blocks})
