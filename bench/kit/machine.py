"""The machine and versions that the figures were measured with: no names, no paths."""

import asyncio
import gc
import os
import platform
import re
import resource
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple, TypeVar

from bench.kit.page import Figures, milliseconds, spread

NOW: Final = "VmRSS"
PEAK: Final = "VmHWM"
_TIMES: Final = 25
_WORK: Final = 100_000
_QUIET_LOAD: Final = 0.5
_QUIET_SPREAD: Final = 0.08
_QUIET_DRIFT: Final = 0.1
_PACKAGES: Final = ("slack-bolt", "uvicorn", "httpx", "uvloop", "aiohttp", "sqlalchemy", "aiosqlite")
_CPUINFO: Final = Path("/proc/cpuinfo")

_T = TypeVar("_T")


def present() -> datetime:
    """Return this instant (aware, UTC)."""
    return datetime.now(UTC)  # noqa: TID251  # what is measured is the production bot


class Cores(NamedTuple):
    """A core for the measured process and one for everything else; both None where that is not possible."""

    measured: int | None
    other: int | None


def cores() -> Cores:
    """Return the first and the last one that this process may use now."""
    allowed = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return Cores(allowed[0], allowed[-1]) if len(allowed) > 1 else Cores(None, None)


def pin(core: int | None, pid: int) -> None:
    """Let a process run on one core only; None leaves it alone."""
    if core is not None:
        os.sched_setaffinity(pid, {core})


def give_way(pid: int) -> None:
    """Let a process run after the load generator, which shares its core: what that waits for counts as the bot's."""
    os.setpriority(os.PRIO_PROCESS, pid, 19)


@contextmanager
def on_core(core: int | None) -> Iterator[None]:
    """Let this process run on one core only as long as this lasts; None leaves it alone."""
    allowed = os.sched_getaffinity(0) if core is not None else ()
    pin(core, 0)
    try:
        yield
    finally:
        if allowed:
            os.sched_setaffinity(0, allowed)


def calibrate() -> list[float]:
    """Seconds of one fixed piece of work, many times: the same at every moment on a machine that is quiet."""
    times = []
    for _ in range(_TIMES):
        begun = time.perf_counter()
        sum(number * number for number in range(_WORK))
        times.append(time.perf_counter() - begun)
    return times


def calibration(*moments: Sequence[float]) -> dict[str, float]:
    """Return the median and the spread of all times, and by how much the slowest moment is slower than the fastest."""
    medians, every = [median(times) for times in moments], [one for times in moments for one in times]
    drift = max(medians) / min(medians) - 1
    return {"median_ms": milliseconds(median(every)), "spread": round(spread(every), 3), "drift": round(drift, 3)}


@asynccontextmanager
async def looking(look: Callable[[], _T], *, every_s: float) -> AsyncIterator[list[_T]]:
    """Yield what a look finds when this is opened, at even intervals while it is open, and when it is closed."""
    looks = [look()]

    async def go_on() -> None:
        while True:
            await asyncio.sleep(every_s)  # what is looked at says nothing by itself
            looks.append(look())

    going_on = asyncio.create_task(go_on())
    try:
        yield looks
    finally:
        going_on.cancel()
        looks.append(look())


def reasons_not_to_judge(run: Figures) -> list[str]:
    """Return what shows that other work went on: then figures say nothing about goals. Empty on a quiet machine."""
    load, calibration = run["machine"]["load_before"], run["calibration"]
    reasons = {
        f"load {load} before the run": load > _QUIET_LOAD,
        f"the same work took times {calibration['spread']:.0%} apart": calibration["spread"] > _QUIET_SPREAD,
        f"the same work took {calibration['drift']:.0%} longer at another moment": calibration["drift"] > _QUIET_DRIFT,
    }
    return [reason for reason, so in reasons.items() if so]


def machine() -> dict[str, Any]:
    """Return this machine, its load average of a minute, and whether the measured process has its own core."""
    return {
        "cores": os.cpu_count() or 1,
        "model": _model(),
        "system": f"{platform.system()} {platform.machine()}",
        "pinned": cores().measured is not None,
        "load_before": round(os.getloadavg()[0], 2),
    }


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages whose speed matters."""
    return {"python": platform.python_version()} | {package: version(package) for package in _PACKAGES}


def settle() -> None:
    """Exclude existing objects from garbage collection, as the bot does once it has started."""
    gc.collect()
    gc.freeze()


def memory_mb(pid: int, which: str = NOW) -> float | None:
    """Return a process's resident memory (MB), now or at its peak; None where the system has no figure."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(rf"^{which}:\s+(\d+) kB", status.read_text("utf-8"), re.MULTILINE) if status.exists() else None
    return round(int(found[1]) / 1024, 1) if found else None


def processor_s(pid: int) -> float:
    """Processor time (seconds) that the threads of a process have used so far, by Linux's scheduler."""
    each = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text("utf-8").split()[0]) for thread in each) / 1e9


def own_memory_mb() -> float:
    """Return the same of this process now; its peak where the system has no other figure."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return memory_mb(os.getpid()) or round(peak, 1)


def _model() -> str:
    lines = _CPUINFO.read_text(encoding="utf-8").splitlines() if _CPUINFO.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")
