"""One process on SQLite, killed again and again."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bot.domain.delivery import EVERY_DAY, Schedule
from bot.domain.digest.subscription import Subscription
from bot.ports.slack import Workspace
from bot.storage.digest.subscriptions import SqlSubscriptions
from bot.storage.engine.database import Database
from bot.storage.workspaces import SqlWorkspaces
from tools.chaos.ledger import Verdict, entries, judge
from tools.chaos.plan import IDLE, KillPoint, Kind, ProcessStep, Round
from tools.chaos.process import Launcher, launcher
from tools.chaos.sandboxes import SHOP, Sandboxes, sandboxes
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
        if await process.tick() is None:
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
