"""One soak, from the first process to the result."""

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final

from bench.clock import present
from bench.effort import effort
from bench.figures import summary
from bench.fleet import fleet
from bench.load import fetch
from bench.machine import Cores, machine, versions
from bench.processes import pin
from bench.results import Acks
from bench.seed import seed
from bench.serving import progress
from bench.site import site
from bench.soak.commands import Commands
from bench.soak.faults import Dice
from bench.soak.ledger import Ledger
from bench.soak.result import Answers, Digests, Soak
from bench.soak.stand_in import STATE_PATH
from bench.soak.subscriptions import place, subscriptions
from bench.soak.watching import at_rest, by_last_label, delivered, memory, page
from bot.domain.digest.subscription import Subscription
from bot.sandbox.launch import Start, start_python

SEED: Final = 6
_DATABASE: Final = "soak"
_LOOKS: Final = 40
"""At the memory: every 15 seconds in ten minutes."""
_LOOK_SELDOM: Final = 0.25
"""At most that often (seconds): each look takes the bot ten milliseconds."""
_SETTINGS: Final = {"LOG_LEVEL": "ERROR"}
"""Every fault is worth a warning."""
_MOST_WARM_UP: Final = 60.0
_ANSWERED_WITHIN: Final = 120.0
"""Seconds after the last command: the slowest answer tries WeChat for twenty and Slack four times."""


@dataclass(frozen=True, slots=True)
class Length:
    """The duration, load and patience of a soak."""

    minutes: float
    rate: float
    programs: int

    @property
    def seconds(self) -> float:
        """What is measured."""
        return self.minutes * 60

    @property
    def brief(self) -> bool:
        """Whether it ends before anything could be reconciled."""
        return self.minutes < 1

    @property
    def plan(self) -> str:
        """Of the faults."""
        return "brief" if self.brief else "full"

    @property
    def warm_up(self) -> float:
        """Seconds of the same load before anything is measured."""
        return min(_MOST_WARM_UP, self.seconds / 4)

    @property
    def rest(self) -> float:
        """Seconds without anything before what the process takes is looked at: idle connections live for thirty."""
        return 0.5 if self.brief else 35

    @property
    def looked_up_within(self) -> float:
        """Seconds after the end in which to find out whether every digest arrived."""
        return 30 if self.brief else 600


async def soak(length: Length, start: Start = start_python) -> Soak:
    """Run a soak.

    Args:
        length: how long, and under how much load.
        start: how processes are started.

    Raises:
        BenchError, WrongAnswerError, TimeoutError: something does not work; a goal that is missed is no error.
    """
    on, cores, random = machine(), Cores.of_this_machine(), Random(SEED)  # noqa: S311  # no secret
    pin(cores.other)
    async with AsyncExitStack() as stack:
        failing = ("bench.soak.stand_in", length.plan, str(SEED))
        expected = effort(quick=True, programs=length.programs)
        here = await stack.enter_async_context(site(expected, cores, failing, start))
        progress("database")
        now = present()
        await seed(here.database_url(_DATABASE), {here.today: range(length.programs * 9 // 10)})  # the rest is swept
        subscribed = subscriptions(now, length.minutes, length.programs)
        await place(here.database_url(_DATABASE), subscribed)
        ledger = await stack.enter_async_context(Ledger(Dice.of(length.plan, SEED)).open())
        bot = await stack.enter_async_context(here.bot(_DATABASE, _SETTINGS))
        aliases = [str(program.alias) for program in fleet(length.programs)]
        commands = Commands(ledger, bot.port, partial(here.command, bot), aliases, random)
        progress(f"warming up, {length.warm_up:g} s")
        await commands(rate=length.rate, seconds=length.warm_up)
        after_warm_up = await at_rest(bot.port, within=_ANSWERED_WITHIN, for_=length.rest)
        commands.acks.clear()
        progress(f"{length.rate:g} commands a second, {length.minutes:g} minutes")
        async with memory(bot.port, every=max(length.seconds / _LOOKS, _LOOK_SELDOM)) as looks:
            await commands(rate=length.rate, seconds=length.seconds)
        progress("what is still under way")
        at_end = await at_rest(bot.port, within=_ANSWERED_WITHIN, for_=length.rest)
        await delivered(bot.port, within=length.looked_up_within)
        metrics, state = await page(bot.port), json.loads(await fetch(here.upstream_port, STATE_PATH))
    return Soak(
        machine=on,
        versions=versions(),
        minutes=length.minutes,
        rate_per_s=length.rate,
        programs=length.programs,
        acks=Acks(*summary(commands.acks)),
        answers=Answers(
            ledger.count, ledger.once, ledger.unanswered, ledger.twice, by_last_label(metrics, "baselib_answers_total")
        ),
        digests=_digests(subscribed, state["arrived"]),
        faults=dict(sorted((ledger.dice.used + Counter(state["faults"])).items())),
        after_warm_up=after_warm_up,
        memory_mb=looks,
        at_end=at_end,
    )


def _digests(subscribed: Sequence[Subscription], arrived: Sequence[tuple[str, str, int]]) -> Digests:
    """How often each due digest arrived in its channel."""
    times = Counter(dict.fromkeys((subscription.channel_id for subscription in subscribed), 0))
    for channel, _, count in arrived:
        times[channel] += count
    counts = [times[subscription.channel_id] for subscription in subscribed]
    once, none = counts.count(1), counts.count(0)
    return Digests(len(counts), once, none, len(counts) - once - none)
