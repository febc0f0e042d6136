"""Percentiles and goals, what a busy machine proves, and how a run gets into the documentation."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from bench import soak
from bench.__main__ import PAGE, changes, goals
from bench.kit.machine import calibrate, calibration, reasons_not_to_judge
from bench.kit.page import DOCUMENTED, filled, goal, latency, milliseconds, percentile, rise, settled, spread
from bench.soak import by_last_label

ACKS: Final = {"p50_ms": 1.0, "p99_ms": 2.0}
BUSY: Final = {"p50_ms": 1.0, "p99_ms": 6.0, "sweep_s": 50.0}
QUIET: Final = {"machine": {"load_before": 0.1}, "calibration": {"spread": 0.01, "drift": 0.02}}
RUN: Final[dict[str, Any]] = {
    **QUIET,
    "start_to_ready": {"ratio": 2.0},
    "throughput": {"ratio": 0.9},
    "ack_unloaded": ACKS,
    "ack_unloaded_bare": ACKS,
    "ack_during_sweep": BUSY,
    "beside_load": {"without_sweep": ACKS, "during_sweep": BUSY},
    "picker": ACKS,
    "answers": {"can": ACKS, "trend": ACKS, "trend_first": ACKS},
    "agents": {"call": ACKS, "ack_beside": ACKS, "outcomes": {"leaked": 0}},
    "sweep": {"ratio": 1.1, "memory_mb": [100.0, 101.0]},
    "peak_memory_mb": {"after_start": 119.0},
}
AT_REST: Final = {"memory_mb": 170.0, "handles": 70, "tasks": 4, "threads": 11}
SOAK: Final[dict[str, Any]] = {
    "acks": {"p99_ms": 9.0},
    "answers": {"none": 0, "more": 0},
    "digests": {"none": 0, "more": 0},
    "after_warm_up": AT_REST,
    "memory_mb": [*(150.0 + look for look in range(20)), *[170.0] * 15, *[173.0] * 6],
    "at_end": AT_REST,
}


def missed(found: Mapping[str, Any]) -> set[str]:
    """The goals that were judged, and are not met."""
    return {name for name, each in found.items() if each["met"] is False}


@pytest.mark.parametrize(
    ("percent", "expected"), [(0, 1), (1, 1), (25, 1), (26, 2), (50, 2), (51, 3), (75, 3), (76, 4), (100, 4)]
)
def test_a_percentile_is_a_value_that_was_measured(percent: float, expected: float) -> None:
    assert percentile([3, 1, 4, 2], percent) == expected


def test_the_99th_percentile_of_a_thousand_leaves_out_ten() -> None:
    assert percentile([1.0] * 990 + [9.0] * 10, 99) == 1
    assert percentile([1.0] * 989 + [9.0] * 11, 99) == 9


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([170.0, 171.0], 1),
        ([170.0] * 20, 0),
        ([170.0 + 0.5 * look for look in range(21)], 10),
        ([170.0, 199.0, *(170.0 + 0.5 * look for look in range(2, 21))], 10),
        ([170.0] * 10 + [172.0] * 10, 2),
        ([170.0] * 15 + [172.0] * 5, 0),
        ([170.0 + look // 4 for look in range(20)], 4.75),
        ([180.0 - look for look in range(11)], -10),
    ],
    ids=["two", "level", "leak", "outlier", "step", "late step", "steps", "falling"],
)
def test_a_rise_is_what_goes_on(values: list[float], expected: float) -> None:
    """An outlier is none, a step is at most itself; step by step it counts."""
    assert rise(values) == pytest.approx(expected, abs=0.3)


@pytest.mark.parametrize("statistic", [rise, latency, lambda values: percentile(values, 50)])
def test_nothing_has_no_statistics(statistic: object) -> None:
    assert callable(statistic)
    with pytest.raises(ValueError, match=r"no (values|median)"):
        statistic([])


def test_latencies_are_in_milliseconds() -> None:
    assert list(latency([0.003, 0.001, 0.002]).values()) == [3, 2.0, 3.0, 3.0]
    assert milliseconds(0.0012344) == 1.234


@pytest.mark.parametrize(
    ("value", "comparison", "bound", "met"),
    [
        (0.7, ">=", 0.7, True),
        (0.69, ">=", 0.7, False),
        (1.3, "<=", 1.3, True),
        (1.31, "<=", 1.3, False),
        (249.9, "<", 250, True),
        (250, "<", 250, False),
        (None, "<", 250, None),
    ],
)
def test_a_goal_says_what_it_is_and_whether_it_is_met(
    value: float | None,
    comparison: str,
    bound: float,
    met: bool | None,  # noqa: FBT001
) -> None:
    """The bound itself counts where the goal says so; a figure that the system does not give is not judged."""
    assert goal(value, comparison, bound) == {"value": value, "goal": f"{comparison} {bound:g}", "met": met}


def test_figures_fill_a_text() -> None:
    figures = {"acks": ACKS, "most": goal(3, "<=", 2), "busy": goal(None, "<", 9), "none": None, "many": 1234}

    assert filled("{acks} | {most:* more} | {busy} | {none:.1f} | {many:,}", figures) == (
        "1.00, 2.00 | <= 2 more | **missed** | < 9 | busy | – | 1,234"
    )


def test_a_quiet_machine_is_judged() -> None:
    """Every goal is met or missed; a sweep without an end misses its own, however quick acknowledgements were."""
    endless = {"without_sweep": ACKS, "during_sweep": BUSY | {"sweep_s": None}}

    assert reasons_not_to_judge(QUIET) == []
    assert {each["met"] for each in goals(RUN).values()} == {True}
    assert missed(goals(RUN | {"sweep": RUN["sweep"] | {"ratio": 1.3}})) == {"sweep_ratio"}
    assert missed(goals(RUN | {"beside_load": endless})) == {"busy_sweep_p99_ms", "busy_sweep_p99_ratio"}


@pytest.mark.parametrize(
    "busy",
    [
        {"machine": {"load_before": 0.6}},
        {"calibration": {"spread": 0.2, "drift": 0.02}},
        {"calibration": {"spread": 0.01, "drift": 0.3}},
    ],
    ids=["load", "spread", "drift"],
)
def test_a_busy_machine_is_not(busy: dict[str, Any]) -> None:
    assert len(reasons_not_to_judge(RUN | busy)) == 1
    assert {each["met"] for each in goals(RUN | busy).values()} == {None}


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ({"acks": {"p99_ms": 250.0}}, "ack_p99_ms"),
        ({"answers": {"none": 1, "more": 0}}, "commands_without_an_answer"),
        ({"answers": {"none": 0, "more": 1}}, "commands_with_more_than_one"),
        ({"digests": {"none": 1, "more": 0}}, "digests_lost"),
        ({"digests": {"none": 0, "more": 1}}, "digests_sent_twice"),
        ({"at_end": AT_REST | {"memory_mb": 179.0}}, "memory_growth_mb"),
        ({"memory_mb": [170.0 + 0.11 * look for look in range(41)]}, "memory_rise_mb"),
        ({"at_end": AT_REST | {"handles": 80}}, "handles_growth"),
        ({"at_end": AT_REST | {"tasks": 9}}, "tasks_growth"),
        ({"at_end": AT_REST | {"threads": 19}}, "threads_growth"),
    ],
)
def test_each_goal_of_a_soak_can_be_missed(broken: dict[str, Any], name: str) -> None:
    """By what it is about, and by nothing else; not by memory that grows at first, or by a single step."""
    assert missed(soak.goals(SOAK)) == set()
    assert missed(soak.goals(SOAK | broken)) == {name}


@pytest.mark.parametrize(
    ("ratios", "expected"),
    [([0.9], False), ([0.9, 0.9], True), ([0.8, 1.0], False), ([0.88, 0.9, 0.92, 0.9, 0.9], True)],
)
def test_rounds_go_on_until_ratios_settle(ratios: list[float], expected: bool) -> None:  # noqa: FBT001
    assert settled(ratios) is expected


def test_spread() -> None:
    assert spread([10.0, 10.0, 11.0, 10.0, 99.0, 10.0, 10.0, 9.0]) == 0
    assert spread([8.0, 10.0, 12.0, 14.0]) == pytest.approx(4 / 11)


def test_the_fixed_work_is_measured_at_each_moment() -> None:
    found = calibration(calibrate())

    assert found["median_ms"] > 0
    assert found["drift"] == 0


def test_samples_are_added_up() -> None:
    page = {("a", "report", "ok"): 2.0, ("a", "raise", "ok"): 3.0, ("a", "raise", "user"): 1.0, ("b", "ok"): 9.0}

    assert by_last_label(page, "a") == {"ok": 5, "user": 1}


def test_a_run_renews_the_documentation(tmp_path: Path) -> None:
    """The figures and the table; what stands around it stays, and each goal is shown beside its figure before."""
    (tmp_path / "performance.md").write_text("before\n\n| figure | Baselib | old |\n|--|\n| a |\n\nafter\n", "utf-8")
    found = json.loads((DOCUMENTED / PAGE.figures).read_text("utf-8"))
    PAGE.write(tmp_path, found)

    page = (tmp_path / "performance.md").read_text("utf-8")
    assert page == f"before\n\n{PAGE.table(found)}\n\nafter\n"
    assert json.loads((tmp_path / PAGE.figures).read_text("utf-8")) == found
    before, later = ({"goals": {"throughput_ratio": goal(ratio, ">=", 0.85)}} for ratio in (0.9, 0.81))
    (line,) = changes(before, later)
    assert line.split() == ["throughput_ratio", "0.81", "(was", "0.9)", "-10%", ">=", "0.85", "MISSED"]
    with pytest.raises(ValueError, match="has no"):
        soak.PAGE.write(tmp_path, json.loads((DOCUMENTED / soak.PAGE.figures).read_text("utf-8")))
