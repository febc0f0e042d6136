"""The troubles: what happens to replicas and to PostgreSQL, and until when."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import psycopg

from tools.chaos.effects.plan import Plan
from tools.chaos.effects.stage import Stage
from tools.chaos.effects.trap import Passing

_DAY: Final = timedelta(days=1)
_AT_LEAST: Final = 26.0
"""Seconds that a replica stands still for a day of the sandbox: longer than a claim is good for."""
_AT_MOST: Final = 150.0
_HOLDERS: Final = "SELECT DISTINCT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
_OTHERS: Final = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@dataclass
class Strike:
    """The trouble of a run."""

    stage: Stage
    plan: Plan
    settled: Callable[[], bool]
    """Whether the decisions are over, and nothing is left to be pressed."""
    move: Callable[[], None]
    """Called once a replica stands still, if the plan has it."""
    struck_at: float | None = None
    replica: int = -1
    note: str = ""
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def arm(self) -> None:
        """Wait for its moment."""
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
        """Whether all replicas are at work again."""
        return all(task.done() for task in self.tasks) and all(each.takes for each in self.stage.replicas)

    async def end(self) -> None:
        """Clear up.

        Raises:
            Exception: what went wrong in a trouble.
        """
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
            await self.stage.advance(_DAY)
            self.stage.scene.record.days += 1
            while (past := time.monotonic() - begun) < _AT_MOST and (past < _AT_LEAST or not self.settled()):  # noqa: ASYNC110 # others do it
                await asyncio.sleep(0.3)
        else:
            await asyncio.sleep(float(self.plan.trouble.removeprefix("stop-")))
        it.go_on()

    def _query(self, query: str) -> list[int]:
        with psycopg.connect(self.stage.url, autocommit=True) as connection:
            return [pid for (pid,) in connection.execute(query.encode())]

    def _terminate(self, pids: list[int]) -> None:
        with psycopg.connect(self.stage.url, autocommit=True) as connection:
            for pid in pids:
                connection.execute("SELECT pg_terminate_backend(%s)", [pid])
