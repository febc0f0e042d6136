"""The verdict on a message's or a view's blocks, as an API error or nothing.

https://docs.slack.dev/reference/views/
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.validation.check import Check, Problem, Problems, boolean, record, string
from bot.sandbox.slack.validation.objects import plain_text
from bot.sandbox.slack.validation.surfaces import (
    TOTAL_CHARACTERS,
    Surface,
    block_problems,
    single_table_problems,
    visible_characters,
)

FileReady = Callable[[str], bool]
"""Whether a Slack file, by id or URL, exists and has been processed."""
VIEW_BYTES = 250_000
"""Above this Slack answers `view_too_large`."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Slack's answer when it refuses blocks."""

    error: str
    problems: tuple[Problem, ...] = ()


def refusal_of(blocks: object, file_ready: FileReady) -> Refusal | None:
    """Why Slack refuses these blocks in a message; None when it accepts them."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return Refusal("invalid_blocks_format")
    problems = block_problems("message", blocks) or list(file_problems(blocks, file_ready, "/blocks"))
    if problems:
        return Refusal("invalid_blocks", tuple(problems))
    if tables := single_table_problems(blocks):
        return Refusal("invalid_attachments", tuple(tables))
    if visible_characters(blocks) > TOTAL_CHARACTERS:
        return Refusal("msg_blocks_too_long")
    return None


def file_problems(value: object, file_ready: FileReady, at: str) -> Iterator[Problem]:
    """Each `slack_file` that is not there or not processed yet."""
    if isinstance(value, dict):
        file = value.get("slack_file")
        if isinstance(file, dict) and not file_ready(file.get("id") or file.get("url") or ""):
            yield Problem(f"{at}/slack_file", "invalid slack file")
        for name, inner in value.items():
            yield from file_problems(inner, file_ready, f"{at}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from file_problems(inner, file_ready, f"{at}/{index}")


def holds_type(blocks: Sequence[Mapping[str, Any]], kind: str) -> Iterator[str]:
    """The pointers of the top-level blocks of one type."""
    for index, block in enumerate(blocks):
        if block.get("type") == kind:
            yield f"/blocks/{index}"


def _blocks(surface: Surface) -> Check:
    def check(value: object, at: str) -> Problems:
        yield from block_problems(surface, value, at)

    return check


def _submit_with_inputs(view: Mapping[str, Any], at: str) -> Problems:
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        yield Problem(f"{at}/submit", "missing required field: submit")


_COMMON: Mapping[str, Check] = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
_MODAL = record(
    {"title": plain_text(24), "blocks": _blocks("modal")},
    {
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        **_COMMON,
    },
    rules=[_submit_with_inputs],
    also_known=("type",),
)
_HOME = record({"blocks": _blocks("home")}, _COMMON, also_known=("type",))


def view_problems(view: object, surface: Surface, file_ready: FileReady, at: str = "/view") -> list[Problem]:
    """Everything that Slack refuses in a view for this surface; empty when it is accepted."""
    if not isinstance(view, dict):
        return [Problem(at, "must provide an object")]
    if view.get("type") != surface:
        found = [Problem(f"{at}/type", f"unsupported type: {view.get('type')}")]
    else:
        found = list((_MODAL if surface == "modal" else _HOME)(view, at)) or list(file_problems(view, file_ready, at))
    return [Problem(at, "failed to match all allowed schemas"), *found] if found else []


def is_too_large(view: Mapping[str, Any]) -> bool:
    """Whether a view exceeds Slack's limit."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES
