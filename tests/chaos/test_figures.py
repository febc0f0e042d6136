"""The figures in the documentation are those of a run of this chaos."""

import json
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

import pytest

from tests.chaos.__main__ import DOCUMENT, FIGURES, START
from tests.chaos.summary import Summary, between, sentence, table


@pytest.fixture
def run() -> dict[str, Any]:
    """The last run on record."""
    read: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return read


def keys(kind: type) -> dict[str, Any]:
    """The names of a figure's parts, parts of parts included."""
    assert is_dataclass(kind)
    hints = get_type_hints(kind)
    return {each.name: keys(hints[each.name]) if is_dataclass(hints[each.name]) else None for each in fields(kind)}


def test_the_file_has_what_a_run_prints(run: dict[str, Any]) -> None:
    """A figure that was added, renamed or removed needs a new run."""

    def held(part: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
        return {name: held(value, names[name]) if names.get(name) else None for name, value in part.items()}

    names = keys(Summary)
    assert held(run, names) == {**names, "clean": None}


def test_the_run_was_a_whole_one_and_kept_every_promise(run: dict[str, Any]) -> None:
    """A thousand kills, a thousand slots over the replicas, five crashes, every zone; nothing lost, none doubled."""
    assert run["clean"] is True
    assert run["one_process"]["kills"] >= 1000
    assert (run["replicas"]["slots"], run["database_crashes"]) == (1000, 5)
    assert run["schedules"]["zones"] > 590


def test_the_page_shows_the_file(run: dict[str, Any]) -> None:
    """`python -m tests.chaos --document` has written both."""
    page = DOCUMENT.read_text(encoding="utf-8")

    assert between(page, START) == f"{sentence(run)}\n\n{table(run)}"
