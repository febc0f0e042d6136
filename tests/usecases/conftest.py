"""What the use-case tests share."""

import pytest

from tests.logging_state import logged
from tests.usecases.digest_world import World

__all__ = ["logged"]


@pytest.fixture
async def world() -> World:
    """One channel with a digest every Monday at nine."""
    world = World()
    await world.add_subscription()
    return world
