"""`make fleet`: ten thousand merchants, from the first ticket to every answer. Prints one JSON object.

The bot is the production one, WeChat and Slack are the sandboxes, all of them processes on this machine.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.clock import NOW
from tests.e2e.person import eventually
from tests.e2e.platform import at, reads, restart, rows
from tests.forked import launched
from tools.sandbox.launch import Plan, Running
from tools.sandbox.wechat.config import fleet_programs

_PATIENCE: Final = 1800.0


def counted(running: Running, table: str) -> int:
    [(count,)] = rows(running, f"SELECT count(*) FROM {table}")  # noqa: S608  # our own names
    return int(str(count))


def memory(running: Running) -> int:
    """Return what the bot's process holds, in MiB."""
    _, resident, *_ = Path(f"/proc/{running.processes['bot'].pid}/statm").read_text(encoding="ascii").split()
    return int(resident) * os.sysconf("SC_PAGE_SIZE") // 1024**2


async def until(running: Running, table: str, count: int) -> float:
    """Wait until a table has so many rows; the seconds that it took."""
    begun = time.monotonic()

    async def there() -> bool:
        return counted(running, table) == count

    await eventually(there, within=_PATIENCE)
    return round(time.monotonic() - begun, 2)


async def answers(ask: Callable[[str], Awaitable[object]], words: list[str]) -> dict[str, float]:
    """How long people wait for an answer, in milliseconds."""
    spent = []
    for word in words:
        begun = time.monotonic()
        assert await ask(word)
        spent.append((time.monotonic() - begun) * 1000)
    return {"median_ms": round(median(spent)), "longest_ms": round(max(spent))}


async def run(programs: int, directory: Path, *, times: int = 20) -> dict[str, Any]:
    """Everything, once; each question so many times."""
    fleet = fleet_programs(programs)
    plan = Plan(
        directory,
        NOW,
        component=True,
        programs=(),
        tickets=False,
        fleet=programs,
        seeded=False,
        ports=(0, 0, 0),
        quiet=True,
    )
    async with launched(plan) as running, at(running) as alice:
        before = memory(running)
        await alice.no_faults()
        await alice.wechat.post("/sandbox/tickets/push")
        synced = await until(running, "programs", programs)
        after_sync = memory(running)
        running = await restart(running, {})  # noqa: PLW2901  # it looks at once instead of within a minute
        swept = await until(running, "snapshots", programs)
        after_sweep = memory(running)
        once = set((await reads(alice.wechat)).values()) == {1}
        chosen = fleet[:: max(1, programs // times)][:times]
        return {
            "programs": programs,
            "synced_s": synced,
            "swept_s": swept,
            "each_asked_once": once,
            "memory_mb": {"before": before, "after_sync": after_sync, "after_sweep": after_sweep},
            "search": await answers(alice.ask, [f"/baselib programs {program.nickname}" for program in chosen]),
            "select": await answers(
                partial(alice.options, await alice.ask("/baselib"), "program.pick"), [one.appid for one in chosen]
            ),
            "report": await answers(alice.ask, [f"/baselib report {program.appid}" for program in chosen]),
            "fleet": await answers(alice.ask, ["/baselib fleet"] * times),
            "fleet_raise": await answers(alice.ask, ["/baselib fleet raise 3.8.0"] * times),
        }


def main() -> None:
    parser = argparse.ArgumentParser(prog="make fleet", description=__doc__)
    parser.add_argument("--programs", type=int, default=10_000, help="how many merchants")
    with TemporaryDirectory(prefix="baselib-fleet-") as directory:
        figures = asyncio.run(run(parser.parse_args().programs, Path(directory)))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
