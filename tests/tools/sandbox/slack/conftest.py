"""A workspace for each test, in process or on a loopback port."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.tools.sandbox.slack.driving import Driver, in_process


@pytest.fixture
async def slack() -> AsyncIterator[Driver]:
    """A workspace whose app is not there, in process."""
    async with in_process() as driver:
        yield driver


@pytest.fixture
def table() -> dict[str, Any]:
    return {
        "type": "data_table",
        "caption": "Users per version",
        "rows": [
            [{"type": "raw_text", "text": "Version"}, {"type": "raw_text", "text": "Share"}],
            [{"type": "raw_text", "text": "3.8.1"}, {"type": "raw_number", "value": 41.2, "text": "41.2%"}],
        ],
    }
