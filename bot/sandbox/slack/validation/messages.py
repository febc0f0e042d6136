"""The verdict on a message's blocks, as an API error or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.validation.check import Problem
from bot.sandbox.slack.validation.surfaces import (
    TOTAL_CHARACTERS,
    block_problems,
    single_table_problems,
    visible_characters,
)

FileReady = Callable[[str], bool]
"""Whether a Slack file, by id or URL, exists and has been processed."""


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
