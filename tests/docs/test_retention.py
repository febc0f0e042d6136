"""The pages on operating say how long what is kept."""

import re
from pathlib import Path

import pytest

from bot.domain.retention import PERIODS
from bot.storage.tables.schema import METADATA

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["operate.md", "zh-CN/operate.md"])
def test_the_periods_are_documented(page: str) -> None:
    """Each table that is pruned, with its days."""
    text = (DOCS / page).read_text("utf-8")
    rows = re.findall(r"^\|.*[(（]`(\w+)`[)）] \| (\d+) \|", text, re.MULTILINE)
    days = {str(what): period.days for what, period in PERIODS.items()}

    assert {name: int(text) for name, text in rows} == days
    assert METADATA.tables.keys() >= {name for name, _ in rows}
