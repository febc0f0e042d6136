"""Measurements of the running bot from outside: start, load, and answers during a sweep."""

import asyncio
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from bench.clock import present
from bench.effort import ACK_EVERY_S, CONNECTIONS
from bench.figures import median, settled, summary
from bench.load import call_once, callers, latencies, throughput
from bench.processes import BenchError, Server
from bench.results import Acks, BusyAcks, Start, Throughput
from bench.site import Site

_SWEEP_WITHIN_S: Final = 120.0
_LOOK_EVERY_S: Final = 0.25
_THINNING_S: Final = 1.0
_WARM_UPS: Final = 20
_ACK_ROUNDS: Final = 4
_TYPED: Final = ("", "m", "M00", "m00012", "0012", "wxf1ee7", "12", "nowhere")
"""Typed into a select: nothing at first, starts and parts of names, one whole name, and one without a match."""


@dataclass
class Side:
    """The measurements of one of the two compared servers."""

    rounds: list[float] = field(default_factory=list)
    """Answers a second."""
    acks: list[float] = field(default_factory=list)
    """Seconds."""
    peak_mb: float | None = None


async def starts(here: Site, database: str) -> tuple[Start, float | None]:
    """How long the bot and the bare app take until they are ready, in turns, and the bot's memory by then."""
    seconds, bare, resident = [], [], None
    for number in range(here.effort.starts):
        progress(f"start {number + 1} of {here.effort.starts}")
        async with here.bot(database) as bot:
            seconds.append(round(bot.ready_after_s, 3))
            resident = bot.resident_mb()
        async with here.bare() as bolt:
            bare.append(round(bolt.ready_after_s, 3))
    return Start(median(seconds), seconds, median(bare), bare, round(median(seconds) / median(bare), 3)), resident


async def load(here: Site, database: str) -> tuple[Side, Side]:
    """The bot and the bare app, on the same core; both are up all the time and take turns."""
    ours, bare = Side(), Side()
    async with here.bot(database) as bot, here.bare() as bolt:
        await warm_up(here, bot, until=b"help.all")
        await warm_up(here, bolt)
        both = ((bot, ours), (bolt, bare))
        for number in range(_ACK_ROUNDS):
            progress(f"unloaded acks, round {number + 1} of {_ACK_ROUNDS}")
            for at, side in both:
                side.acks += await latencies(at.port, here.command(at), count=here.effort.acks // _ACK_ROUNDS)
        while len(ours.rounds) < here.effort.most_rounds:
            if len(ours.rounds) >= here.effort.rounds and settled(_ratios(ours, bare)):
                break
            progress(f"load, round {len(ours.rounds) + 1}, {here.effort.rounds} to {here.effort.most_rounds}")
            for at, side in both:
                side.rounds.append(await _rate(at.port, here.command(at), here.effort.round_s))
        for at, side in both:
            side.peak_mb = at.peak_mb()
    return ours, bare


async def compared(here: Site, ours: Side, bare: Side) -> Throughput:
    """The two sides' throughput, and what the load generator could do: against the stand-in, on the measured core."""
    progress("load generator")
    request = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    async with here.upstream(here.cores.measured) as served:
        generator = await _rate(served.port, request, here.effort.round_s)
    medians, ratio = (median(ours.rounds), median(bare.rounds)), round(median(_ratios(ours, bare)), 3)
    return Throughput(CONNECTIONS, *medians, ratio, ours.rounds, bare.rounds, generator)


def _ratios(ours: Side, bare: Side) -> list[float]:
    return [one / other for one, other in zip(ours.rounds, bare.rounds, strict=True)]


async def sweeping(here: Site, database: str, *, within_s: float = _SWEEP_WITHIN_S) -> tuple[BusyAcks, float | None]:
    """Acknowledgements while the bot sweeps: it knows its workspace, has nothing of today, and so begins at once."""
    progress("acks during a sweep")
    async with here.bot(database) as bot:
        watch = _Watch(here.database(database), here.today, here.effort.programs, within_s)
        await warm_up(here, bot, until=b"help.all")
        most, request = round(within_s / ACK_EVERY_S), here.command(bot)
        found = await latencies(bot.port, request, count=most, every_s=ACK_EVERY_S, going_on=watch.still_sweeping)
        took_s = None if watch.took_s is None else round(watch.took_s, 1)
        return BusyAcks(*summary(found), sweep_s=took_s), bot.peak_mb()


async def picker(here: Site, database: str) -> Acks:
    """Choices for a select of programs, through the whole edge: the signature, Bolt, the search and the answer."""
    progress("choices of a select")
    found: list[float] = []
    async with here.bot(database) as bot:
        async with callers(bot.port, 1) as (caller,):
            answer = await call_once(caller, here.search(bot, _TYPED[3]))
        if b'"options"' not in answer or _TYPED[3].encode() not in answer:
            raise BenchError("the choices of a select are not what is to be measured")
        for text in _TYPED:
            found += await latencies(bot.port, here.search(bot, text), count=here.effort.searches)
    return Acks(*summary(found))


def acks(side: Side) -> Acks:
    """Unloaded."""
    return Acks(*summary(side.acks))


def progress(what: str) -> None:
    """Report progress on the terminal."""
    print(f"{present().astimezone():%H:%M:%S} {what}", file=sys.stderr, flush=True)


async def _rate(port: int, request: bytes, seconds: float) -> float:
    return round(await throughput(port, request, connections=CONNECTIONS, seconds=seconds))


async def warm_up(here: Site, at: Server, *, until: bytes = b"") -> None:
    """Warm up: the first command makes the bot look up the person's locale; afterwards the acknowledgement has `help`.

    Raises:
        BenchError: the last answer is not the expected one.
    """
    answer = b""
    async with callers(at.port, 1) as (caller,):
        for _ in range(_WARM_UPS):
            answer = await call_once(caller, here.command(at))
            await asyncio.sleep(ACK_EVERY_S)  # the locale comes from Slack meanwhile
    if until not in answer:
        raise BenchError("an acknowledgement is not what is to be measured")


class _Watch:
    """Polls the bot's database for the progress of its sweep."""

    def __init__(self, database: Path, today: date, programs: int, within_s: float) -> None:
        self._database = database
        self._within_s = within_s
        self._today = today
        self._programs = programs
        self._begun = self._next_look = time.perf_counter()
        self.took_s: float | None = None
        """Seconds until every program was read; None while some are missing."""

    def still_sweeping(self) -> bool:
        """Whether programs are missing, or were a moment ago: the bot goes on to thin out old snapshots."""
        now = time.perf_counter()
        if self.took_s is not None:
            return now < self._begun + self.took_s + _THINNING_S
        if now >= self._begun + self._within_s:
            return False
        if now >= self._next_look:
            self._next_look = now + _LOOK_EVERY_S
            with closing(sqlite3.connect(f"{self._database.as_uri()}?mode=ro", uri=True)) as connection:
                query = "SELECT count(*) FROM snapshots WHERE day = ?"
                (kept,) = connection.execute(query, [self._today.isoformat()]).fetchone()
            if kept >= self._programs:
                self.took_s = now - self._begun
        return True
