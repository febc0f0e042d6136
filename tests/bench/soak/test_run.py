"""A tiny soak, and the figures in the documentation."""

import json
import os

import pytest

from bench.soak.result import table
from bench.soak.run import Length, soak
from tests.bench.running import printed
from tests.forked import start_module
from tests.project.repository import ROOT

FIGURES = ROOT / "docs" / "develop" / "soak.json"
DOCUMENT = ROOT / "docs" / "develop" / "performance.md"
_ANYWHERE = {"ack_p99_ms", "memory_growth_mb", "memory_rise_mb", "handles_growth", "threads_growth"}
"""Goals that depend on what else the machine does, or on how long the run is."""
_KEPT_CONNECTIONS = 5
"""Of a pool at rest, each with a thread. The only others that stay are the workers of the loop's executor."""


@pytest.mark.e2e
@pytest.mark.usefixtures("any_core")
async def test_a_tiny_soak_loses_nothing() -> None:
    """With Slack and WeChat failing, each command has one answer and each digest arrives once."""
    found = (await soak(Length(minutes=0.04, rate=60, programs=40), start_module)).as_json()
    documented = json.loads(FIGURES.read_text("utf-8"))

    assert found.keys() == documented.keys()
    assert found["goals"].keys() == documented["goals"].keys()
    assert found["answers"]["once"] == found["answers"]["asked"] > found["acks"]["count"] == 144
    assert found["digests"]["once"] == found["digests"]["due"] == 10
    assert sum(found["faults"].values()) > 0
    assert found["memory_mb"]  # how many looks there are depends on the machine
    assert min(found["memory_mb"]) > 50
    assert [name for name, goal in found["goals"].items() if not goal["met"] and name not in _ANYWHERE] == []
    assert found["goals"]["threads_growth"]["value"] <= _KEPT_CONNECTIONS + min(32, (os.cpu_count() or 1) + 4)


def test_the_documented_figures_are_those_of_a_full_run() -> None:
    """Ten minutes of 200 commands a second, and each goal's verdict is in the document's table."""
    figures = json.loads(FIGURES.read_text("utf-8"))
    assert (figures["minutes"], figures["rate_per_s"]) == (10, 200)
    assert printed("bench.soak", "--markdown", str(FIGURES)).strip() == table(figures)
    assert table(figures) in DOCUMENT.read_text("utf-8")
