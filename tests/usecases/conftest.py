"""What the use-case tests share."""

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.usecases.digest_world import World


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What the code under test logs, kept instead of printed."""
    with capture_logs() as entries:
        yield entries


@pytest.fixture
async def world() -> World:
    """One channel with a digest every Monday at nine."""
    world = World()
    await world.add_subscription()
    return world
