"""Reads the bot's `/metrics`."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from prometheus_client.parser import text_string_to_metric_families

from bench.load import fetch
from bench.processes import BenchError

_LOOK_EVERY_S: Final = 0.25
_RESIDENT: Final = re.compile(rb"^process_resident_memory_bytes (\S+)$", re.MULTILINE)
Page = Mapping[tuple[str, ...], float]
"""By a sample's name and its labels' values."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What the process takes of the machine."""

    memory_mb: float
    """Resident."""
    handles: int
    tasks: int
    """Of the event loop."""
    threads: int


def _mb(size: float) -> float:
    return round(size / 1024**2, 1)


async def page(port: int) -> Page:
    """All samples of this moment."""
    text = (await fetch(port, "/metrics")).decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def weight(metrics: Page) -> Weight:
    """The samples that must not grow."""
    return Weight(
        memory_mb=_mb(metrics["process_resident_memory_bytes",]),
        handles=int(metrics["process_open_fds",]),
        tasks=int(metrics["baselib_asyncio_tasks",]),
        threads=int(metrics["baselib_threads",]),
    )


@asynccontextmanager
async def memory(port: int, *, every: float) -> AsyncIterator[list[float]]:
    """Resident memory (MB) when this is opened, every so many seconds while it is open, and when it is closed.

    Raises:
        BenchError: the bot says nothing of it.
    """
    looks = [await _resident_mb(port)]

    async def look() -> None:
        while True:
            await asyncio.sleep(every)  # memory says nothing by itself
            looks.append(await _resident_mb(port))

    looking = asyncio.create_task(look())
    try:
        yield looks
    finally:
        looking.cancel()
    with suppress(asyncio.CancelledError):
        await looking  # what went wrong with it is raised now
    looks.append(await _resident_mb(port))


async def _resident_mb(port: int) -> float:
    # Parsing the whole page would hold up as many commands, which come from this process.
    found = _RESIDENT.search(await fetch(port, "/metrics"))
    if found is None:
        raise BenchError("the bot does not say how much memory it has")
    return _mb(float(found[1]))


def by_last_label(metrics: Page, name: str) -> dict[str, int]:
    """The samples of one name, added up by the value of their last label."""
    found: dict[str, int] = {}
    for (sample, *labels), value in metrics.items():
        if sample == name:
            found[labels[-1]] = found.get(labels[-1], 0) + int(value)
    return found


async def at_rest(port: int, *, within: float, for_: float) -> Weight:
    """What the process takes once nothing has run in the background for a while: connections that idle are gone then.

    Args:
        port: of the bot.
        within: seconds until nothing must run any more.
        for_: seconds of rest.

    Raises:
        BenchError: something still runs.
    """
    until = time.perf_counter() + within
    while (metrics := await page(port))["baselib_jobs", "running"] + metrics["baselib_jobs", "waiting"]:
        if time.perf_counter() > until:
            raise BenchError("the bot does not come to rest")
        await asyncio.sleep(_LOOK_EVERY_S)  # the bot does not signal when it is idle
    await asyncio.sleep(for_)  # connections that idle are closed after a time, not by an event
    return weight(await page(port))


async def delivered(port: int, *, within: float) -> None:
    """Wait until no delivery is open, nor put off; what still is after so many seconds shows in the result."""
    until = time.perf_counter() + within
    while time.perf_counter() < until:
        metrics = await page(port)
        if not any(value for (name, *_), value in metrics.items() if name == "baselib_deliveries_open"):
            return
        await asyncio.sleep(_LOOK_EVERY_S)  # nor does it when its last delivery has ended
