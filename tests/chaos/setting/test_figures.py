"""The figures of setting in the documentation are those of a whole run."""

import json
from typing import Any

import pytest

from tests.chaos.setting.figures import DOCUMENT, FIGURES, START, shown
from tests.chaos.summary import between


@pytest.fixture
def run() -> dict[str, Any]:
    """The last run on record."""
    read: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return read


def test_the_run_was_a_whole_one_and_kept_every_promise(run: dict[str, Any]) -> None:
    """Five hundred decisions for one program, a hundred of them with three replicas, and fleets."""
    scenarios = run["scenarios"]

    assert [scenarios[name]["runs"] for name in ("single", "replicas")] == [400, 100]
    assert scenarios["fleets"]["runs"] >= 100
    assert not any(each["wrong"] for each in scenarios.values())


def test_the_page_shows_the_file(run: dict[str, Any]) -> None:
    """`python -m tests.chaos.setting --document` has written both."""
    assert between(DOCUMENT.read_text(encoding="utf-8"), START) == shown(run)
