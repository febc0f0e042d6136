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
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from bot.sandbox.launch import Plan, Running
from bot.sandbox.wechat.config import fleet_programs
from tests.clock import NOW
from tests.e2e.person import Person, eventually
from tests.e2e.platform import at, reads, restart, rows
from tests.forked import launched

_PATIENCE: Final = 1800.0
_TIMES: Final = 20
_MB: Final = 1024 * 1024
_PLACES: Final = 2


def counted(running: Running, table: str) -> int:
    """The rows of a table."""
    [(count,)] = rows(running, f"SELECT count(*) FROM {table}")  # noqa: S608  # our own names
    return int(str(count))


def memory(running: Running) -> int:
    """What the bot's process holds, in MiB."""
    _, resident, *_ = Path(f"/proc/{running.processes['bot'].pid}/statm").read_text(encoding="ascii").split()
    return int(resident) * os.sysconf("SC_PAGE_SIZE") // _MB


async def until(look: Callable[[], bool]) -> float:
    """Wait for something; the seconds that it took."""
    begun = time.monotonic()

    async def there() -> bool:
        return look()

    await eventually(there, within=_PATIENCE)
    return round(time.monotonic() - begun, _PLACES)


async def answers(ask: Callable[[str], Awaitable[Any]], words: list[str]) -> dict[str, float]:
    """How long people wait for an answer, in milliseconds."""
    spent = []
    for word in words:
        begun = time.monotonic()
        await ask(word)
        spent.append((time.monotonic() - begun) * 1000)
    return {"median_ms": round(median(spent)), "longest_ms": round(max(spent))}


async def run(programs: int, directory: Path) -> dict[str, Any]:
    """Everything, once."""
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
        synced = await until(lambda: counted(running, "programs") == programs)
        after_sync = memory(running)
        running = await restart(running, {})  # noqa: PLW2901  # it looks at once instead of within a minute
        swept = await until(lambda: counted(running, "snapshots") == programs)
        after_sweep = memory(running)
        once = set((await reads(alice.wechat)).values()) == {1}
        chosen = fleet[:: max(1, programs // _TIMES)][:_TIMES]
        return {
            "programs": programs,
            "synced_s": synced,
            "swept_s": swept,
            "each_asked_once": once,
            "memory_mb": {"before": before, "after_sync": after_sync, "after_sweep": after_sweep},
            "search": await answers(alice.ask, [f"/baselib programs {program.nickname}" for program in chosen]),
            "select": await answers(_picker(alice, await alice.ask("/baselib")), [one.appid for one in chosen]),
            "report": await answers(alice.ask, [f"/baselib report {program.appid}" for program in chosen]),
            "fleet": await answers(alice.ask, ["/baselib fleet"] * _TIMES),
            "fleet_raise": await answers(alice.ask, ["/baselib fleet raise 3.8.0"] * _TIMES),
        }


def _picker(alice: Person, message: dict[str, Any]) -> Callable[[str], Awaitable[Any]]:
    async def pick(word: str) -> None:
        assert await alice.options(message, "program.pick", word)

    return pick


def main() -> None:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(prog="make fleet", description=__doc__)
    parser.add_argument("--programs", type=int, default=10_000, help="how many merchants")
    with TemporaryDirectory(prefix="baselib-fleet-") as directory:
        figures = asyncio.run(run(parser.parse_args().programs, Path(directory)))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
