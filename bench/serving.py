"""Measurements of the running bot from outside: start, load, answers, and acknowledgements beside other work."""

import asyncio
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from statistics import median
from typing import Any, Final

from bench.kit.fleet import TEAM_ID, fleet
from bench.kit.load import EVERY_S, Inbox, latencies, throughput
from bench.kit.machine import NOW, PEAK, Cores, give_way, memory_mb, pin
from bench.kit.page import Figures, latency, ratios, settled
from bench.kit.seed import sampled
from bench.kit.site import BenchError, Server, Site, progress, search, slash_command
from bench.kit.wire import callers
from tools.sandbox.launch import Process


@dataclass(frozen=True, slots=True)
class Effort:
    """Counts and durations (seconds)."""

    programs: int
    starts: int
    rounds: int
    most_rounds: int
    """Of load on either server, in turns; they go on to here until their ratios settle."""
    round_s: float
    acks: int
    pieces: int
    """Into which the sweep and the bare loop are cut to take turns."""
    reads: int
    sampled: int
    """Programs whose history holds every day that the bot would have kept; the others hold one day a week."""
    searches: int
    """In a select of programs, per text that is typed."""
    warm_ups: int
    """Questions of each kind before those that are measured."""
    questions: int
    """Of each kind that is answered from stored numbers."""
    agent_calls: int
    """Calls of agents one after the other, first and again."""
    agents_s: float
    """How long agents call beside slash commands."""
    busy_sweep_s: float
    """How long a sweep may take beside other work."""
    quick: bool = False
    """Whether the counts are too small for meaningful figures."""


FULL: Final = Effort(
    programs=10_000,
    starts=3,
    rounds=5,
    most_rounds=15,
    round_s=3.0,
    acks=4_000,
    pieces=10,
    reads=400,
    sampled=100,
    searches=200,
    warm_ups=20,
    questions=400,
    agent_calls=120,
    agents_s=60.0,
    busy_sweep_s=240.0,
)
QUICK: Final = Effort(
    programs=500,
    starts=1,
    rounds=2,
    most_rounds=3,
    round_s=0.2,
    acks=60,
    pieces=2,
    reads=10,
    sampled=10,
    searches=5,
    warm_ups=20,
    questions=5,
    agent_calls=5,
    agents_s=1.0,
    busy_sweep_s=60.0,
    quick=True,
)


def effort(*, quick: bool, programs: int | None) -> Effort:
    """Return the effort for the command line's options."""
    chosen = QUICK if quick else FULL
    expected = programs or chosen.programs
    return replace(chosen, programs=expected, sampled=min(chosen.sampled, expected))


CONNECTIONS: Final = 128
"""Kept alive, each with one request at a time."""
_SWEEP_WITHIN_S: Final = 120.0
_LOOK_EVERY_S: Final = 0.25
_THINNING_S: Final = 1.0
_WARM_UPS: Final = 20
_WARMED_UP_WITHIN: Final = 60.0
_ACK_ROUNDS: Final = 4
_TYPED: Final = ("", "m", "M00", "m00012", "0012", "wxf1ee7", "12", "nowhere")
"""Typed into a select: nothing at first, starts and parts of names, one whole name, and one without a match."""
_CAN: Final = ("can wx.getPrivacySetting request.enableChunked", b"getPrivacySetting")
_TREND: Final = ("trend", b"data_visualization")
"""The question, and a text that the right answer contains."""
_OTHER_WORK: Final = "while True: pass"
KEPT: Final = "SELECT count(*) FROM snapshots WHERE team_id = ? AND day = ?"
"""How many are kept of a day. By an index: meanwhile the load generator sends nothing, which counts as the bot's."""


async def starts(here: Site, database: str, times: int) -> tuple[Figures, float | None]:
    """How long the bot and the bare app take until they are ready, in turns, and the bot's memory by then."""
    seconds, bare, resident = [], [], list[float | None]()
    for number in range(times):
        progress(f"start {number + 1} of {times}")
        async with here.bot(database) as bot:
            seconds.append(round(bot.ready_after_s, 3))
            resident.append(memory_mb(bot.process.pid, NOW))
        async with here.bare() as bolt:
            bare.append(round(bolt.ready_after_s, 3))
    ours, other = median(seconds), median(bare)
    ratio = round(ours / other, 3)
    found = {"median_s": ours, "each_s": seconds, "bare_median_s": other, "bare_each_s": bare, "ratio": ratio}
    return found, None if None in resident else median(filter(None, resident))


async def load(here: Site, database: str, effort: Effort) -> tuple[Figures, Sequence[float | None]]:
    """Return the bot and the bare app, on the same core; both are up all the time and take turns.

    Also their peak memory.
    """
    rounds, acks = (list[float](), list[float]()), (list[float](), list[float]())
    async with here.bot(database) as bot, here.bare() as bolt:
        both = (bot, bolt)
        await warm_up(here, bot)
        await warm_up(here, bolt, until=b"")
        for number in range(_ACK_ROUNDS):
            progress(f"unloaded acks, round {number + 1} of {_ACK_ROUNDS}")
            for at, side in zip(both, acks, strict=True):
                side.extend(await latencies(at.port, here.command(at), count=effort.acks // _ACK_ROUNDS))
        while len(rounds[0]) < effort.most_rounds:
            if len(rounds[0]) >= effort.rounds and settled(ratios(*rounds)):
                break
            progress(f"load, round {len(rounds[0]) + 1}, {effort.rounds} to {effort.most_rounds}")
            for at, side in zip(both, rounds, strict=True):
                side.append(await _rate(at.port, here.command(at), effort.round_s))
        peaks = [memory_mb(at.process.pid, PEAK) for at in both]
    progress("load generator")
    request = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    async with here.answering() as served:
        generator = await _rate(served.port, request, effort.round_s)
    throughput = {
        "connections": CONNECTIONS,
        "ours_per_s": median(rounds[0]),
        "bare_per_s": median(rounds[1]),
        "ratio": round(median(ratios(*rounds)), 3),
        "ours_rounds": rounds[0],
        "bare_rounds": rounds[1],
        "generator_per_s": generator,  # against a server that only answers, on the measured core
    }
    ours, bare = (latency(side) for side in acks)
    return {"throughput": throughput, "ack_unloaded": ours, "ack_unloaded_bare": bare}, peaks


async def sweeping(here: Site, database: str, within_s: float = _SWEEP_WITHIN_S) -> tuple[dict[str, Any], float | None]:
    """Acknowledgements while the bot sweeps, and its peak memory (MB).

    It knows its workspace, has nothing of today, and so begins at once: a token and a query for each program.
    """
    progress("acks during a sweep")
    async with here.bot(database) as bot:
        swept = asyncio.create_task(sweep_s(here, database, within_s))
        await warm_up(here, bot)
        most, request = round(within_s / EVERY_S), here.command(bot)
        found = await latencies(bot.port, request, count=most, every_s=EVERY_S, going_on=lambda: not swept.done())
        return {**latency(found), "sweep_s": await swept}, memory_mb(bot.process.pid, PEAK)


async def picker(here: Site, database: str, searches: int) -> Figures:
    """Choices for a select of programs, through the whole edge: the signature, Bolt, the search and the answer."""
    progress("choices of a select")
    found: list[float] = []
    async with here.bot(database) as bot:
        async with callers(bot.port, 1) as (caller,):
            answer = await caller.ask(search(_TYPED[3], port=bot.port))
        if b'"options"' not in answer or _TYPED[3].encode() not in answer:
            raise BenchError("the choices of a select are not what is to be measured")
        for text in _TYPED:
            found += await latencies(bot.port, search(text, port=bot.port), count=searches)
    return latency(found)


async def answering(here: Site, database: str, effort: Effort) -> Figures:
    """From a request to its whole answer at the response_url, one at a time, from stored numbers.

    Two questions about one program, which must have the expected answer; the first `trend` about a program reads and
    judges its whole history.
    """
    progress("answers to questions")
    found: dict[str, list[float]] = {"can": [], "trend": [], "trend_first": []}
    async with here.bot(database) as bot, Inbox.open() as inbox, callers(bot.port, 1) as (caller,):
        for alias in _aliases(here.programs, effort):
            for name, (words, shows) in {"can": _CAN, "trend_first": _TREND, "trend": _TREND}.items():
                request = partial(_typed, f"{words} {alias}", bot)
                spent, answer = await inbox.ask(caller, request)
                if shows not in answer:
                    raise BenchError(f"no answer to {words} {alias}: {answer[:200].decode(errors='replace')}")
                found[name].append(spent)
    return {name: latency(seconds[effort.warm_ups :]) for name, seconds in found.items()}


async def beside_load(here: Site, swept: str, unswept: str, effort: Effort) -> Figures:
    """Return a command every 10 ms while every core has other work to do, without a sweep and during one."""
    progress("acks beside other work")
    async with here.bot(swept) as bot:
        await warm_up(here, bot)
        async with other_work(here.cores):
            alone = await latencies(bot.port, here.command(bot), count=effort.acks // 4, every_s=EVERY_S)
    async with other_work(here.cores):
        during, _ = await sweeping(here, unswept, effort.busy_sweep_s)
    return {"without_sweep": latency(alone), "during_sweep": during}


async def warm_up(here: Site, at: Server, *, until: bytes = b"help.all") -> None:
    """Warm up until the acknowledgement has `help`: the first command makes the bot look up the person's locale.

    Raises:
        BenchError: after a minute it has not.
    """
    count, ends = 0, time.monotonic() + _WARMED_UP_WITHIN
    async with callers(at.port, 1) as (caller,):
        while until not in await caller.ask(here.command(at)) or count < _WARM_UPS:
            if time.monotonic() > ends:
                raise BenchError("an acknowledgement is not what is to be measured")
            count += 1
            await asyncio.sleep(EVERY_S)  # the locale comes from Slack meanwhile


async def _rate(port: int, request: bytes, seconds: float) -> float:
    return round(await throughput(port, request, connections=CONNECTIONS, seconds=seconds))


def _typed(text: str, at: Server, response_url: str) -> bytes:
    return slash_command(text, port=at.port, response_url=response_url)


def _aliases(programs: int, effort: Effort) -> list[str]:
    """Programs with a history of every day, in random order, the same in every run; never the same one soon again."""
    random, found = Random(1), list[str]()  # noqa: S311
    while len(found) < effort.warm_ups + effort.questions:
        numbers = sampled(programs, effort.sampled)
        random.shuffle(numbers)
        found += [str(fleet(programs)[number].alias) for number in numbers]
    return found[: effort.warm_ups + effort.questions]


@asynccontextmanager
async def other_work(cores: Cores) -> AsyncIterator[Sequence[Process]]:
    """One endless loop on the bot's core and one on the other, as `stress-ng --cpu 2` on two cores."""
    processes = []
    try:
        for core in cores:
            process = await asyncio.create_subprocess_exec(sys.executable, "-c", _OTHER_WORK)
            processes.append(process)
            pin(core, process.pid)
        if cores.other is not None:
            give_way(processes[-1].pid)
        yield processes
    finally:
        for process in processes:
            process.kill()
            await process.wait()


async def sweep_s(here: Site, database: str, within_s: float) -> float | None:
    """Seconds until the bot's sweep has read every program, by its database; None when that takes too long."""
    begun, url = time.perf_counter(), f"{here.database(database).as_uri()}?mode=ro"
    while (spent := time.perf_counter() - begun) < within_s:
        with closing(sqlite3.connect(url, uri=True)) as connection:
            (kept,) = connection.execute(KEPT, [TEAM_ID, here.today.isoformat()]).fetchone()
        if kept >= here.programs:
            await asyncio.sleep(_THINNING_S)  # the bot goes on to thin out old snapshots
            return round(spent, 1)
        await asyncio.sleep(_LOOK_EVERY_S)  # the bot does not signal how far it is
    return None
