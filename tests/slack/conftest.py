"""What the Slack adapter's tests share."""

from collections.abc import AsyncIterator

import pytest

from bot.slack.messenger import SlackMessenger
from tests.logging_state import logged
from tests.slack.server import Server, client, running, session

__all__ = ["logged"]


@pytest.fixture
async def slack() -> AsyncIterator[Server]:
    async with running() as server:
        yield server


@pytest.fixture
async def messenger(slack: Server) -> AsyncIterator[SlackMessenger]:
    async with session() as shared:
        yield SlackMessenger(lambda _team: client(slack.url, shared), shared)
