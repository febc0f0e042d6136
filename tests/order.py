"""In which order modules begin: what waits for processes comes first, what only computes fills the gaps and the end.

pytest-xdist would begin with the modules that have the most tests, which are the shortest: at the end a few long ones
would wait one by one, beside an idle processor. `make test` tells it not to.
"""

from typing import Final

import pytest

_WAIT_LONGEST: Final = (
    "e2e",
    "chaos",
    "browser",
    "bench",
    "wiring",
    "sandbox",
    "storage",
    "contracts",
    "wechat/test_replicas",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort whole modules; within one everything stays as it is."""
    tests = config.rootpath / "tests"

    def turn(item: pytest.Item) -> int:
        path = item.path.relative_to(tests).as_posix() if item.path.is_relative_to(tests) else ""
        return next((turn for turn, start in enumerate(_WAIT_LONGEST) if path.startswith(start)), len(_WAIT_LONGEST))

    items.sort(key=turn)
