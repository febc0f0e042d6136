"""With `--whole`, tests that kill and count run as often as finds the rare; else once."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option; `make chaos` gives it."""
    parser.addoption("--whole", action="store_true", help="as many kills, slots and rounds as it takes")


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether it is given."""
    return bool(request.config.getoption("--whole"))
