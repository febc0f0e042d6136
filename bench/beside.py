"""`make bench OF=<folder>`: ask this code and another folder's in turns about one program; print one JSON object.

Both bots are up all the time, on one core, with what the other folder's code stored. Their processor's time tells more
than the clock: it hardly depends on what else the machine does.
"""

import argparse
import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import IO, Any, Final

import uvloop

from bench.agents import ADMINS
from bench.kit.fleet import TEAM_ID, fleet
from bench.kit.load import Inbox
from bench.kit.machine import processor_s
from bench.kit.page import Figures, latency
from bench.kit.seed import sampled
from bench.kit.site import BenchError, Person, Server, Site, progress, site, slash_command, tool_call
from bench.kit.wire import callers
from bench.serving import sweep_s, warm_up
from tools.sandbox.launch import Process, end
from tools.sandbox.seed import bare_environment

_PROGRAMS: Final = 600
_WARM_UPS: Final = 6
_SWEPT_WITHIN_S: Final = 120.0
_SEEDED_WITHIN_S: Final = 300.0
_VERSION: Final = "3.8.0"
_CAN: Final = "can wx.getPrivacySetting request.enableChunked"
_TOLD: Final = "{question:14} processor {processor:.2f}, clock {clock:.2f}"
_SEED: Final = """
import asyncio, sys
from datetime import date
try:
    from bench.kit import fleet
except ImportError:
    from bench.kit import upstream as fleet
url, programs, sample, today, fleet.TEAM_ID = sys.argv[1:]
from bench.kit.seed import months, sampled, seed
numbers = sampled(int(programs), int(sample))
asyncio.run(seed(url, months(int(programs), numbers, date.fromisoformat(today))))
"""
"""Run by either code: the older one's tables are those that the newer one can migrate."""


@dataclass
class _Side:
    """One code's bot, and what its answers took (seconds): by the clock, and of all its threads' processor time."""

    bot: Server
    clock: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, list[float]] = field(default_factory=dict)

    async def time(self, question: str, shows: bytes, ask: Callable[[Server], Awaitable[bytes]]) -> None:
        """Ask once."""
        pid = self.bot.process.pid
        begun, used = perf_counter(), processor_s(pid)
        answer = await ask(self.bot)
        self.clock.setdefault(question, []).append(perf_counter() - begun)
        self.processor.setdefault(question, []).append(processor_s(pid) - used)
        if shows not in answer:
            raise BenchError(f"no answer to {question}: {answer[:200].decode(errors='replace')}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; `arguments` are those of the process unless given."""
    parser = argparse.ArgumentParser(prog="python -m bench.beside", description="Compare with another folder's code.")
    parser.add_argument("of", type=Path, metavar="FOLDER", help="a checkout with its .venv")
    parser.add_argument("--questions", type=int, default=100, metavar="N", help="how many of each kind (100)")
    options = parser.parse_args(arguments)
    found = uvloop.run(beside(options.of.resolve(), options.questions))
    print(json.dumps(found, indent=2))


async def beside(folder: Path, questions: int) -> Figures:
    """Ask this code and that of a folder each question so many times; for each question both, and the ratios."""
    programs = max(_PROGRAMS, 4 * (questions + _WARM_UPS))
    async with site(programs) as here, AsyncExitStack() as stack:
        there = replace(here, start=partial(_start_in, folder))
        await _seeded(here, folder, 4 * (questions + _WARM_UPS))
        sides = []
        for name, where in (("ours", here), ("others", there)):
            progress(f"start and first sweep of {name}")
            shutil.copy(here.database("seeded"), here.database(name))
            bot = await stack.enter_async_context(where.bot(name, {"BASELIB_ADMINS": ",".join(ADMINS)}))
            if await sweep_s(here, name, _SWEPT_WITHIN_S) is None:
                raise BenchError("the sweep does not end")
            await warm_up(here, bot)
            sides.append(_Side(bot))
        progress("questions in turns")
        async with Inbox.open() as inbox:
            await _ask_in_turns(here, sides, inbox, questions + _WARM_UPS)
    return {question: _compared(question, *sides) for question in sides[0].clock}


async def _ask_in_turns(here: Site, sides: Sequence[_Side], inbox: Inbox, rounds: int) -> None:
    numbers, people = sampled(here.programs, 4 * rounds), cycle(ADMINS)
    for number in range(rounds):
        by_report, by_raise, by_trend, by_agent = (
            fleet(here.programs)[numbers[kind * rounds + number]] for kind in range(4)
        )
        for side in sides if number % 2 else sides[::-1]:
            for text, alias, shows in (
                ("report", by_report.alias, b"data_table"),
                (f"raise {_VERSION}", by_raise.alias, b"blocks"),
                ("trend", by_trend.alias, b"data_visualization"),
                (_CAN, by_trend.alias, b"getPrivacySetting"),
            ):
                for first in ("first ", "") if text != _CAN else ("",):
                    ask = partial(_typed, inbox, f"{text} {alias}")
                    await side.time(f"{first}{text.split()[0]}", shows, ask)
        for side, person in zip(sides, (next(people),) * 2, strict=True):
            for first in ("first ", ""):
                await side.time(f"{first}call", b"result", partial(_called, by_agent.appid, person, number + 1))


async def _typed(inbox: Inbox, text: str, bot: Server) -> bytes:
    async with callers(bot.port, 1) as (caller,):
        _, answer = await inbox.ask(caller, lambda url: slash_command(text, port=bot.port, response_url=url))
    return answer


async def _called(appid: str, person: str, number: int, bot: Server) -> bytes:
    about = {"program": appid, "version": _VERSION}
    request = tool_call("cost_of_minimum", about, person=Person(person), number=number, port=bot.port)
    async with callers(bot.port, 1) as (caller,):
        return await caller.ask(request)


def _compared(question: str, ours: _Side, others: _Side) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("processor", "clock"):
        mine, its = (latency(getattr(side, name)[question][_WARM_UPS:]) for side in (ours, others))
        found |= {f"{name}_ms": mine["p50_ms"], f"others_{name}_ms": its["p50_ms"]}
        found[name] = round(mine["p50_ms"] / its["p50_ms"], 3)
    progress(_TOLD.format(question=question, **found))
    return found


async def _seeded(here: Site, folder: Path, sample: int) -> None:
    progress("database of the other code")
    arguments = (here.database_url("seeded"), str(here.programs), str(sample), here.today.isoformat(), TEAM_ID)
    process = await _run_in(folder, ["-c", _SEED, *arguments], bare_environment(), folder, None)
    try:
        async with asyncio.timeout(_SEEDED_WITHIN_S):
            if status := await process.wait():
                raise BenchError(f"the other code's seed ended with {status}")
    finally:
        await end(process, within=1)


async def _start_in(
    folder: Path, arguments: Sequence[str], environment: Mapping[str, str], directory: Path, log: IO[bytes] | None
) -> Process:
    return await _run_in(folder, ["-m", *arguments], environment, directory, log)


async def _run_in(
    folder: Path, arguments: Sequence[str], environment: Mapping[str, str], directory: Path, log: IO[bytes] | None
) -> Process:
    python = folder / ".venv" / "bin" / "python"
    return await asyncio.create_subprocess_exec(
        python, *arguments, env=environment, cwd=directory, stdout=log, stderr=log
    )


if __name__ == "__main__":
    main()
