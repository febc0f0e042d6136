"""Tables on a terminal of eighty columns."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.kit.parser import column_widths, width_of
from tests.cli.kit.test_terminal import shown
from tests.project.repository import ROOT

WIDTH: Final = 80
MESSAGES: Final = sorted((ROOT / "tests" / "golden" / "messages").glob("*.json"))
ROW: Final = st.lists(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "Z"]), max_size=30), min_size=3, max_size=3
)


def tables(node: Any) -> Iterator[dict[str, Any]]:
    """Every table in a file of messages."""
    if isinstance(node, dict) and node.get("type") == "data_table":
        yield node
    elif isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from tables(each)


@pytest.mark.parametrize("file", MESSAGES, ids=lambda file: file.stem)
def test_titles_and_headings_are_whole(file: Path) -> None:
    """No word of a heading is broken, the title is one line, and no line is too long."""
    for table in tables(json.loads(file.read_text("utf-8"))):
        title, _, *lines = shown(table, width=WIDTH).splitlines()
        head = " ".join(lines[: next(number for number, line in enumerate(lines) if line.startswith("┡"))])

        assert title == table["caption"]
        assert [word for cell in table["rows"][0] for word in cell["text"].split() if word not in head.split()] == []
        assert [line for line in lines if width_of(line) > WIDTH] == []


def test_short_words_of_cells_are_whole() -> None:
    """The nickname gives way first, the heading after what stands below it."""
    rows = [["Program", "Needs"], ["a nickname without an end", "authorisation"]]

    assert column_widths(rows, 80) == [25, 13]
    assert column_widths(rows, 34) == [14, 13]
    assert column_widths(rows, 20) == [7, 6]
    assert column_widths([["小程序", "AppID"], ["一家名字很长的奶茶店", "wx0000000000000001"]], 43) == [18, 18]


@given(st.lists(ROW, min_size=1, max_size=4), st.integers(20, 120))
def test_every_table_fits(rows: list[list[str]], width: int) -> None:
    """Whatever stands in it."""
    widths = column_widths(rows, width)

    assert sum(widths) + 3 * len(widths) + 1 <= width
    assert min(widths) >= 1
