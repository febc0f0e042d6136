"""Several processes on one PostgreSQL, with clocks that disagree, killed at any point, the database crashing too."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from tests.chaos.deaths import Death, Kind
from tests.chaos.kills import IDLE, Stage, StuckError
from tests.chaos.ledger import Verdict
from tests.chaos.lives import Life
from tests.chaos.plan import EDGES, LOOKING_EDGES, MOST_CALLS, TROUBLES, Trouble

SKEWS_S = (-60.0, 0.0, 60.0)
"""Each replica's clock against the sandbox's: two minutes between the first and the last."""
_TICK = timedelta(seconds=5)
_LATER = timedelta(minutes=1)
"""How far the clock moves between ticks once everything was tried, and whenever nothing arrives: leases run out.

Where the first tick's dead had all slots in hand, a run would else take a hundred ticks before anything is sent.
"""
_PATIENCE = 600
"""Ticks within which everything must be finished."""


@dataclass(frozen=True, slots=True)
class Blow:
    """What strikes at one tick."""

    deaths: tuple[Death, ...]
    """Each replica's; only one of them is at a request, because a gate cannot tell whose a request is."""
    trouble: Trouble | None


@dataclass
class Fleet:
    """The replicas; whoever died is replaced."""

    here: Stage
    lives: list[Life] = field(default_factory=list)

    async def start(self) -> None:
        """Bear them all."""
        self.lives = [await self.here.nursery.bear(skew_s=skew) for skew in SKEWS_S]

    async def doom(self, replica: int, death: Death) -> None:
        """Kill one that has nothing to do just now, and let another take its place, which is to die in turn."""
        await self.lives[replica].end()
        self.here.kills[IDLE] += 1
        self.lives[replica] = await self.here.nursery.bear(death, skew_s=SKEWS_S[replica])
        self.here.town.arm(death, self.lives[replica].kill)

    async def tick(self) -> int:
        """One tick of each at the same time, and new lives for those who died; returns how many died."""
        before = list(self.lives)
        outcomes = await asyncio.gather(*(life.tick() for life in before))
        dead = [number for number, outcome in enumerate(outcomes) if outcome is None]
        for number in dead:
            self.here.kills[before[number].death.name] += 1
            self.lives[number] = await self.here.nursery.bear(skew_s=SKEWS_S[number])
        return len(dead)

    async def end(self) -> None:
        """Nobody is left."""
        for life in self.lives:
            await life.end()


def blows(seed: str) -> Iterator[Blow]:
    """One for each tick, without end."""
    random = Random(seed)  # noqa: S311 # repeatable on purpose
    while True:
        deaths = [_anywhere(random) for _ in SKEWS_S]
        deaths[random.randrange(len(deaths))] = _at_an_edge(random)
        yield Blow(tuple(deaths), random.choice(TROUBLES) if random.random() < 0.3 else None)


def _anywhere(random: Random) -> Death:
    """At a function call, or not at all."""
    return Death(Kind.CALL, n=random.randint(1, MOST_CALLS)) if random.random() < 0.5 else Death()


def _at_an_edge(random: Random) -> Death:
    """When it is passed for the first time or for a later one: a tick takes several slots in hand."""
    edge = random.choice([*EDGES, *EDGES, *LOOKING_EDGES])  # most slots are sent without a doubt
    return replace(edge, n=random.randint(1, 6)) if edge.kind in (Kind.BEFORE, Kind.AFTER) else edge


async def survive_together(here: Stage, seed: str, *, slots: int, crashes: int, crash: Callable[[], None]) -> Verdict:
    """All slots come due within a minute, three replicas send them, and until half are sent each tick is a blow.

    Args:
        here: on PostgreSQL.
        seed: of the blows.
        slots: how many.
        crashes: how often the database server goes down, spread over the run.
        crash: takes it down at once and starts it again.

    Raises:
        StuckError: something stays open.
    """
    for number in range(slots):
        await here.add_subscription(here.town.channel(f"chaos-{number}"))
    await here.town.advance(timedelta(minutes=3))  # due by every clock
    fleet = Fleet(here)
    await fleet.start()
    crashes_at = [slots * (number + 1) // (crashes + 1) for number in range(crashes)]
    strikes = blows(seed)
    arrived = 0
    for _ in range(_PATIENCE):
        before, arrived = arrived, len(await here.town.arrived())
        if arrived < slots:
            await _strike(here, fleet, next(strikes))
        else:
            here.town.calm()
            if not crashes_at and not await here.open_slots():
                break
        if crashes_at and arrived >= crashes_at[0]:
            crashes_at.pop(0)
            await asyncio.gather(fleet.tick(), asyncio.to_thread(crash))
        await fleet.tick()
        await here.town.advance(_TICK if before < arrived < slots // 2 else _LATER)
    else:
        raise StuckError(await here.open_slots())
    await fleet.end()
    return await here.verdict()


async def _strike(here: Stage, fleet: Fleet, blow: Blow) -> None:
    here.town.calm()
    here.trouble(blow.trouble)
    for replica, death in enumerate(blow.deaths):
        if death.kind is not Kind.NONE:
            await fleet.doom(replica, death)
