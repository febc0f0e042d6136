"""A Slack workspace and a WeChat platform for each test, in process."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.tools.sandbox.driving import Driver, in_process
from tests.tools.sandbox.platform import Platform, Provider, platform_with, provider_with


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


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """Three accounts authorised it; one is an official account."""
    async with provider_with() as made:
        yield made


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    made = platform_with()
    async with made.http:
        yield made
