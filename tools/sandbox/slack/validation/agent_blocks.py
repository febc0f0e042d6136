"""The blocks of a tool's result: what Slackbot shows; else it shows none of them.

https://docs.slack.dev/ai/slackbot-mcp-client/returning-rich-responses
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from tools.sandbox.slack.validation.check import Problem, array, by_type
from tools.sandbox.slack.validation.layout import BLOCKS
from tools.sandbox.slack.validation.tables import CHARTS_PER_MESSAGE, cell_characters

ALLOWED: Final = frozenset({
    "context", "divider", "header", "markdown", "rich_text", "section", "image", "actions", "input",
    "data_table", "data_visualization", "table",
})  # fmt: skip
"""Of those that the sandbox has; Slack takes more."""
MOST_BLOCKS: Final = 50
_CHARACTERS: Final[Mapping[str, int]] = {"table": 10_000, "data_table": 20_000}
_ALL_TABLES: Final = 20_000
_LIST: Final = array(by_type({name: BLOCKS[name] for name in ALLOWED}), MOST_BLOCKS, least=0)


def refusal_of(blocks: object) -> str:
    """Why Slackbot shows none of them, with the first problems; empty when it shows them."""
    problems = list(_LIST(blocks, "/blocks"))
    if not problems and isinstance(blocks, list):
        problems = list(_totals(blocks))
    return "; ".join(map(str, problems[:3]))


def _totals(blocks: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    charts = [index for index, block in enumerate(blocks) if block["type"] == "data_visualization"]
    for index in charts[CHARTS_PER_MESSAGE:]:
        yield Problem(f"/blocks/{index}", f"more than {CHARTS_PER_MESSAGE} charts")
    all_tables = 0
    for index, block in enumerate(blocks):
        if block["type"] in _CHARACTERS:
            characters = cell_characters(block)
            all_tables += characters
            if characters > _CHARACTERS[block["type"]]:
                yield Problem(f"/blocks/{index}", "too many characters in a table")
    if all_tables > _ALL_TABLES:
        yield Problem("/blocks", "too many characters in all tables")
