"""What delivers digests, killed again and again.

One process on SQLite; or several on one PostgreSQL, with clocks that disagree, killed at any point, the database
crashing too.
"""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from bot.domain.delivery import EVERY_DAY, Schedule
from bot.domain.digest.subscription import Subscription
from bot.ports.slack import Workspace
from bot.storage.engine.database import Database
from bot.storage.subscriptions import SqlSubscriptions
from bot.storage.workspaces import SqlWorkspaces
from tools.chaos.ledger import Verdict, entries, judge
from tools.chaos.plan import EDGES, IDLE, LOOKING_EDGES, MOST_CALLS, TROUBLES, KillPoint, Kind, ProcessStep, Round
from tools.chaos.process import Launcher, Process, launcher
from tools.chaos.sandboxes import SHOP, Sandboxes, sandboxes
from tools.sandbox.faults import Fault
from tools.sandbox.launch import TEAM_ID
from tools.sandbox.wechat.config import Program

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CHANNELS = 4
_MINUTE = timedelta(minutes=1)
_APART = timedelta(hours=2)
"""Between rounds: by then the numbers that WeChat gave are no longer fresh, and are read again."""
_PATIENCE = (*[_MINUTE] * 20, *[5 * _MINUTE] * 200)
"""How the clock moves until everything must be finished: what failed again and again is tried at growing distances."""


class StuckError(AssertionError):
    """Slots that no number of undisturbed ticks finishes."""


@dataclass
class Stage:
    """A database, the sandboxes, and what starts processes."""

    sandboxes: Sandboxes
    database: Database
    launcher: Launcher
    expected: list[str] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    _serial: Iterator[int] = field(default_factory=itertools.count)

    @property
    def killed(self) -> int:
        """How many processes ended at work."""
        return self.kills.total() - self.kills[IDLE]

    async def add_subscription(self, channel: str, *, within: timedelta = _MINUTE) -> str:
        """Subscribe to a digest, due at the last full minute within this time; returns the delivery id of its slot."""
        now = self.sandboxes.now()
        due = (now + within).replace(second=0, microsecond=0)
        schedule = Schedule(EVERY_DAY, time(due.hour, due.minute), "UTC")
        identity = f"order{next(self._serial)}"
        since = min(now, due - _MINUTE)
        subscription = Subscription(identity, TEAM_ID, channel, (), schedule, "en", "U0ALICE", since)
        await SqlSubscriptions(self.database).put(subscription)
        self.expected.append(f"{identity}-{due.date().isoformat()}")
        return self.expected[-1]

    async def open_slots(self) -> list[str]:
        """Those owed that have no outcome yet."""
        on_record = await entries(self.database)
        return [slot for slot in self.expected if slot not in on_record or not on_record[slot].finished]

    async def verdict(self) -> Verdict:
        return judge(self.expected, await entries(self.database), await self.sandboxes.arrived())

    def count(self, point: KillPoint | None) -> None:
        self.kills[point.name if point else IDLE] += 1


@asynccontextmanager
async def stage(
    url: str, folder: Path, *, start: datetime = START, programs: Sequence[Program] = (SHOP,)
) -> AsyncIterator[Stage]:
    """Everything set up on a DATABASE_URL whose tables exist or can be made; the sandboxes' clock shows `start`."""
    async with sandboxes(start, programs) as place:
        database = Database(url)
        try:
            await database.migrate()
            await SqlWorkspaces(database).put(Workspace(TEAM_ID, "Sandbox", "U0BASELIB"))
            settings = {**place.environment, "DATABASE_URL": url}
            async with launcher(settings, folder / "processes.log") as processes:
                yield Stage(place, database, processes)
        finally:
            await database.close()


async def survive(here: Stage, plan: Iterable[Round], *, kills: int) -> Verdict:
    """Run rounds and settle each, until so many processes were killed at work; the verdict is over all slots.

    Args:
        kills: how many at work; a process whose edge never came is ended, and counts as idle.
    """
    channels = [here.sandboxes.channel(f"chaos-{number}") for number in range(CHANNELS)]
    for each in plan:
        for channel in channels[: each.slots]:
            await here.add_subscription(channel)
        for step in each.processes:
            await _run_process(here, step)
        here.sandboxes.calm()
        await settle(here)
        await here.sandboxes.advance(_APART)
        if here.killed >= kills:
            break
    return await here.verdict()


async def _run_process(here: Stage, step: ProcessStep) -> None:
    here.sandboxes.calm()
    here.sandboxes.trouble(step.trouble)
    process = await here.launcher.start(step.kill_point)
    here.sandboxes.arm(step.kill_point, process.kill)
    for move in step.moves:
        await here.sandboxes.advance(move)
        if step.kill_point.kind is Kind.INSTANT:
            asyncio.get_running_loop().call_later(step.kill_point.n / 1000, process.kill)
        if not await process.tick():
            here.count(step.kill_point)
            return
    await process.end()  # its edge did not come: it is killed idle
    here.count(None)


async def settle(here: Stage) -> None:
    """Undisturbed ticks until nothing is open."""
    process = await here.launcher.start(KillPoint())
    for move in _PATIENCE:
        await here.sandboxes.advance(move)
        await process.tick()
        if not await here.open_slots():
            break
    else:
        raise StuckError(await here.open_slots())
    await process.end()


SKEWS_S = (-60.0, 0.0, 60.0)
"""Each replica's clock against the sandbox's: two minutes between the first and the last."""
_TICK = timedelta(seconds=5)
_LATER = timedelta(minutes=1)
"""How far the clock moves between ticks once everything was tried, and whenever nothing arrives: leases run out.

If those killed at the first tick had claimed all slots, a run would take a hundred ticks before anything is sent.
"""
STRIKES = 300
"""Ticks after which nothing strikes any more: a slot may have been hit at each of its attempts until then."""
_CALM = 300
"""Further ticks within which everything must be finished."""
_MUCH_LATER = timedelta(minutes=2)
"""How far the clock moves between those: what failed often is tried again when it is twice as late."""


@dataclass(frozen=True, slots=True)
class Strike:
    kill_points: tuple[KillPoint, ...]
    """Each replica's; only one of them is at a request, because a gate does not see whose a request is."""
    trouble: Fault | None


@dataclass
class Fleet:
    """The replicas; each that was killed is replaced."""

    here: Stage
    processes: list[Process] = field(default_factory=list)

    async def start(self) -> None:
        self.processes = [await self.here.launcher.start(skew_s=skew) for skew in SKEWS_S]

    async def replace_dying(self, replica: int, kill_point: KillPoint) -> None:
        """Kill one that has nothing to do just now, and start another in its place, which will be killed too."""
        await self.processes[replica].end()
        self.here.count(None)
        self.processes[replica] = await self.here.launcher.start(kill_point, skew_s=SKEWS_S[replica])
        self.here.sandboxes.arm(kill_point, self.processes[replica].kill)

    async def tick(self) -> None:
        """One tick of each at the same time, and a new process for each that was killed."""
        lives = await asyncio.gather(*(process.tick() for process in self.processes))
        for number in (number for number, alive in enumerate(lives) if not alive):
            self.here.count(self.processes[number].kill_point)
            self.processes[number] = await self.here.launcher.start(skew_s=SKEWS_S[number])

    async def end(self) -> None:
        for process in self.processes:
            await process.end()


def strikes_of(seed: str) -> Iterator[Strike]:
    """One for each tick, without end."""
    random = Random(seed)  # noqa: S311 # repeatable on purpose
    while True:
        kill_points = [_anywhere(random) for _ in SKEWS_S]
        kill_points[random.randrange(len(kill_points))] = _at_an_edge(random)
        yield Strike(tuple(kill_points), random.choice(TROUBLES) if random.random() < 0.3 else None)


def _anywhere(random: Random) -> KillPoint:
    return KillPoint(Kind.CALL, n=random.randint(1, MOST_CALLS)) if random.random() < 0.5 else KillPoint()


def _at_an_edge(random: Random) -> KillPoint:
    """When it is passed for the first time or for a later one: a tick takes several slots in hand."""
    edge = random.choice([*EDGES, *EDGES, *LOOKING_EDGES])  # most slots are sent without a doubt
    return replace(edge, n=random.randint(1, 6)) if edge.kind in (Kind.BEFORE, Kind.AFTER) else edge


async def survive_together(
    here: Stage, seed: str, *, slots: int, crashes: int, crash: Callable[[], None], strikes: int = STRIKES
) -> Verdict:
    """All slots come due within a minute, three replicas send them, and until all are sent each tick is struck.

    Args:
        crashes: how often the database server goes down, spread over the run.
        crash: takes it down at once and starts it again.
        strikes: how many ticks are struck at most.
    """
    for number in range(slots):
        await here.add_subscription(here.sandboxes.channel(f"chaos-{number}"))
    await here.sandboxes.advance(timedelta(minutes=3))  # due by every clock
    fleet = Fleet(here)
    await fleet.start()
    crashes_at = [slots * (number + 1) // (crashes + 1) for number in range(crashes)]
    struck = islice(strikes_of(seed), strikes)
    arrived = 0
    for number in range(strikes + _CALM):
        before, arrived = arrived, len(await here.sandboxes.arrived())
        if arrived < slots and (strike := next(struck, None)):
            await _strike(here, fleet, strike)
        else:
            here.sandboxes.calm()
            if not crashes_at and not await here.open_slots():
                break
        if crashes_at and arrived >= crashes_at[0]:
            crashes_at.pop(0)
            await asyncio.gather(fleet.tick(), asyncio.to_thread(crash))
        await fleet.tick()
        later = _LATER if number < strikes else _MUCH_LATER
        await here.sandboxes.advance(_TICK if before < arrived < slots // 2 else later)
    else:
        raise StuckError(await here.open_slots())
    await fleet.end()
    return await here.verdict()


async def _strike(here: Stage, fleet: Fleet, strike: Strike) -> None:
    here.sandboxes.calm()
    here.sandboxes.trouble(strike.trouble)
    for replica, kill_point in enumerate(strike.kill_points):
        if kill_point.kind is not Kind.NONE:
            await fleet.replace_dying(replica, kill_point)
