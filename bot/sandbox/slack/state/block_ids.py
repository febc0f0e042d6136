"""The ids that Slack fills in, and finding an element by them."""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.sandbox.slack.validation.surfaces import elements_of, walk

JsonObject = dict[str, Any]

WITHOUT_ACTION = frozenset({"image", "mrkdwn", "plain_text"})


def with_ids(blocks: Sequence[JsonObject], mint: Callable[[], str]) -> list[JsonObject]:
    """A copy in which every block has a `block_id` and every interactive element an `action_id`."""
    copied = copy.deepcopy(list(blocks))
    for block, _ in walk(copied, ""):
        if isinstance(block, dict):
            block.setdefault("block_id", mint())
        for element, _ in elements_of(block):
            if element.get("type") not in WITHOUT_ACTION and isinstance(element, dict):
                element.setdefault("action_id", mint())
    return copied


def find_element(
    blocks: Sequence[JsonObject], block_id: str, action_id: str
) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """The block and the element of these ids."""
    for block, _ in walk(blocks, ""):
        if block.get("block_id") != block_id:
            continue
        for element, _ in elements_of(block):
            if element.get("action_id") == action_id:
                return block, element
    return None
