"""`make flood`: more calls of agents than the bot can answer; are people still answered, and what becomes of the calls?

Each person calls less often than they may. The rate that the bot can answer is measured before and after.
"""

import argparse
import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import count
from random import Random
from typing import Any, Final

import uvloop

from bench.kit.fleet import PEOPLE, fleet
from bench.kit.load import paced
from bench.kit.machine import machine, processor_s, versions
from bench.kit.page import Figures, goal, latency
from bench.kit.seed import Plan, months, sampled, seed
from bench.kit.site import Person, Server, Site, progress, site, tool_call
from bench.kit.wire import Caller, WrongAnswerError, callers
from bench.serving import warm_up
from tools.sandbox.launch import Start, start_python

CALLERS: Final = tuple(map(Person, PEOPLE[:300]))
PER_SECOND: Final = (50, 500)
_COMMANDS_PER_SECOND: Final = 20
_AT_ONCE: Final = 4
"""Callers that measure the unloaded rate: each calls again as soon as it is answered."""
_ASKED_ABOUT: Final = 50
_WARM_UP_PER_SECOND: Final = 15
_BUSY: Final = "HTTP/1.1 503"
_CLOSES: Final = "connection: close"
_DATABASE: Final = "flood"


def plan(here: Site) -> Plan:
    """Months of history of those that are asked about, and today's numbers of all."""
    return {
        **months(here.programs, sampled(here.programs, min(_ASKED_ABOUT, here.programs)), here.today),
        here.today: range(here.programs),
    }


@cache
def mixed(programs: int) -> Sequence[tuple[str, dict[str, Any]]]:
    """Tools and their arguments, in the order asked: seven about a program, then about another one."""
    found = list[tuple[str, dict[str, Any]]]()
    numbers = sampled(programs, min(_ASKED_ABOUT, programs))
    Random(5).shuffle(numbers)  # noqa: S311
    for number in numbers:
        about = {"program": fleet(programs)[number].appid}
        found += [
            ("find_programs", {"text": f"m{number // 10:04d}"}),
            ("get_breakdown", about),
            ("cost_of_minimum", {**about, "version": "3.0.0"}),
            ("highest_minimum", about),
            ("get_trend", about),
            ("can_use", {**about, "names": ["wx.getPrivacySetting"]}),
            ("explain_error", {"errcode": 61003}),
        ]
    return found


@dataclass
class _Flood:
    here: Site
    bot: Server
    stack: AsyncExitStack
    number: Iterator[int] = field(default_factory=count)
    idle: list[Caller] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)

    async def call(self, _number: int = 0) -> None:
        """Call the next tool for the next person, on a connection that is idle, or a new one."""
        number, mix = next(self.number), mixed(self.here.programs)
        name, arguments = mix[number % len(mix)]
        person = CALLERS[number % len(CALLERS)]
        request = tool_call(name, arguments, person=person, number=number, port=self.bot.port)
        begun = time.perf_counter()
        caller = self.idle.pop() if self.idle else (await self.stack.enter_async_context(callers(self.bot.port, 1)))[0]
        try:
            answer = json.loads(await caller.ask(request))
        except WrongAnswerError as error:
            refused = str(error).startswith(_BUSY)
            self.ends["refused" if refused else "failed"] += 1
            if refused and _CLOSES not in str(error).lower():
                self.idle.append(caller)
        except TimeoutError:
            self.ends["unanswered"] += 1
        else:
            self.idle.append(caller)
            good = answer["id"] == number and not answer["result"].get("isError")
            self.ends["answered" if good else "failed"] += 1
            self.seconds.append(time.perf_counter() - begun)


@asynccontextmanager
async def flooding(here: Site, bot: Server) -> AsyncIterator[_Flood]:
    """Return calls, whose connections are closed afterwards."""
    async with AsyncExitStack() as stack:
        yield _Flood(here, bot, stack)


async def unloaded(here: Site, bot: Server, seconds: float) -> Figures:
    """How many calls a second are answered when a few callers take turns, and what each takes of the processor."""
    async with flooding(here, bot) as flood:
        begun, before = time.perf_counter(), processor_s(bot.process.pid)

        async def keep_calling() -> None:
            while time.perf_counter() - begun < seconds:
                await flood.call()

        await asyncio.gather(*(keep_calling() for _ in range(_AT_ONCE)))
        took, answered = time.perf_counter() - begun, max(flood.ends["answered"], 1)
    return {
        "per_s": round(flood.ends["answered"] / took, 1),
        "processor_ms": round((processor_s(bot.process.pid) - before) / answered * 1000, 2),
        "ends": dict(flood.ends),
        "answered": latency(flood.seconds or [0.0]),
    }


async def flooded(here: Site, bot: Server, seconds: float, per_second: int) -> Figures:
    """Return calls at a pace that nothing slows down, beside slash commands."""
    async with flooding(here, bot) as flood:
        asking = asyncio.create_task(paced(flood.call, round(seconds * per_second), per_second=per_second))
        pid = bot.process.pid
        begun, before, own = time.perf_counter(), processor_s(pid), time.process_time()
        acks, lost = await commands(here, bot, seconds)
        answered, took, busy = flood.ends["answered"], time.perf_counter() - begun, processor_s(pid) - before
        own = time.process_time() - own
        await asking
    return {
        "per_second": per_second,
        "goodput": round(answered / took, 1),
        "busy": round(busy / took, 2),
        "busy_asking": round(own / took, 2),
        "ends": dict(flood.ends),
        "answered": latency(flood.seconds or [0.0]),
        "ack": latency(acks),
        "ack_lost": lost,
    }


async def commands(here: Site, bot: Server, seconds: float) -> tuple[Sequence[float], int]:
    """Seconds until each slash command is acknowledged, a late one delays no other; and how many were not."""
    request, idle, lost = here.command(bot), list[Caller](), 0
    async with AsyncExitStack() as stack:

        async def ask(_number: int) -> None:
            nonlocal lost
            caller = idle.pop() if idle else (await stack.enter_async_context(callers(bot.port, 1)))[0]
            try:
                await caller.ask(request)
            except (TimeoutError, WrongAnswerError):
                lost += 1
            else:
                idle.append(caller)

        return await paced(ask, round(seconds * _COMMANDS_PER_SECOND), per_second=_COMMANDS_PER_SECOND), lost


async def run(programs: int, seconds: float, start: Start = start_python) -> Figures:
    on = machine()
    async with site(programs, start=start) as here:
        progress("database")
        await seed(here.database_url(_DATABASE), plan(here))
        async with here.bot(_DATABASE) as bot:
            await warm_up(here, bot)
            measured = await phases(here, bot, seconds)
    return {"machine": on, "versions": versions(), "programs": programs, **measured}


async def phases(here: Site, bot: Server, seconds: float) -> Figures:
    """All phases against a bot that runs, and their goals."""
    async with flooding(here, bot) as warming:
        await warming.call()  # loads the SDK
        await paced(warming.call, len(mixed(here.programs)), per_second=_WARM_UP_PER_SECOND)
    progress("acks before calls")
    alone, _ = await commands(here, bot, seconds)
    progress("unloaded")
    before = await unloaded(here, bot, seconds)
    floods = []
    for per_second in PER_SECOND:
        progress(f"{per_second} calls a second")
        floods.append(await flooded(here, bot, seconds, per_second))
    progress("unloaded again")
    after = await unloaded(here, bot, seconds)
    rate = (before["per_s"] + after["per_s"]) / 2
    return {"ack_alone": latency(alone), "unloaded": [before, after], "floods": floods, "goals": goals(rate, floods)}


def goals(rate: float, floods: Sequence[Figures]) -> dict[str, Figures]:
    """Return what the floods should be, given the rate that the bot can answer unloaded."""
    found = dict[str, Figures]()
    for flood in floods:
        asked, ends = flood["per_second"], flood["ends"]
        lost = ends.get("unanswered", 0) + ends.get("failed", 0) + flood["ack_lost"]
        share = flood["goodput"] / min(asked, rate)
        found |= {
            f"at_{asked}_ack_p99_ms": goal(flood["ack"]["p99_ms"], "<=", 250),
            f"at_{asked}_answered_p99_ms": goal(flood["answered"]["p99_ms"], "<=", 2000),
            f"at_{asked}_without_answer": goal(lost, "<=", 0),
            f"at_{asked}_goodput_share": goal(round(share, 3), ">=", 0.95 if asked < rate else 0.8),
        }
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; `arguments` are those of the process unless given."""
    parser = argparse.ArgumentParser(prog="python -m bench.flood", description="Flood, and print one JSON object.")
    parser.add_argument("--seconds", type=float, default=20, metavar="N", help="of each phase (20)")
    parser.add_argument("--programs", type=int, default=2000, metavar="N", help="how many Mini Programs (2,000)")
    options = parser.parse_args(arguments)
    print(json.dumps(uvloop.run(partial(run, options.programs, options.seconds)()), indent=2))


if __name__ == "__main__":
    main()
