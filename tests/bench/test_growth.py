"""A tiny run of `make growth`, and its figures in the documentation."""

import json
from typing import Any

import pytest

from bench.growth.__main__ import growth
from bench.growth.table import table
from tests.bench.running import printed
from tests.forked import start_module
from tests.project.repository import ROOT

FIGURES = ROOT / "docs" / "develop" / "growth.json"
DOCUMENT = ROOT / "docs" / "develop" / "performance.md"


def keys(value: Any) -> Any:
    """The shape of nested objects."""
    if isinstance(value, list):
        return keys(value[0])
    return {name: keys(part) for name, part in value.items()} if isinstance(value, dict) else None


@pytest.mark.e2e
@pytest.mark.postgres
@pytest.mark.usefixtures("any_core")
async def test_a_tiny_run_has_every_figure() -> None:
    """On both databases, with the same keys as in the documented run."""
    found = await growth([30, 40], on_postgresql=40, swept=20, start=start_module)

    assert keys(found) == keys(json.loads(FIGURES.read_text("utf-8")))
    assert [(of["programs"], of["engine"], of["sweep"]["programs"]) for of in found["sizes"]] == [
        (30, "SQLite", 20),
        (40, "PostgreSQL", 20),
    ]
    assert all(of["database"]["year_mb"] > 0 for of in found["sizes"])


def test_the_documented_figures_are_those_of_three_sizes() -> None:
    """Each is ten times the one before, and the document shows them."""
    figures = json.loads(FIGURES.read_text("utf-8"))

    assert [of["programs"] for of in figures["sizes"]] == [1_000, 10_000, 100_000]
    assert printed("bench.growth", "--markdown", str(FIGURES)).strip() == table(figures)
    assert table(figures) in DOCUMENT.read_text("utf-8")
