"""A tiny run, and the figures in the documentation."""

import json
from dataclasses import replace
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
TINY = replace(
    effort(quick=True, programs=20),
    sampled=3,
    most_rounds=2,
    round_s=0.05,
    acks=10,
    reads=3,
    searches=1,
    warm_ups=1,
    questions=2,
    agent_calls=2,
    agents_s=0.2,
)
GOALS = {
    "throughput_ratio",
    "ack_unloaded_p50_ratio",
    "start_ratio",
    "ack_during_sweep_p99_ms",
    "busy_sweep_p99_ms",
    "busy_sweep_p99_ratio",
    "picker_p99_ms",
    "can_p50_ms",
    "trend_p50_ms",
    "trend_first_p50_ms",
    "agents_call_p50_ms",
    "agents_ack_p99_ms",
    "agents_leaked",
    "sweep_ratio",
    "sweep_growth_mb",
    "after_start_mb",
}


def documented() -> Any:
    """The figures in the documentation; they are measured where nothing else runs, after the benchmark has changed."""
    figures = json.loads(FIGURES.read_text("utf-8"))
    assert figures["goals"].keys() == GOALS, "measure this benchmark on a quiet machine: make bench DOCUMENT=1"
    return figures


def keys(value: Any) -> Any:
    """The shape of nested objects."""
    return {name: keys(part) for name, part in value.items()} if isinstance(value, dict) else None


@pytest.mark.e2e
@pytest.mark.usefixtures("any_core")
async def test_a_tiny_run_has_every_figure() -> None:
    """The same keys as in the documented run; whether goals are met depends on what else the machine does."""
    found = (await run(TINY, start_module)).as_json()
    assert found["goals"].keys() == GOALS
    assert (found["quick"], found["programs"]) == (True, 20)
    assert (found["agents"]["outcomes"]["leaked"], found["agents"]["outcomes"]["answered"] > 0) == (0, True)
    assert table(found)
    assert keys(found) == keys(documented())


def test_the_documented_figures_are_those_of_a_full_run() -> None:
    """Not of a quick one, and each goal's verdict is in the document's table."""
    figures = documented()
    assert (figures["quick"], figures["programs"]) == (False, 10_000)
    assert printed("bench", "--markdown", str(FIGURES)).strip() == table(figures)
    assert table(figures) in DOCUMENT.read_text("utf-8")
