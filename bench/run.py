"""One run, from the first process to the result."""

import sqlite3
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Final

from bench.agents import agents_calls
from bench.answering import answering
from bench.busy import beside_load
from bench.effort import IN_FLIGHT, Effort
from bench.figures import median, summary
from bench.machine import Calibrator, Cores, machine, versions
from bench.processes import pin, tool
from bench.results import Memory, Result, Sweep, Trend
from bench.seed import months, sampled, seed
from bench.serving import acks, compared, load, picker, progress, starts, sweeping
from bench.site import Site, site
from bot.sandbox.launch import Start, start_python

_SWEPT: Final = "swept"
"""The database with today's snapshot of every program, so that no sweep runs during a measurement."""
_MONTHS: Final = "months"
"""The database with months of history and nothing of today."""


async def run(effort: Effort, start: Start = start_python) -> Result:
    """Measure everything.

    Args:
        effort: how much.
        start: how processes are started.

    Raises:
        BenchError, WrongAnswerError: something does not work; a missed goal is not an error.
    """
    begun, on, cores = time.perf_counter(), machine(), Cores.of_this_machine()
    pin(cores.other)
    calibrator = Calibrator()
    calibrator.measure()
    async with site(effort, cores, start=start) as here:
        await _databases(here)
        first, after_start = await starts(here, _SWEPT)
        ours, bare = await load(here, _SWEPT)
        throughput = await compared(here, ours, bare)
        picked = await picker(here, _SWEPT)
        calibrator.measure()
        busy, after_sweep = await sweeping(here, _MONTHS)
        answers = await answering(here, _MONTHS)
        agents = await agents_calls(here, _MONTHS)
        _forget(here.database(_MONTHS), here.today)
        beside = await beside_load(here, _SWEPT, _MONTHS)
        _forget(here.database(_MONTHS), here.today)
        sweep = await _sweep(here)
        trend = await _trend(here)
    calibrator.measure()
    return Result(
        machine=on,
        calibration=calibrator.result(),
        versions=versions(),
        quick=effort.quick,
        programs=effort.programs,
        took_s=round(time.perf_counter() - begun, 1),
        start_to_ready=first,
        throughput=throughput,
        ack_unloaded=acks(ours),
        ack_unloaded_bare=acks(bare),
        ack_during_sweep=busy,
        beside_load=beside,
        picker=picked,
        answers=answers,
        agents=agents,
        sweep=sweep,
        peak_memory_mb=Memory(after_start, ours.peak_mb, after_sweep, bare.peak_mb),
        trend=trend,
    )


async def _databases(here: Site) -> None:
    progress("databases")
    programs = here.effort.programs
    await seed(here.database_url(_SWEPT), {here.today: range(programs)})
    await seed(here.database_url(_MONTHS), months(programs, sampled(programs, here.effort.sampled), here.today))


def _forget(database: Path, today: date) -> None:
    """Delete what a sweep has stored, so that the next one has to do everything again."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM snapshots WHERE day >= ?", [today.isoformat()])
        connection.commit()


async def _sweep(here: Site) -> Sweep:
    progress("sweep and bare loop")
    effort = here.effort
    arguments = [here.upstream_url, here.database_url(_MONTHS), str(effort.programs), str(effort.pieces)]
    spent = await _tool(here, "bench.sweeping", *arguments)
    ours, bare = sum(spent["ours"]), sum(spent["bare"])
    in_turns = {side: [round(seconds, 3) for seconds in spent[side]] for side in ("ours", "bare")}
    return Sweep(
        in_flight=IN_FLIGHT,
        ours_s=round(ours, 2),
        bare_s=round(bare, 2),
        ratio=round(median([one / other for one, other in zip(spent["ours"], spent["bare"], strict=True)]), 3),
        ours_pieces=in_turns["ours"],
        bare_pieces=in_turns["bare"],
        memory_mb=[round(megabytes, 1) for megabytes in spent["memory"]],
    )


async def _tool(here: Site, *arguments: str) -> Any:
    return await tool(arguments, directory=here.directory, core=here.cores.measured, start=here.start)


async def _trend(here: Site) -> Trend:
    progress("trend")
    effort = here.effort
    arguments = [here.database_url(_MONTHS), effort.programs, effort.sampled, effort.reads, here.today]
    found = await _tool(here, "bench.trend", *map(str, arguments))
    _, read_p50, read_p99, _ = summary(found["read"])
    _, compute_p50, compute_p99, _ = summary(found["compute"])
    size = round(here.database(_MONTHS).stat().st_size / 1024**2, 1)
    return Trend(round(median(found["snapshots"])), read_p50, read_p99, compute_p50, compute_p99, size)
