"""What the Slack adapter's tests share."""

from collections.abc import AsyncIterator

import pytest

from bot.slack.messenger import SlackMessenger
from tests.logging_state import logged
from tests.slack.server import Server, client, running, session

__all__ = ["logged"]


@pytest.fixture
async def slack() -> AsyncIterator[Server]:
    """A Slack that takes everything."""
    async with running() as server:
        yield server


@pytest.fixture
async def messenger(slack: Server) -> AsyncIterator[SlackMessenger]:
    """The messenger on that Slack."""
    async with session() as shared:
        yield SlackMessenger(lambda _team: client(slack.url, shared), shared)
