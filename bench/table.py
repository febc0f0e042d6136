"""The table in docs/develop/performance.md, from the JSON of a run."""

from collections.abc import Iterator, Mapping
from typing import Any

from bench import markdown


def table(result: Mapping[str, Any]) -> str:
    """Markdown."""
    return markdown.table(("| figure | Baselib | bare | goal | |", "|---|--:|--:|--:|---|"), _rows(result))


def _rows(result: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    load, idle, bare = result["throughput"], result["ack_unloaded"], result["ack_unloaded_bare"]
    busy, sweep, trend = result["ack_during_sweep"], result["sweep"], result["trend"]
    memory, goals, programs = result["peak_memory_mb"], result["goals"], f"{result['programs']:,} programs"

    def goal(name: str) -> tuple[str, str]:
        return markdown.verdict(goals[name])

    none = ("", "")
    yield (
        f"requests/s, {load['connections']} connections",
        _whole(load["ours_per_s"]),
        _whole(load["bare_per_s"]),
        *none,
    )
    yield "the same, ratio", f"{load['ratio']:.2f}", "1", *goal("throughput_ratio")
    yield "unloaded ack, p50 ms", _ms(idle["p50_ms"]), _ms(bare["p50_ms"]), *goal("ack_unloaded_p50_ms")
    yield "unloaded ack, p99 ms", _ms(idle["p99_ms"]), _ms(bare["p99_ms"]), *none
    yield f"ack while {programs} are swept, p50 ms", _ms(busy["p50_ms"]), "", *none
    yield f"ack while {programs} are swept, p99 ms", _ms(busy["p99_ms"]), "", *goal("ack_during_sweep_p99_ms")
    picker = result["picker"]
    yield f"choices of a select among {programs}, p50 ms", _ms(picker["p50_ms"]), "", *none
    yield f"choices of a select among {programs}, p99 ms", _ms(picker["p99_ms"]), "", *goal("picker_p99_ms")
    answers = result["answers"]
    for name in ("can", "trend"):
        asked = f"answer to `/baselib {name}` among {programs}"
        yield f"{asked}, p50 ms", _ms(answers[name]["p50_ms"]), "", *goal(f"{name}_p50_ms")
        yield f"{asked}, p99 ms", _ms(answers[name]["p99_ms"]), "", *none
    yield "the same, asked about a program for the first time, p50 ms", _ms(answers["trend_first"]["p50_ms"]), "", *none
    yield "the same, asked about a program for the first time, p99 ms", _ms(answers["trend_first"]["p99_ms"]), "", *none
    yield f"sweep of {programs}, s", f"{sweep['ours_s']:.1f}", f"{sweep['bare_s']:.1f}", *none
    yield "the same, ratio", f"{sweep['ratio']:.2f}", "1", *goal("sweep_ratio")
    grown = sweep["memory_mb"][-1] - sweep["memory_mb"][0]
    yield "memory that the last four fifths of it add, MB", f"{grown:.0f}", "", *goal("sweep_growth_mb")
    yield "peak memory after start, MB", _mb(memory["after_start"]), "", *none
    yield "peak memory after load, MB", _mb(memory["after_load"]), _mb(memory["bare_after_load"]), *none
    yield "peak memory after a sweep, MB", _mb(memory["after_sweep"]), "", *none
    yield "start to ready, s", f"{result['start_to_ready']['median_s']:.2f}", "", *none
    snapshots = f"{trend['snapshots']} snapshots of 1 of {programs}"
    yield f"read {snapshots}, p50 ms", _ms(trend["read_p50_ms"]), "", *none
    yield f"read {snapshots}, p99 ms", _ms(trend["read_p99_ms"]), "", *none
    yield "compute a digest's section of them, p50 ms", _ms(trend["compute_p50_ms"]), "", *none
    yield "compute a digest's section of them, p99 ms", _ms(trend["compute_p99_ms"]), "", *none


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _ms(value: float) -> str:
    return f"{value:.2f}"


def _mb(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"
