"""What every result must be, whichever tool made it."""

import json
from typing import Any, Final

import jsonschema
from mcp_types import CallToolResult, Tool

from bot.blocks.kit import limits

FOR_SLACKBOT: Final = frozenset(
    {"context", "divider", "header", "markdown", "rich_text", "section", "image", "actions", "table", "data_table"}
    | {"data_visualization", "file", "video", "carousel", "input", "card", "container"}
)
"""Slackbot drops all of a result's blocks if one has another type."""


def assert_valid(tool: Tool, result: CallToolResult, tools: frozenset[str]) -> dict[str, Any]:
    """The result fits its schema and Slackbot's blocks; returns its data."""
    assert not result.is_error, result.content
    assert tool.output_schema is not None
    jsonschema.validate(result.structured_content, tool.output_schema, jsonschema.Draft202012Validator)
    data: dict[str, Any] = result.structured_content
    assert json.loads(result.content[1].text) == data  # type: ignore[union-attr]  # clients that know no schemas
    assert_blocks(((result.meta or {}).get("slack") or {}).get("blocks", []), tools)
    return data


def assert_blocks(blocks: list[dict[str, Any]], tools: frozenset[str]) -> None:
    """Slackbot takes them, and every button calls an existing tool."""
    assert {block["type"] for block in blocks} <= FOR_SLACKBOT
    assert blocks
    assert len(blocks) <= limits.BLOCKS
    assert sum(block["type"] == "data_visualization" for block in blocks) <= 2
    assert limits.characters(blocks) <= limits.CHARACTERS
    assert all(len(block["rows"]) <= 21 for block in blocks if block["type"] in ("table", "data_table"))
    for block in blocks:
        assert "accessory" not in block
        for element in block["elements"] if block["type"] == "actions" else ():
            kind, _, name = element["action_id"].partition(":")
            assert kind == "tool"
            assert name in tools
            assert len(element["value"]) <= 2_000
            assert isinstance(json.loads(element["value"]), dict)
