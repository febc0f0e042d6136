"""What tests that run a whole benchmark share."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture
def any_core() -> Iterator[None]:
    """A benchmark leaves its process on one core; the tests that follow may use all again."""
    allowed = os.sched_getaffinity(0)
    yield
    os.sched_setaffinity(0, allowed)
