"""A workspace for each test, reached in process or over a loopback port."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.sandbox.slack import create_app
from tests.sandbox.slack.driving import BOT_TOKEN, Driver, config


@pytest.fixture
def app() -> Starlette:
    """A workspace whose app is not there."""
    return create_app(config())


@pytest.fixture
async def slack(app: Starlette) -> AsyncIterator[Driver]:
    """The workspace, in process."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as http:
        yield Driver(app, http, BOT_TOKEN)


@pytest.fixture
def table() -> dict[str, Any]:
    """A data table that Slack takes."""
    return {
        "type": "data_table",
        "caption": "Users per version",
        "rows": [
            [{"type": "raw_text", "text": "Version"}, {"type": "raw_text", "text": "Share"}],
            [{"type": "raw_text", "text": "3.8.1"}, {"type": "raw_number", "value": 41.2, "text": "41.2%"}],
        ],
    }
