"""What the listeners' tests share."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.digest.subscription import Subscription
from tests.handlers.context import CHANNEL, TEAM, Office
from tests.handlers.site import Site
from tests.logging_state import logged

__all__ = ["logged"]


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Two programs, in a workspace without any questions yet."""
    made = Office()
    await made.install()
    yield made
    await made.close()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    async with made.client:
        yield made


@pytest.fixture
async def subscription(office: Office) -> Subscription:
    await office.ask("digest mon 09:00")
    found = await office.subscriptions.of_channel(TEAM, CHANNEL)
    assert found
    office.messenger.answers.clear()
    return found
