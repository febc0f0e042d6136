"""Measures one fleet, in a process of its own; prints a JSON object."""

import asyncio
import datetime as dt
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import uvloop

from bench.clock import present
from bench.figures import median, milliseconds
from bench.fleet import TEAM_ID, fleet
from bench.machine import resident_mb, settle
from bench.sweeping import KnownSoFar, production_sweep
from bot.blocks.digest.fleet_digest import fleet_digest_message
from bot.blocks.fleet.fleet import fleet_message
from bot.blocks.fleet.raise_ import fleet_raise_message
from bot.domain.access.roles import Viewpoint
from bot.domain.delivery.schedule import Schedule
from bot.domain.digest.fleet_digest import fleet_changes
from bot.domain.digest.subscription import Scope, Subscription
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.i18n import texts_for
from bot.logs import configure_logging
from bot.settings import Settings
from bot.usecases.digest.compose_fleet import ComposeFleetDigest
from bot.usecases.digest.recent_decisions import RecentDecisions
from bot.wiring.core import Core, open_core

_TIMES: Final = 7
_LOOK_EVERY_S: Final = 0.001


async def measure(database_url: str, api_url: str, size: int, swept: int) -> dict[str, Any]:
    """The figures of a fleet.

    Args:
        database_url: of a database that `bench.growth.seed` filled.
        api_url: the stand-in for WeChat.
        size: how many programs.
        swept: how many of them a sweep reads.
    """
    settings = Settings.model_validate({"database_url": database_url})
    async with open_core(settings) as core:
        settle()
        begun = resident_mb()
        answers = await _answers(core, size)
        memory = {"before": round(begun, 1), "after": round(resident_mb(), 1)}
    return {
        "programs": size,
        "engine": "PostgreSQL" if core.database.shared else "SQLite",
        "memory_mb": memory,
        **answers,
        "sweep": await _sweep(api_url, database_url, size, swept),
    }


async def _answers(core: Core, size: int) -> dict[str, Any]:
    reading, seen, now = core.usecases, Viewpoint.everything(TEAM_ID), present()
    texts, kept = texts_for("en"), core.repositories
    decisions = RecentDecisions(kept.decisions, kept.rollouts)
    compose = ComposeFleetDigest(
        reading.read_fleet, kept.read_failures, kept.deliveries, kept.fleet_memories, decisions
    )

    async def of_fleet() -> None:
        report = await reading.read_fleet(seen, now=now)
        assert len(report.rows) == size
        assert fleet_message(report, texts).blocks

    async def of_raise() -> None:
        assert fleet_raise_message(await reading.raise_fleet(seen, Version.parse("3.8.0")), texts).blocks

    async def of_digest() -> None:
        digest, slot = await compose(_SUBSCRIPTION, now=now), now.date()
        await kept.fleet_memories.keep(TEAM_ID, _SUBSCRIPTION.id, slot, digest.memory, forget_before=slot)
        before = await kept.fleet_memories.get(TEAM_ID, _SUBSCRIPTION.id, slot)
        assert before is not None
        assert not (await asyncio.to_thread(fleet_changes, before, digest.memory)).rows
        assert fleet_digest_message(digest, texts).blocks

    answers = {"fleet": of_fleet, "fleet_raise": of_raise, "digest": of_digest}
    return {name: await _timed(ask) for name, ask in answers.items()}


async def _timed(ask: Callable[[], Awaitable[None]]) -> dict[str, float]:
    """The first answer and the median of the others, by the clock and by the processor; the longest hold."""
    spent = []
    async with _watching() as longest:
        for _ in range(_TIMES):
            clock, processor = time.perf_counter(), time.process_time()
            await ask()
            spent.append((time.perf_counter() - clock, time.process_time() - processor))
    (first, first_cpu), *others = spent
    return {
        "first_ms": milliseconds(first),
        "first_cpu_ms": milliseconds(first_cpu),
        "warm_ms": milliseconds(median([clock for clock, _ in others])),
        "warm_cpu_ms": milliseconds(median([processor for _, processor in others])),
        "loop_held_ms": milliseconds(max(longest)),
    }


@asynccontextmanager
async def _watching() -> AsyncIterator[list[float]]:
    """How long the event loop worked between two looks: its own processor time, whatever else the machine does."""
    found = [0.0]

    async def look() -> None:
        last = time.thread_time()
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)  # what the loop did between two looks is measured
            now = time.thread_time()
            found.append(now - last)
            last = now

    watch = asyncio.create_task(look())
    try:
        yield found
    finally:
        watch.cancel()


async def _sweep(api_url: str, database_url: str, size: int, swept: int) -> dict[str, float]:
    """A sweep of some programs beside all the others."""
    known = KnownSoFar()
    known.programs = [Program(each.appid) for each in fleet(size)[:swept]]
    async with production_sweep(api_url, database_url, known) as keep:
        clock, processor = time.perf_counter(), time.process_time()
        (done,) = (await keep(now=present())).values()
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
    assert done.kept == swept, done
    return {
        "programs": swept,
        "ms_per_program": milliseconds(clock / swept),
        "cpu_ms_per_program": milliseconds(processor / swept),
        "whole_fleet_s": round(clock / swept * size, 1),
    }


_SUBSCRIPTION: Final = Subscription(
    id="growth",
    team_id=TEAM_ID,
    channel_id="C0BENCH",
    appids=(),
    schedule=Schedule((0,), dt.time(9), "Asia/Shanghai"),
    locale="en",
    owner_id="U0BENCH",
    created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    scope=Scope(fleet=True),
)


if __name__ == "__main__":
    configure_logging(level="WARNING", log_format="console", secrets=())
    url, api, *counts = sys.argv[1:]
    print(json.dumps(uvloop.run(measure(url, api, *map(int, counts)))))
