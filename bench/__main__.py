"""`make bench`: measure, and print one JSON object; each goal is compared with the documented figure."""

import argparse
import json
import sqlite3
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, Final

import uvloop

from bench import inside
from bench.agents import agents_calls
from bench.kit.machine import calibrate, calibration, machine, reasons_not_to_judge, versions
from bench.kit.page import DOCUMENTED, Figures, Page, filled, goal
from bench.kit.seed import months, sampled, seed
from bench.kit.site import Site, progress, site
from bench.serving import Effort, answering, beside_load, effort, load, picker, starts, sweeping
from tools.sandbox.launch import Start, start_python

_SWEPT: Final = "swept"
"""The database with today's snapshot of every program, so that no sweep runs during a measurement."""
_MONTHS: Final = "months"
"""The database with months of history and nothing of today."""

_TABLE: Final = """\
| figure | Baselib | bare | goal | |
|---|--:|--:|--:|---|
| requests/s, {load[connections]} connections | {load[ours_per_s]:,.0f} | {load[bare_per_s]:,.0f} |  |  |
| its ratio | {throughput[ratio]:.2f} | 1 | {throughput_ratio} |
| unloaded ack | {ack_unloaded} | {ack_unloaded_bare} |  |  |
| its ratio (p50) | {ack_unloaded_p50_ratio[value]:.2f} | 1 | {ack_unloaded_p50_ratio} |
| ack while {programs:,} programs are swept | {ack_during_sweep} |  | {ack_during_sweep_p99_ms:p99 *} |
| ack beside other work on every core | {beside_load[without_sweep]} |  |  |  |
| the same while {programs:,} programs are swept | {beside_load[during_sweep]} |  | {busy_sweep_p99_ms:p99 *} |
| its ratio (p99) | {busy_sweep_p99_ratio[value]:.1f} |  | {busy_sweep_p99_ratio} |
| that sweep, s | {beside_load[during_sweep][sweep_s]:.0f} |  |  |  |
| choices of a select | {picker} |  | {picker_p99_ms:p99 *} |
| answer to `/baselib can` | {answers[can]} |  | {can_p50_ms:p50 *} |
| answer to `/baselib trend` | {answers[trend]} |  | {trend_p50_ms:p50 *} |
| the first about a program | {answers[trend_first]} |  | {trend_first_p50_ms:p50 *} |
| call of an agent's tool | {agents[call]} |  | {agents_call_p50_ms:p50 *} |
| the first about a program | {agents[call_first]} |  |  |  |
| {agents[per_second]} calls a second | {agents[paced]} |  |  |  |
| ack before them | {agents[ack_alone]} |  |  |  |
| ack beside them | {agents[ack_beside]} |  | {agents_ack_p99_ms:p99 *} |
| answered, refused, without an answer | {outcomes[answered]:,}, {outcomes[refused]:,}, {outcomes[failed]:,} |  |  |  |
| answers with what is not the person's | {outcomes[leaked]:,} |  | {agents_leaked} |
| a digest's section of {trend[snapshots]} snapshots | {compute} |  |  |  |
| sweep of {programs:,} programs, s | {sweep[ours_s]:.1f} | {sweep[bare_s]:.1f} |  |  |
| its ratio | {sweep[ratio]:.2f} | 1 | {sweep_ratio} |
| memory added by its last four fifths, MB | {sweep_growth_mb[value]:.0f} |  | {sweep_growth_mb} |
| memory after start, MB | {memory[after_start]:.0f} |  | {after_start_mb} |
| peak memory after load, MB | {memory[after_load]:.0f} | {memory[bare_after_load]:.0f} |  |  |
| peak memory after a sweep, MB | {memory[after_sweep]:.0f} |  |  |  |
| start to ready, s | {start_to_ready[median_s]:.2f} | {start_to_ready[bare_median_s]:.2f} |  |  |
| its ratio | {start_to_ready[ratio]:.2f} | 1 | {start_ratio} |
| a fixed loop: ms, spread, drift | {loop[median_ms]:.2f}, {loop[spread]:.1%}, {loop[drift]:.1%} |  |  |  |"""


def table(run: Figures) -> str:
    """Return the table in docs/develop/performance.md."""
    short = {"load": run["throughput"], "outcomes": run["agents"]["outcomes"], "memory": run["peak_memory_mb"]}
    compute = {percentile: run["trend"][f"compute_{percentile}"] for percentile in ("p50_ms", "p99_ms")}
    return filled(_TABLE, {**run, **run["goals"], **short, "compute": compute, "loop": run["calibration"]})


def goals(run: Figures) -> Mapping[str, Figures]:
    """Every figure that has a goal. On a busy machine none is met or missed."""
    sweep, agents, unloaded = run["sweep"], run["agents"], run["ack_unloaded"]["p50_ms"]
    alone, during = run["beside_load"]["without_sweep"], run["beside_load"]["during_sweep"]
    found = {
        "throughput_ratio": goal(run["throughput"]["ratio"], ">=", 0.85),
        "ack_unloaded_p50_ratio": goal(round(unloaded / run["ack_unloaded_bare"]["p50_ms"], 3), "<=", 1.15),
        "start_ratio": goal(run["start_to_ready"]["ratio"], "<=", 4),
        "ack_during_sweep_p99_ms": goal(run["ack_during_sweep"]["p99_ms"], "<", 250),
        "busy_sweep_p99_ms": goal(during["p99_ms"], "<=", 250),
        "busy_sweep_p99_ratio": goal(round(during["p99_ms"] / alone["p99_ms"], 2), "<=", 3),
        "picker_p99_ms": goal(run["picker"]["p99_ms"], "<", 100),
        **{f"{name}_p50_ms": goal(answer["p50_ms"], "<=", 15) for name, answer in run["answers"].items()},
        "agents_call_p50_ms": goal(agents["call"]["p50_ms"], "<=", 15),
        "agents_ack_p99_ms": goal(agents["ack_beside"]["p99_ms"], "<=", 250),
        "agents_leaked": goal(agents["outcomes"]["leaked"], "<=", 0),
        "sweep_ratio": goal(sweep["ratio"], "<=", 1.2),
        "sweep_growth_mb": goal(round(sweep["memory_mb"][-1] - sweep["memory_mb"][0], 1), "<=", 20),
        "after_start_mb": goal(run["peak_memory_mb"]["after_start"], "<=", 120),
    }
    if during["sweep_s"] is None:  # without an end the times say nothing
        found |= {name: found[name] | {"met": False} for name in ("busy_sweep_p99_ms", "busy_sweep_p99_ratio")}
    if reasons_not_to_judge(run):
        return {name: each | {"met": None} for name, each in found.items()}
    return found


async def run(effort: Effort, start: Start = start_python) -> dict[str, Any]:
    """Measure everything."""
    begun, on, moments = time.perf_counter(), machine(), list[list[float]]()
    found: dict[str, Any] = {"machine": on, "versions": versions(), "quick": effort.quick, "programs": effort.programs}
    async with site(effort.programs, start=start) as here:
        months_url = here.database_url(_MONTHS)
        moments.append(calibrate())
        progress("databases")
        await seed(here.database_url(_SWEPT), {here.today: range(here.programs)})
        await seed(months_url, months(here.programs, sampled(here.programs, effort.sampled), here.today))
        found["start_to_ready"], after_start = await starts(here, _SWEPT, effort.starts)
        loaded, (after_load, bare_after_load) = await load(here, _SWEPT, effort)
        found |= loaded
        found["picker"] = await picker(here, _SWEPT, effort.searches)
        moments.append(calibrate())
        found["ack_during_sweep"], after_sweep = await sweeping(here, _MONTHS)
        found["answers"] = await answering(here, _MONTHS, effort)
        found["agents"] = await agents_calls(here, _MONTHS, effort)
        _forget(here)
        found["beside_load"] = await beside_load(here, _SWEPT, _MONTHS, effort)
        _forget(here)
        progress("sweep and bare loop")
        found["sweep"] = await here.measured(inside.sweep, here.wechat_url, months_url, here.programs, effort.pieces)
        progress("trend")
        today = here.today.isoformat()
        found["trend"] = await here.measured(
            inside.trend, months_url, here.programs, effort.sampled, effort.reads, today
        )
        moments.append(calibrate())
    found["peak_memory_mb"] = {
        "after_start": after_start,  # not the highest, but once it is ready
        "after_load": after_load,
        "after_sweep": after_sweep,  # of another process than the two before
        "bare_after_load": bare_after_load,
    }
    found |= {"calibration": calibration(*moments), "took_s": round(time.perf_counter() - begun, 1)}
    return found | {"goals": goals(found)}


def _forget(here: Site) -> None:
    """Delete what a sweep has stored, so that the next one has to do everything again."""
    with closing(sqlite3.connect(here.database(_MONTHS))) as connection:
        connection.execute("DELETE FROM snapshots WHERE day >= ?", [here.today.isoformat()])
        connection.commit()


PAGE = Page("performance.json", "| figure | Baselib |", table)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; `arguments` are those of the process unless given."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, and print one JSON object.")
    parser.add_argument("--quick", action="store_true", help="small counts, to see that it works")
    parser.add_argument("--programs", type=int, metavar="N", help="how many Mini Programs (10,000; 500 with --quick)")

    def measure(options: argparse.Namespace) -> Figures:
        if options.programs is not None and options.programs < 1:
            parser.error("--programs must be at least 1")
        found = uvloop.run(run(effort(quick=options.quick, programs=options.programs)))
        before = json.loads((DOCUMENTED / PAGE.figures).read_text(encoding="utf-8"))
        print(*changes(before, found), sep="\n", file=sys.stderr)
        if reasons := reasons_not_to_judge(found):
            print(f"No goal is judged, the machine was busy: {'; '.join(reasons)}", file=sys.stderr)
        return found

    PAGE.main(parser, measure, arguments)


def changes(before: Figures, now: Figures) -> Iterator[str]:
    """Yield a line for each goal: its figure now, and in the documentation. What has no figure there is new."""
    for name, found in now["goals"].items():
        old = before["goals"].get(name)
        was = f"{old['value']:g}" if old else "new"
        change = f"{found['value'] / old['value'] - 1:+.0%}" if old and old["value"] else ""
        verdict = {True: "met", False: "MISSED", None: "not judged"}[found["met"]]
        yield f"{name:28} {found['value']:>9g} (was {was:>8}) {change:>6} {found['goal']:>8} {verdict}"


if __name__ == "__main__":
    main()
