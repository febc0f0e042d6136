"""`make soak`: commands at a fixed rate while Slack and WeChat keep failing; does anything get lost, or grow?

Each command is sent when it is due, whether earlier ones are answered or not. Digests fall due meanwhile.
"""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final

import uvloop
from prometheus_client.parser import text_string_to_metric_families

from bench.kit.fleet import PEOPLE, TEAM_ID, channel_id, fleet
from bench.kit.load import Inbox, paced
from bench.kit.machine import looking, machine, memory_mb, present, versions
from bench.kit.page import Figures, Page, filled, goal, latency, rise
from bench.kit.seed import opened, seed
from bench.kit.site import Server, progress, site, slash_command
from bench.kit.upstream import FAULTS_PATH, SEED, Dice
from bench.kit.wire import Caller, callers, fetch
from bot.domain.delivery import Schedule
from bot.domain.digest.subscription import Subscription
from bot.storage.subscriptions import SqlSubscriptions
from tools.sandbox.launch import Start, start_python

MIX: Final = {
    "help": 60,
    "report {program}": 15,
    "raise 3.0.0 {program}": 7,
    "cover 99 {program}": 6,
    "can wx.getPrivacySetting {program}": 5,
    "programs {program}": 4,
    "raise three {program}": 2,
    "report no-such-program-{number}": 1,
}
"""The commands, with their percentages; the first one is answered in the acknowledgement."""
MISSED: Final = 10
"""Digests that were due before the bot started: they are sent at once."""
A_MINUTE: Final = 10
_CONNECTIONS: Final = 32
_DATABASE: Final = "soak"
_LOOK_EVERY_S: Final = 0.25
_LOOKS: Final = 40
"""At the memory: every 15 seconds in ten minutes."""
_MOST_WARM_UP_S: Final = 60.0
_ANSWERED_WITHIN_S: Final = 120.0
"""After the last command: the slowest answer tries WeChat for twenty and Slack four times."""
_TABLE: Final = """\
| figure | | goal | |
|---|--:|--:|---|
| commands, {rate_per_s:g} a second for {minutes:g} minutes | {answers[asked]:,} |  |  |
| acknowledgement, p50 ms | {acks[p50_ms]:.2f} |  |  |
| acknowledgement, p99 ms | {acks[p99_ms]:.2f} | {ack_p99_ms} |
| commands with exactly one answer | {answers[once]:,} |  |  |
| commands without an answer | {answers[none]:,} | {commands_without_an_answer} |
| commands with more than one | {answers[more]:,} | {commands_with_more_than_one} |
| digests due | {digests[due]:,} |  |  |
| digests lost | {digests[none]:,} | {digests_lost} |
| digests sent twice | {digests[more]:,} | {digests_sent_twice} |
| faults | {failed:,} |  |  |
| memory, MB, rise in the second half | {memory_rise_mb[value]:g} | {memory_rise_mb} |
| memory, MB, after warming up and at the end | {warm[memory_mb]} and {end[memory_mb]} | {memory_growth_mb:* more} |
| file handles, after warming up and at the end | {warm[handles]} and {end[handles]} | {handles_growth:* more} |
| tasks of the event loop, after warming up and at the end | {warm[tasks]} and {end[tasks]} | {tasks_growth:* more} |
| threads, after warming up and at the end | {warm[threads]} and {end[threads]} | {threads_growth:* more} |"""


Samples = Mapping[tuple[str, ...], float]
"""Of the bot's `/metrics`, by name and the values of their labels."""


def table(run: Figures) -> str:
    """Return the table in docs/develop/performance.md."""
    weights = {"warm": run["after_warm_up"], "end": run["at_end"]}
    return filled(_TABLE, {**run, **run["goals"], **weights, "failed": sum(run["faults"].values())})


def goals(run: Figures) -> dict[str, Any]:
    before, after, memory = run["after_warm_up"], run["at_end"], run["memory_mb"]
    second_half = memory[(len(memory) - 1) // 2 :]
    return {
        "ack_p99_ms": goal(run["acks"]["p99_ms"], "<", 250),
        "commands_without_an_answer": goal(run["answers"]["none"], "<=", 0),
        "commands_with_more_than_one": goal(run["answers"]["more"], "<=", 0),
        "digests_lost": goal(run["digests"]["none"], "<=", 0),
        "digests_sent_twice": goal(run["digests"]["more"], "<=", 0),
        "memory_growth_mb": goal(round(after["memory_mb"] - before["memory_mb"], 1), "<=", 8),
        "memory_rise_mb": goal(round(rise(second_half), 1), "<=", 2),
        "handles_growth": goal(after["handles"] - before["handles"], "<=", 4),
        "tasks_growth": goal(after["tasks"] - before["tasks"], "<=", 2),
        "threads_growth": goal(after["threads"] - before["threads"], "<=", 2),
    }


async def soak(minutes: float, rate: float, programs: int, start: Start = start_python) -> dict[str, Any]:
    """Run a soak.

    Args:
        minutes: what is measured, after up to one of the same load.
        rate: commands a second.
        programs: how many Mini Programs.
    """
    on, seconds, random = machine(), minutes * 60, Random(SEED)  # noqa: S311  # no secret
    # A brief one ends before any post could be reconciled, and before the thirty seconds of idle connections.
    plan, rest_s, looked_up_within_s = ("brief", 0.5, 30) if minutes < 1 else ("full", 35, 600)
    now = present()
    subscribed = subscriptions(now, minutes, programs)
    async with site(programs, plan, start, channels=len(subscribed)) as here, Inbox.open(Dice(plan)) as inbox:
        progress("database")
        url = here.database_url(_DATABASE)
        await seed(url, {here.today: range(programs * 9 // 10)})  # the rest is swept
        async with opened(url) as database:
            for subscription in subscribed:
                await SqlSubscriptions(database).put(subscription)
        async with here.bot(_DATABASE, {"LOG_LEVEL": "ERROR"}) as bot:  # every fault is worth a warning
            send = partial(_commands, bot.port, inbox, random, programs, rate=rate)
            warm_up = min(_MOST_WARM_UP_S, seconds / 4)
            progress(f"warming up, {warm_up:g} s")
            await send(seconds=warm_up)
            after_warm_up = await _at_rest(bot, rest_s)
            progress(f"{rate:g} commands a second, {minutes:g} minutes")
            async with looking(partial(memory_mb, bot.process.pid), every_s=seconds / _LOOKS) as looks:
                acks = await send(seconds=seconds)
            progress("what is still under way")
            at_end = await _at_rest(bot, rest_s)
            await _delivered(bot.port, within_s=looked_up_within_s)
            samples, faults = await _samples(bot.port), json.loads(await fetch(here.slack_port, FAULTS_PATH))
            delivered = json.loads(await fetch(here.slack_port, "/sandbox/deliveries"))["arrived"]
    arrived: Counter[str] = Counter()
    for delivery, count in delivered.items():
        arrived[delivery[: -len("-YYYY-MM-DD")]] += count
    found = {
        "machine": on,
        "versions": versions(),
        "minutes": minutes,
        "rate_per_s": rate,
        "programs": programs,
        "acks": latency(acks),
        "answers": {
            "asked": len(inbox.answers),
            **_tally(inbox.answers),
            "outcomes": by_last_label(samples, "baselib_answers_total"),  # `ok`, or who must act
        },
        "digests": {"due": len(subscribed), **_tally([arrived[each.id] for each in subscribed])},
        "faults": dict(sorted((inbox.dice.used + Counter(faults)).items())),
        "after_warm_up": after_warm_up,
        "memory_mb": looks,
        "at_end": at_end,
    }
    return found | {"goals": goals(found)}


def subscriptions(now: datetime, minutes: float, programs: int) -> Sequence[Subscription]:
    """Digests due from just before `now` (UTC) until a run of so many minutes ends, each of one program."""
    due = [now - timedelta(minutes=5)] * MISSED
    for minute in range(1, int(minutes) + 1):
        due += [now.replace(second=0, microsecond=0) + timedelta(minutes=minute)] * A_MINUTE
    known = fleet(programs)
    return [_order(number, at, known[number % programs].appid, now) for number, at in enumerate(due)]


def _order(number: int, at: datetime, appid: str, now: datetime) -> Subscription:
    channel, since = channel_id(number), now - timedelta(days=1)
    schedule = Schedule((at.weekday(),), at.astimezone(UTC).time().replace(second=0, microsecond=0), "UTC")
    return Subscription(f"{TEAM_ID}-{channel}", TEAM_ID, channel, (appid,), schedule, "en", PEOPLE[0], created_at=since)


def _tally(counts: Sequence[int]) -> dict[str, int]:
    """How many came once, not at all, and more often."""
    once, none = counts.count(1), counts.count(0)
    return {"once": once, "none": none, "more": len(counts) - once - none}


async def _commands(
    port: int, inbox: Inbox, random: Random, programs: int, *, rate: float, seconds: float
) -> list[float]:
    """Send commands for some time; seconds from when each was due to its acknowledgement."""
    idle: asyncio.Queue[Caller] = asyncio.Queue()

    async def ask(number: int) -> None:
        (words,) = random.choices(list(MIX), list(MIX.values()))
        text = words.format(program=random.choice(fleet(programs)).alias, number=number)
        command, url = inbox.address()
        caller = await idle.get()
        if await caller.ask(slash_command(text, port=port, response_url=url)):
            inbox.answers[command] += 1
        idle.put_nowait(caller)

    async with callers(port, _CONNECTIONS) as connections:  # new ones: the bot closes idle connections
        for connection in connections:
            idle.put_nowait(connection)
        return await paced(ask, round(rate * seconds), per_second=rate)


async def _samples(port: int) -> Samples:
    text = (await fetch(port, "/metrics")).decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def by_last_label(samples: Samples, name: str) -> dict[str, int]:
    """Return the samples of one name, added up by the value of their last label."""
    found: Counter[str] = Counter()
    for (sample, *labels), value in samples.items():
        if sample == name:
            found[labels[-1]] += int(value)
    return dict(found)


async def _at_rest(bot: Server, rest_s: float) -> dict[str, float | None]:
    """Return what the process takes once nothing runs in the background and idle connections are gone."""
    async with asyncio.timeout(_ANSWERED_WITHIN_S):
        await _until(
            bot.port, lambda samples: samples["baselib_jobs", "running"] + samples["baselib_jobs", "waiting"] == 0
        )
    await asyncio.sleep(rest_s)  # connections that idle are closed after a time, not by an event
    samples = await _samples(bot.port)
    counts = {"handles": "process_open_fds", "tasks": "baselib_asyncio_tasks", "threads": "baselib_threads"}
    return {"memory_mb": memory_mb(bot.process.pid), **{name: int(samples[of,]) for name, of in counts.items()}}


async def _delivered(port: int, *, within_s: float) -> None:
    """Wait until no delivery is open, nor put off; what still is after so many seconds shows in the result."""
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            await _until(port, lambda samples: not any(by_last_label(samples, "baselib_deliveries_open").values()))


async def _until(port: int, done: Callable[[Samples], bool]) -> None:
    samples = await _samples(port)
    while not done(samples):
        await asyncio.sleep(_LOOK_EVERY_S)  # the bot signals neither when it is idle nor when all is delivered
        samples = await _samples(port)


PAGE: Final = Page("soak.json", "| figure | | goal | |", table)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; `arguments` are those of the process unless given."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description="Hold out, and print one JSON object.")
    parser.add_argument("--minutes", type=float, default=10, metavar="N", help="how long (10)")
    parser.add_argument("--rate", type=float, default=200, metavar="N", help="commands a second (200)")
    parser.add_argument("--programs", type=int, default=2000, metavar="N", help="how many Mini Programs (2,000)")

    def measure(options: argparse.Namespace) -> Figures:
        if min(options.minutes, options.rate, options.programs) <= 0:
            parser.error("nothing can be measured of nothing")
        return uvloop.run(soak(options.minutes, options.rate, options.programs))

    PAGE.main(parser, measure, arguments)


if __name__ == "__main__":
    main()
