"""What all tests share: databases, skipped tests, and how examples are drawn."""

import os

import pytest
from hypothesis import settings
from structlog.dev import ConsoleRenderer, plain_traceback

pytest_plugins = [
    "tests.garbage",  # the first: before the others import much
    "tests.clock",
    "tests.in_memory",
    "tests.skips",
    "tests.order",
    "tests.once_per_run",
    "tests.postgres",
    "tests.sqlite",
    "tests.bare_environment",
]

# An example's time says more about the machine than about the code.
settings.register_profile("here", deadline=None, max_examples=50)
# A gate gives the same answer to the same code; new examples are for developers.
settings.register_profile("gate", settings.get_profile("here"), derandomize=True)
# After changing what they prove: `make test PYTEST_ARGS=--hypothesis-profile=thorough`.
settings.register_profile("thorough", settings.get_profile("here"), max_examples=1000)
# For `make check`: finds a mistake just made, not a rare one.
settings.register_profile("quick", settings.get_profile("gate"), max_examples=5)
settings.load_profile("gate" if os.environ.get("REQUIRE_ALL") == "1" else "here")


def pytest_configure() -> None:
    """Log exceptions as Python does: structlog would draw all variables, which takes long."""
    ConsoleRenderer.get_active().exception_formatter = plain_traceback


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--whole`, for `make chaos`: tests that kill, count and ask run as often as finds the rare; else once."""
    parser.addoption("--whole", action="store_true", help="as many kills, slots, rounds and questions as it takes")


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--whole"))
