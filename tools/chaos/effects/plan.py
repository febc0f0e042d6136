"""What is going to happen in a run, drawn from a seed: the same seed and number give the same trouble and presses."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Final

import psycopg

from tools.chaos.effects.stage import Shape, Stage
from tools.chaos.effects.wire import Passing

SHAPES: Final = (
    Shape(2, 30),
    Shape(3, 45),
    Shape(2, 60, skewed=True),
    Shape(3, 40, skewed=True),
    Shape(2, 50),
    Shape(3, 34),
    Shape(2, 36, skewed=True),
    Shape(2, 70),
    Shape(3, 110),
    Shape(2, 130),
)
_PLACES: Final[tuple[int, ...]] = (*range(10), *range(8), *range(7))
"""Runs with many programs take longer, so there are fewer of them."""
TROUBLES: Final = {
    "none": 4,
    "kill": 18,
    "stop-3": 8,
    "stop-25": 11,
    "stop-70": 9,
    "stop-day": 18,
    "lock-holder": 12,
    "every-session": 5,
    "restart": 9,
    "lossy": 6,
}
"""How often each comes, out of a hundred."""
_OF_SESSIONS: Final = ("lock-holder", "every-session", "restart")
_PASSING: Final[Mapping[str, int]] = dict(zip(Passing, (3, 4, 2, 2, 2, 1), strict=True))
PRESSES_ONE: Final = {"none": 45, "opt-out": 25, "newer": 30}
PRESSES_MANY: Final = {"none": 30, "pause": 20, "end": 20, "opt-out": 12, "newer": 18}
BACKS: Final = {"": 60, "before": 15, "meanwhile": 25}
_BY_HAND: Final = 0.3
_LONG_STOPS: Final = ("stop-25", "stop-70", "stop-day")
_MOVED: Final = 0.7
_FEW: Final = 6
_MOST_OF_ONE: Final = {each: 1 if each.startswith("call") else 3 for each in Passing}
"""How often a decision for one program passes it."""


@dataclass(frozen=True)
class Plan:
    seed: str
    number: int
    many: bool
    trouble: str
    passing: str
    """A `Passing`: the trouble strikes at the `n`-th."""
    n: int
    cut: bool
    """Whether a stopped replica's sessions are ended, so that it loses its locks."""
    press: str
    at_call: int
    """After so many calls it is pressed; -1: right after the trouble has struck."""
    slow: tuple[float, float]
    reads: float
    back: str = ""
    """Whether an admin rolls back in the end what was set: then all of the above comes to pass `before` it begins, or
    `meanwhile`. Empty: nobody does."""
    by_hand: bool = False
    """Whether a person sets one of the programs higher before it is rolled back."""
    moved: bool = False
    """Whether a person sets one higher that waits to be set, while a replica stands still."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def place(number: int) -> int:
    """On which of the `SHAPES` a run takes place."""
    return _PLACES[number % len(_PLACES)]


def draw(seed: str, number: int, programs: int) -> Plan:
    """Return a run of a series.

    Args:
        programs: how many the stage has.
    """
    random = Random(f"{seed}/{number}")  # noqa: S311 # repeatable on purpose
    many = random.random() < 0.6
    trouble, passing = _of(random, TROUBLES), Passing(_of(random, _PASSING))
    press = _of(random, PRESSES_MANY if many else PRESSES_ONE)
    reads = random.choice([0.0, 0.3, 0.3, 1.0, 3.0])
    if many and trouble in _OF_SESSIONS and random.random() < 0.5:  # another replica may begin what one is about to do
        passing, reads = Passing.READING_ARRIVES, random.choice([1.0, 3.0, 3.0])
    return Plan(
        seed,
        number,
        many,
        trouble,
        passing,
        _nth(random, passing, programs) if many else random.randint(1, _MOST_OF_ONE[passing]),
        cut=random.random() < 0.6,
        press=press,
        at_call=-1
        if trouble == "stop-day" or random.random() < 0.5
        else random.randint(0, programs - 1 if many else 1),
        slow=random.choice([(0.3, 1.0), (2.0, 4.0), (3.0, 3.0)]),
        reads=reads,
        back=_of(random, BACKS),
        by_hand=random.random() < _BY_HAND,
        moved=trouble in _LONG_STOPS and Random(f"{seed}/{number}/moved").random() < _MOVED,  # noqa: S311
    )


def _of(random: Random, weights: Mapping[str, int]) -> str:
    (found,) = random.choices(list(weights), weights=list(weights.values()))
    return found


def _nth(random: Random, passing: Passing, programs: int) -> int:
    """In the canary or the second batch, or anywhere."""
    if random.random() < 0.4:
        return random.randint(1, _FEW)
    first = 2 * (1 + -(-programs // 20)) if passing is Passing.READING_ARRIVES else 0  # called and verified
    return first + random.randint(1, programs)


_DAY: Final = timedelta(days=1)
_AT_LEAST: Final = 26.0
"""Seconds that a replica stands still for a day of the sandbox: longer than a claim is good for."""
_AT_MOST: Final = 150.0
_HOLDERS: Final = "SELECT DISTINCT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
_OTHERS: Final = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@dataclass
class Strike:
    stage: Stage
    plan: Plan
    settled: Callable[[], bool]
    """Whether the decisions are over, and nothing is left to be pressed."""
    move: Callable[[], None]
    """Called once a replica stands still, if the plan has it."""
    struck_at: float | None = None
    replica: int = -1
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def arm(self) -> None:
        match self.plan.trouble:
            case "none":
                pass
            case "lossy":
                self.stage.scene.weather.lossy = 0.2
                self.struck_at = time.monotonic()
            case _ if self.plan.passing == Passing.SECONDS:
                self.tasks.append(asyncio.create_task(self._later()))
            case _:
                self.stage.scene.trap.set(Passing(self.plan.passing), self.plan.n, self._strike)

    @property
    def over(self) -> bool:
        return all(task.done() for task in self.tasks) and all(each.takes for each in self.stage.replicas)

    async def end(self) -> None:
        self.stage.set_back()
        for task in self.tasks:
            await task

    async def _later(self) -> None:
        await asyncio.sleep(0.5 * self.plan.n)
        self._strike(self.stage.random.randrange(len(self.stage.replicas)))

    def _strike(self, replica: int) -> bool:
        self.struck_at, self.replica = time.monotonic(), replica
        it = self.stage.replicas[replica]
        match self.plan.trouble:
            case "kill":
                it.kill()
                self.tasks.append(asyncio.create_task(self._again()))
            case "lock-holder":
                self._terminate(self._query(_HOLDERS))
            case "every-session":
                self._terminate(self._query(_HOLDERS))
                self.tasks.append(asyncio.create_task(self._each_in_turn()))
            case "restart":
                self.tasks.append(asyncio.create_task(asyncio.to_thread(self.stage.server.crash)))
            case _:
                it.stop()
                self.tasks.append(asyncio.create_task(self._stand_still()))
        return self.plan.trouble == "kill"

    async def _again(self) -> None:
        await asyncio.sleep(self.stage.random.uniform(0.5, 4))
        await self.stage.replicas[self.replica].again()

    async def _each_in_turn(self) -> None:
        """End one session after the other, over a few seconds."""
        for pid in self._query(_OTHERS):
            await asyncio.sleep(0.3)
            self._terminate([pid])

    async def _stand_still(self) -> None:
        it, begun = self.stage.replicas[self.replica], time.monotonic()
        if self.plan.moved:
            self.move()
        if self.plan.cut:
            await asyncio.sleep(0.3)
            self._terminate(self.stage.wires[self.replica].pids)
        if self.plan.trouble == "stop-day":
            await asyncio.sleep(2)
            await self.stage.sandboxes.advance(_DAY)
            self.stage.scene.record.days += 1
            while (past := time.monotonic() - begun) < _AT_MOST and (past < _AT_LEAST or not self.settled()):  # noqa: ASYNC110 # others do it
                await asyncio.sleep(0.3)
        else:
            await asyncio.sleep(float(self.plan.trouble.removeprefix("stop-")))
        it.go_on()

    def _query(self, query: str) -> list[int]:
        with psycopg.connect(self.stage.tables.url, autocommit=True) as connection:
            return [pid for (pid,) in connection.execute(query.encode())]

    def _terminate(self, pids: list[int]) -> None:
        with psycopg.connect(self.stage.tables.url, autocommit=True) as connection:
            for pid in pids:
                connection.execute("SELECT pg_terminate_backend(%s)", [pid])
