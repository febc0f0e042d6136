"""Several processes on one PostgreSQL, with clocks that disagree, killed at any point, the database crashing too."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice
from random import Random

from tools.chaos.kills import Stage, StuckError
from tools.chaos.ledger import Verdict
from tools.chaos.plan import EDGES, LOOKING_EDGES, MOST_CALLS, TROUBLES, KillPoint, Kind
from tools.chaos.process import Process
from tools.sandbox.faults import Fault

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

    async def tick(self) -> int:
        """One tick of each at the same time, and a new process for each that was killed; returns how many were."""
        before = list(self.processes)
        outcomes = await asyncio.gather(*(process.tick() for process in before))
        dead = [number for number, outcome in enumerate(outcomes) if outcome is None]
        for number in dead:
            self.here.count(before[number].kill_point)
            self.processes[number] = await self.here.launcher.start(skew_s=SKEWS_S[number])
        return len(dead)

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
