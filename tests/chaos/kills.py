"""One process on SQLite, killed again and again."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bot.domain.delivery.schedule import EVERY_DAY, Schedule
from bot.domain.digest.subscription import Subscription
from bot.ports.workspaces import Workspace
from bot.storage.digest.subscriptions import SqlSubscriptions
from bot.storage.engine.database import Database
from bot.storage.workspaces.workspaces import SqlWorkspaces
from tests.chaos.deaths import Death, Kind
from tests.chaos.ledger import Verdict, entries, judge
from tests.chaos.lives import Nursery, nursery
from tests.chaos.plan import LifeStep, Round, Trouble
from tests.chaos.town import TEAM, Town, town

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CHANNELS = 4
IDLE = "idle"
"""What a life is counted under that was killed while it had nothing to do."""
_MINUTE = timedelta(minutes=1)
_APART = timedelta(hours=2)
"""Between rounds: by then the numbers that WeChat gave are no longer fresh, and are read again."""
_PATIENCE = (*[_MINUTE] * 20, *[5 * _MINUTE] * 200)
"""How the clock moves until everything must be finished: what failed again and again is tried at growing distances."""


class StuckError(AssertionError):
    """Slots that no number of undisturbed ticks finishes."""


@dataclass
class Stage:
    """A database, the sandboxes, and lives to be."""

    town: Town
    database: Database
    nursery: Nursery
    expected: list[str] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    """How each life ended that ended by force."""
    _serial: Iterator[int] = field(default_factory=itertools.count)

    @property
    def killed(self) -> int:
        """How many lives ended at work."""
        return self.kills.total() - self.kills[IDLE]

    async def add_subscription(self, channel: str) -> str:
        """Order a digest that is due in a minute; returns the delivery id that its slot will have."""
        now = self.town.now()
        due = (now + _MINUTE).replace(second=0, microsecond=0)
        schedule = Schedule(EVERY_DAY, time(due.hour, due.minute), "UTC")
        identity = f"order{next(self._serial)}"
        subscription = Subscription(identity, TEAM, channel, (), schedule, "en", "U0ALICE", now)
        await SqlSubscriptions(self.database).put(subscription)
        self.expected.append(f"{identity}-{due.date().isoformat()}")
        return self.expected[-1]

    async def open_slots(self) -> list[str]:
        """Those owed that have no outcome yet."""
        on_record = await entries(self.database)
        return [slot for slot in self.expected if slot not in on_record or not on_record[slot].finished]

    async def verdict(self) -> Verdict:
        """What the record and Slack say now."""
        return judge(self.expected, await entries(self.database), await self.town.arrived())

    def trouble(self, trouble: Trouble | None) -> None:
        """Switch a fault on."""
        if trouble:
            self.town.trouble(trouble.name, times=trouble.times, where=trouble.where, **dict(trouble.params))


@asynccontextmanager
async def stage(url: str, folder: Path) -> AsyncIterator[Stage]:
    """Everything set up on a DATABASE_URL whose tables exist or can be made."""
    async with town(START) as place:
        database = Database(url)
        try:
            await database.migrate()
            await SqlWorkspaces(database).put(Workspace(TEAM, "Sandbox", "U0BASELIB"))
            settings = {**place.environment, "WECHAT_PROGRAMS": "shop=wx00000000000000c1", "DATABASE_URL": url}
            async with nursery(settings, folder / "lives.log") as lives:
                yield Stage(place, database, lives)
        finally:
            await database.close()


async def survive(here: Stage, plan: Iterable[Round], *, kills: int) -> Verdict:
    """Live through rounds and settle each, until so many lives have ended at work; the verdict is over all slots.

    Args:
        here: on SQLite.
        plan: enough rounds.
        kills: how many; lives that are ended because their edge never came are counted as idle, and not among these.

    Raises:
        StuckError: something stays open.
    """
    channels = [here.town.channel(f"chaos-{number}") for number in range(CHANNELS)]
    for each in plan:
        for channel in channels[: each.slots]:
            await here.add_subscription(channel)
        for step in each.lives:
            await _live_and_die(here, step)
        here.town.calm()
        await settle(here)
        await here.town.advance(_APART)
        if here.killed >= kills:
            break
    return await here.verdict()


async def _live_and_die(here: Stage, step: LifeStep) -> None:
    here.town.calm()
    here.trouble(step.trouble)
    life = await here.nursery.bear(step.death)
    here.town.arm(step.death, life.kill)
    for move in step.moves:
        await here.town.advance(move)
        if step.death.kind is Kind.INSTANT:
            asyncio.get_running_loop().call_later(step.death.n / 1000, life.kill)
        if await life.tick() is None:
            here.kills[step.death.name] += 1
            return
    await life.end()  # its edge did not come: it dies idle
    here.kills[IDLE] += 1


async def settle(here: Stage) -> None:
    """Undisturbed ticks until nothing is open.

    Raises:
        StuckError: that never came.
    """
    life = await here.nursery.bear(Death())
    for move in _PATIENCE:
        await here.town.advance(move)
        await life.tick()
        if not await here.open_slots():
            break
    else:
        raise StuckError(await here.open_slots())
    await life.end()
