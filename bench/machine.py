"""The machine and versions that the figures were measured with: no names, no paths."""

import gc
import os
import platform
import resource
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

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
    """The system's load average of the last minute, before the run: above about 0.5, other processes were busy."""


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
