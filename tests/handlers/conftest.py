"""What the listeners' tests share."""

from collections.abc import AsyncIterator, Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.handlers.context import Office
from tests.handlers.site import Site


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What the code under test logs, kept instead of printed."""
    with capture_logs() as entries:
        yield entries


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """A bot with two programs, in a workspace where nobody has asked anything yet."""
    made = Office()
    await made.install()
    yield made
    await made.close()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A fresh application."""
    made = Site()
    async with made.client:
        yield made
