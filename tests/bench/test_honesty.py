"""A busy machine proves nothing, and a run is held against the figures before it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from bench.document import FIGURES, changes, write
from bench.figures import settled, spread
from bench.machine import Calibration, Calibrator, Machine, reasons_not_to_judge
from bench.markdown import verdict
from bench.results import (
    Acks,
    Agents,
    Answers,
    BesideLoad,
    BusyAcks,
    Memory,
    Result,
    Start,
    Sweep,
    Throughput,
    Trend,
)

QUIET: Final = Machine(2, "a model", "Linux", pinned=True, load_before=0.1)
STEADY: Final = Calibration(5.0, 0.01, 0.02)
ACKS: Final = Acks(100, 1.0, 2.0, 3.0)
BUSY: Final = BusyAcks(100, 1.0, 8.0, 9.0, 50.0)
RESULT: Final = Result(
    machine=QUIET,
    calibration=STEADY,
    versions={},
    quick=False,
    programs=10,
    took_s=1.0,
    start_to_ready=Start(2.0, [2.0], 1.0, [1.0], 2.0),
    throughput=Throughput(8, 90.0, 100.0, 0.9, [90.0], [100.0], 200.0),
    ack_unloaded=ACKS,
    ack_unloaded_bare=ACKS,
    ack_during_sweep=BUSY,
    beside_load=BesideLoad(ACKS, BUSY),
    picker=ACKS,
    answers=Answers(ACKS, ACKS, ACKS),
    agents=Agents(ACKS, ACKS, 50, ACKS, ACKS, ACKS, {"answered": 9, "refused": 1, "failed": 0, "leaked": 0}),
    sweep=Sweep(10, 1.1, 1.0, 1.1, [1.1], [1.0], [100.0, 101.0]),
    peak_memory_mb=Memory(119.0, 140.0, 150.0, 50.0),
    trend=Trend(99, 1.0, 2.0, 1.0, 2.0, 10.0),
)


def verdicts(result: Result) -> set[bool | None]:
    """Of all goals."""
    return {goal.met for goal in result.goals().values()}


def test_a_quiet_machine_is_judged() -> None:
    """Every goal is met or missed."""
    assert reasons_not_to_judge(QUIET, STEADY) == []
    assert verdicts(RESULT) == {True}
    assert verdicts(replace(RESULT, sweep=replace(RESULT.sweep, ratio=1.3))) == {True, False}


@pytest.mark.parametrize(
    ("machine", "calibration"),
    [
        (replace(QUIET, load_before=0.6), STEADY),
        (QUIET, replace(STEADY, spread=0.2)),
        (QUIET, replace(STEADY, drift=0.3)),
    ],
    ids=["load", "spread", "drift"],
)
def test_a_busy_machine_is_not(machine: Machine, calibration: Calibration) -> None:
    """Neither met nor missed, whatever the figures, and the reason is named."""
    busy = replace(RESULT, machine=machine, calibration=calibration)

    assert len(reasons_not_to_judge(machine, calibration)) == 1
    assert verdicts(busy) == {None}
    assert {verdict(goal)[1] for goal in busy.as_json()["goals"].values()} == {"busy"}


def test_a_sweep_without_an_end_misses_its_goals() -> None:
    """However quick the acknowledgements were: a sweep that stands still would be the quickest."""
    endless = replace(RESULT, beside_load=BesideLoad(ACKS, replace(BUSY, sweep_s=None)))

    missed = {name for name, goal in endless.goals().items() if not goal.met}
    assert missed == {"busy_sweep_p99_ms", "busy_sweep_p99_ratio"}


@pytest.mark.parametrize(
    ("ratios", "expected"),
    [([0.9], False), ([0.9, 0.9], True), ([0.8, 1.0], False), ([0.88, 0.9, 0.92, 0.9, 0.9], True)],
)
def test_rounds_go_on_until_ratios_settle(ratios: list[float], expected: bool) -> None:  # noqa: FBT001
    """One round proves nothing, and neither do two that differ."""
    assert settled(ratios) is expected


def test_spread() -> None:
    """The middle half, as a part of the median: an outlier does not count."""
    assert spread([10.0, 10.0, 11.0, 10.0, 99.0, 10.0, 10.0, 9.0]) == 0
    assert spread([8.0, 10.0, 12.0, 14.0]) == pytest.approx(4 / 11)


def test_the_fixed_work_is_measured_at_each_moment() -> None:
    """At least once."""
    calibrator = Calibrator()
    calibrator.measure()
    found = calibrator.result()

    assert found.median_ms > 0
    assert found.drift == 0


def test_a_run_renews_the_documentation(tmp_path: Path) -> None:
    """The figures and the table; what stands around it stays, and each goal is shown beside its figure before."""
    (tmp_path / "performance.md").write_text("before\n\n| figure | Baselib | old |\n|--|\n| a |\n\nafter\n", "utf-8")
    found: dict[str, Any] = RESULT.as_json()
    write(tmp_path, found)

    page = (tmp_path / "performance.md").read_text("utf-8")
    assert page.startswith("before\n\n| figure |")
    assert page.endswith("|\n\nafter\n")
    assert "old" not in page
    assert json.loads((tmp_path / FIGURES).read_text("utf-8")) == json.loads(json.dumps(found))
    later = replace(RESULT, throughput=replace(RESULT.throughput, ratio=0.81)).as_json()
    (line,) = [line for line in changes(found, later) if line.startswith("throughput_ratio")]
    assert line.split() == ["throughput_ratio", "0.81", "(was", "0.9)", "-10%", ">=", "0.85", "MISSED"]
