"""A tiny run, and the figures in the documentation."""

import json
from typing import Any

import pytest

from bench.effort import effort
from bench.run import run
from bench.table import table
from tests.bench.running import printed
from tests.forked import start_module
from tests.project.repository import ROOT

FIGURES = ROOT / "docs" / "develop" / "performance.json"
DOCUMENT = ROOT / "docs" / "develop" / "performance.md"
GOALS = {
    "throughput_ratio",
    "ack_unloaded_p50_ms",
    "ack_during_sweep_p99_ms",
    "picker_p99_ms",
    "can_p50_ms",
    "trend_p50_ms",
    "sweep_ratio",
    "sweep_growth_mb",
}


def keys(value: Any) -> Any:
    """The shape of nested objects."""
    return {name: keys(part) for name, part in value.items()} if isinstance(value, dict) else None


@pytest.mark.e2e
@pytest.mark.usefixtures("any_core")
async def test_a_tiny_run_has_every_figure() -> None:
    """The same keys as in the documented run; whether goals are met depends on what else the machine does."""
    found = (await run(effort(quick=True, programs=40), start_module)).as_json()
    assert keys(found) == keys(json.loads(FIGURES.read_text("utf-8")))
    assert found["goals"].keys() == GOALS
    assert (found["quick"], found["programs"]) == (True, 40)


def test_the_documented_figures_are_those_of_a_full_run() -> None:
    """Not of a quick one, and each goal's verdict is in the document's table."""
    figures = json.loads(FIGURES.read_text("utf-8"))
    assert (figures["quick"], figures["programs"]) == (False, 10_000)
    assert figures["goals"].keys() == GOALS
    assert printed("bench", "--markdown", str(FIGURES)).strip() == table(figures)
    assert table(figures) in DOCUMENT.read_text("utf-8")
