"""Other work on every core, and acknowledgements beside it: with and without a sweep."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from bench.effort import ACK_EVERY_S
from bench.figures import summary
from bench.load import latencies
from bench.machine import Cores
from bench.processes import pin
from bench.results import Acks, BesideLoad
from bench.serving import progress, sweeping, warm_up
from bench.site import Site

_LOOP: Final = "while True: pass"


@asynccontextmanager
async def _other_work(cores: Cores) -> AsyncIterator[None]:
    """One endless loop on the bot's core and one on the other, as `stress-ng --cpu 2` on two cores."""
    processes = []
    try:
        for core in (cores.measured, cores.other):
            process = await asyncio.create_subprocess_exec(sys.executable, "-c", _LOOP)
            processes.append(process)
            pin(core, process.pid)
        yield
    finally:
        for process in processes:
            process.kill()
            await process.wait()


async def beside_load(here: Site, swept: str, unswept: str) -> BesideLoad:
    """A command every 10 ms while every core has other work to do.

    Args:
        here: the site.
        swept: the database with today's snapshots.
        unswept: the one without.

    Raises:
        BenchError: an acknowledgement is not what is to be measured.
    """
    progress("acks beside other work")
    async with here.bot(swept) as bot:
        await warm_up(here, bot, until=b"help.all")
        async with _other_work(here.cores):
            alone = await latencies(bot.port, here.command(bot), count=here.effort.acks // 4, every_s=ACK_EVERY_S)
    progress("acks during a sweep beside other work")
    async with _other_work(here.cores):
        during, _ = await sweeping(here, unswept, within_s=here.effort.busy_sweep_s)
    return BesideLoad(Acks(*summary(alone)), during)
