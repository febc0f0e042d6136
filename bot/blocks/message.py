"""What is said in Slack: plain dicts, because slack_sdk's classes drop the block types that they do not know."""

from dataclasses import dataclass, field
from typing import Any

Block = dict[str, Any]
"""https://docs.slack.dev/reference/block-kit/blocks/"""
View = dict[str, Any]
"""https://docs.slack.dev/reference/views/"""


@dataclass(frozen=True, slots=True)
class Message:
    """A message; `text` is a whole sentence with the headline number, for notifications and screen readers."""

    text: str
    blocks: list[Block] = field(default_factory=list)
