"""The table in docs/develop/performance.md, from the JSON of a run."""

from collections.abc import Iterator, Mapping
from typing import Any

from bench import markdown


def table(result: Mapping[str, Any]) -> str:
    """Markdown."""
    return markdown.table(("| figure | Baselib | bare | goal | |", "|---|--:|--:|--:|---|"), _rows(result))


def _rows(result: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    load, sweep, answers, trend = result["throughput"], result["sweep"], result["answers"], result["trend"]
    memory, goals, programs = result["peak_memory_mb"], result["goals"], f"{result['programs']:,} programs"

    def goal(name: str) -> tuple[str, str]:
        return markdown.verdict(goals[name])

    def latency(name: str, took: Mapping[str, Any], goal_name: str = "", part: str = "") -> tuple[str, ...]:
        """Both percentiles; the goal's name ends in the one that it is for."""
        expected, verdict = goal(goal_name) if goal_name else none
        percentile = goal_name.split("_")[-2] + " " if goal_name else ""
        return name, f"{took[part + 'p50_ms']:.2f}, {took[part + 'p99_ms']:.2f}", "", percentile + expected, verdict

    none = ("", "")
    per_s = f"requests/s, {load['connections']} connections"
    yield per_s, f"{load['ours_per_s']:,.0f}", f"{load['bare_per_s']:,.0f}", *none
    yield "its ratio", f"{load['ratio']:.2f}", "1", *goal("throughput_ratio")
    ours, bare = latency("", result["ack_unloaded"])[1], latency("", result["ack_unloaded_bare"])[1]
    yield "unloaded ack", ours, bare, *none
    yield "its ratio (p50)", f"{goals['ack_unloaded_p50_ratio']['value']:.2f}", "1", *goal("ack_unloaded_p50_ratio")
    yield latency(f"ack while {programs} are swept", result["ack_during_sweep"], "ack_during_sweep_p99_ms")
    beside = result["beside_load"]
    yield latency("ack beside other work on every core", beside["without_sweep"])
    yield latency(f"the same while {programs} are swept", beside["during_sweep"], "busy_sweep_p99_ms")
    yield "its ratio (p99)", f"{goals['busy_sweep_p99_ratio']['value']:.1f}", "", *goal("busy_sweep_p99_ratio")
    took = beside["during_sweep"]["sweep_s"]
    yield "that sweep, s", "not ended" if took is None else f"{took:.0f}", "", *none
    yield latency("choices of a select", result["picker"], "picker_p99_ms")
    yield latency("answer to `/baselib can`", answers["can"], "can_p50_ms")
    yield latency("answer to `/baselib trend`", answers["trend"], "trend_p50_ms")
    yield latency("the first about a program", answers["trend_first"], "trend_first_p50_ms")
    agents = result["agents"]
    yield latency("call of an agent's tool", agents["call"], "agents_call_p50_ms")
    yield latency("the first about a program", agents["call_first"])
    yield latency(f"{agents['per_second']} calls a second", agents["paced"])
    yield latency("ack before them", agents["ack_alone"])
    yield latency("ack beside them", agents["ack_beside"], "agents_ack_p99_ms")
    answered, refused, failed, leaked = (f"{count:,}" for count in agents["outcomes"].values())
    yield "answered, refused, without an answer", f"{answered}, {refused}, {failed}", "", *none
    yield "answers with what is not the person's", leaked, "", *goal("agents_leaked")
    yield latency(f"a digest's section of {trend['snapshots']} snapshots", trend, part="compute_")
    yield f"sweep of {programs}, s", f"{sweep['ours_s']:.1f}", f"{sweep['bare_s']:.1f}", *none
    yield "its ratio", f"{sweep['ratio']:.2f}", "1", *goal("sweep_ratio")
    grown = sweep["memory_mb"][-1] - sweep["memory_mb"][0]
    yield "memory added by its last four fifths, MB", f"{grown:.0f}", "", *goal("sweep_growth_mb")
    yield (
        "memory after start, MB",
        _mb(memory["after_start"]),
        "",
        *(goal("after_start_mb") if memory["after_start"] else none),
    )
    yield "peak memory after load, MB", _mb(memory["after_load"]), _mb(memory["bare_after_load"]), *none
    yield "peak memory after a sweep, MB", _mb(memory["after_sweep"]), "", *none
    start = result["start_to_ready"]
    yield "start to ready, s", f"{start['median_s']:.2f}", f"{start['bare_median_s']:.2f}", *none
    yield "its ratio", f"{start['ratio']:.2f}", "1", *goal("start_ratio")
    calibration = result["calibration"]
    loop = f"{calibration['median_ms']:.2f}, {calibration['spread']:.1%}, {calibration['drift']:.1%}"
    yield "a fixed loop: ms, spread, drift", loop, "", *none


def _mb(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"
