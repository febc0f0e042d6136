"""The machine and versions that the figures were measured with: no names, no paths."""

import gc
import os
import platform
import resource
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.figures import median, milliseconds, spread

_TIMES: Final = 25
_WORK: Final = 100_000
_QUIET_LOAD: Final = 0.5
_QUIET_SPREAD: Final = 0.08
_QUIET_DRIFT: Final = 0.1
_PACKAGES: Final = ("slack-bolt", "uvicorn", "httpx", "uvloop", "aiohttp", "sqlalchemy", "aiosqlite")
_CPUINFO: Final = Path("/proc/cpuinfo")
_STATM: Final = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Cores:
    """A core for the measured process and one for everything else; both None where that is not possible."""

    measured: int | None
    other: int | None

    @classmethod
    def of_this_machine(cls) -> "Cores":
        """The first and the last one that this process may use now."""
        allowed = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        return cls(allowed[0], allowed[-1]) if len(allowed) > 1 else cls(None, None)


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a run took place."""

    cores: int
    model: str
    system: str
    pinned: bool
    """Whether the process measured had a core of its own, and everything else the other."""
    load_before: float
    """The system's load average of the last minute, before the run."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How long one fixed piece of work takes, before, during and after a run: the same on a machine that is quiet."""

    median_ms: float
    spread: float
    """How far the middle half of the times reaches, as a part of the median."""
    drift: float
    """By how much the slowest of the three moments is slower than the fastest."""


class Calibrator:
    """Measures the fixed piece of work now and then."""

    def __init__(self) -> None:
        self._moments: list[list[float]] = []

    def measure(self) -> None:
        """Work on the core of this process, for about a quarter of a second."""
        times = []
        for _ in range(_TIMES):
            begun = time.perf_counter()
            sum(number * number for number in range(_WORK))
            times.append(time.perf_counter() - begun)
        self._moments.append(times)

    def result(self) -> Calibration:
        """Of all moments so far."""
        medians, every = [median(times) for times in self._moments], [one for times in self._moments for one in times]
        drift = max(medians) / min(medians) - 1
        return Calibration(milliseconds(median(every)), round(spread(every), 3), round(drift, 3))


def reasons_not_to_judge(machine: Machine, calibration: Calibration) -> list[str]:
    """What shows that other work went on: then figures say nothing about goals. Empty on a quiet machine."""
    found = []
    if machine.load_before > _QUIET_LOAD:
        found.append(f"load {machine.load_before} before the run")
    if calibration.spread > _QUIET_SPREAD:
        found.append(f"the same work took times {calibration.spread:.0%} apart")
    if calibration.drift > _QUIET_DRIFT:
        found.append(f"the same work took {calibration.drift:.0%} longer at another moment")
    return found


def machine() -> Machine:
    """This machine, now."""
    pinned = Cores.of_this_machine().measured is not None
    system = f"{platform.system()} {platform.machine()}"
    return Machine(os.cpu_count() or 1, _model(), system, pinned, round(os.getloadavg()[0], 2))


def versions() -> dict[str, str]:
    """The versions of Python and of the packages whose speed matters."""
    return {"python": platform.python_version()} | {package: version(package) for package in _PACKAGES}


def settle() -> None:
    """Exclude existing objects from garbage collection, as the bot does once it has started."""
    gc.collect()
    gc.freeze()


def resident_mb() -> float:
    """This process's resident memory now (MB); its peak where the system has no other figure."""
    if _STATM.exists():
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize() / 1024**2
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024


def _model() -> str:
    lines = _CPUINFO.read_text(encoding="utf-8").splitlines() if _CPUINFO.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")
