"""Which modules a test process collects, and in which order it begins them.

What waits for processes comes first, what only computes fills the gaps and the end. pytest-xdist would begin with the
modules that have the most tests, which are the shortest: at the end a few long ones would wait one by one, beside an
idle processor. `make test` tells it not to.

Every worker of pytest-xdist collects all modules, which takes several seconds, so `make test` has the two parts
collected apart: `--part computing` by one process, `--part waiting` by four workers beside it.
"""

from enum import StrEnum
from pathlib import Path
from typing import Final

import pytest

_WAIT_LONGEST: Final = (
    "chaos/test_effects",
    "e2e",
    "chaos",
    "browser",
    "bench",
    "wiring",
    "tools/sandbox",
    "storage",
    "contracts",
)
COMPUTING: Final = frozenset(
    {"blocks", "catalog", "domain", "export", "handlers", "i18n", "lib", "metrics", "pages", "scan", "slack"}
    | {"usecases", "wechat"}
)
"""Folders. A new one waits, until it is named here."""


class Part(StrEnum):
    """A part of the tests; each is in exactly one."""

    COMPUTING = "computing"
    WAITING = "waiting"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--part", choices=list(Part), help="collect only the tests of these folders")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    part, tests = config.getoption("--part"), config.rootpath / "tests"
    if part is None or collection_path.parent != tests:
        return None
    return True if part_of(collection_path.name) != part else None


def part_of(name: str) -> Part:
    """The part of a folder or module directly in tests/."""
    return Part.COMPUTING if name in COMPUTING else Part.WAITING


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort whole modules; within one everything stays as it is."""
    tests = config.rootpath / "tests"

    def turn(item: pytest.Item) -> int:
        path = item.path.relative_to(tests).as_posix() if item.path.is_relative_to(tests) else ""
        return next((turn for turn, start in enumerate(_WAIT_LONGEST) if path.startswith(start)), len(_WAIT_LONGEST))

    items.sort(key=turn)
