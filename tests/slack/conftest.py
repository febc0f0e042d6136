"""What the Slack adapter's tests share."""

from collections.abc import AsyncIterator, Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.slack.messenger import SlackMessenger
from tests.slack.server import Server, client, running, session


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What the code under test logs, kept instead of printed."""
    with capture_logs() as entries:
        yield entries


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
