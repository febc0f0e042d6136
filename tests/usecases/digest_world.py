"""Digests over fakes: stores that outlive the process, and a process that can die."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from bot.domain.delivery import LEASE, Delivery, DeliveryKind, Schedule
from bot.domain.digest.subscription import Subscription
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.usecases.access import allow_change
from bot.usecases.digest.compose_fleet import compose_fleet_digest
from bot.usecases.digest.send_now import send_digest_now, set_up_first_digest
from bot.usecases.digest.subscribe import (
    end_digest,
    pause_digest,
    show_digest,
    show_history,
    subscribe_channel,
)
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.everything import Fakes
from tests.fakes.programs import FakePrograms

TEAM, CHANNEL, USER = "T1", "C1", "U1"
SHOP = Program(Visible("wx0000000000000001"), "shop")
CAFE = Program(Visible("wx0000000000000002"), "cafe")
MONDAY_9 = Schedule((0,), time(9, 0), "Asia/Shanghai")
MONDAY = date(2026, 11, 23)
DUE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday 23 November 2026, 09:00 in Shanghai."""
SECOND, MINUTE, HOUR, DAY, WEEK = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(weeks=1),
)
FRIDAY = DUE - 3 * DAY

EDGES = ("record", "claim", "sending", "finish", "doubt", "postpone", "claim_looks")
"""The calls around which a process can die."""


class Killed(BaseException):
    pass


class MortalDeliveries(FakeDeliveries):
    """Kills the process before or after a call; the rows survive."""

    def __init__(self) -> None:
        super().__init__()
        self.die_before = ""
        self.die_after = ""

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        return partial(self._mortal, name, found) if name in EDGES else found

    async def _mortal(self, name: str, call: Callable[..., Awaitable[Any]], *args: Any, **how: Any) -> Any:
        """A call that takes and records nothing has no death after it."""
        self._maybe_die(name, self.die_before)
        result = await call(*args, **how)
        if result is None or result:
            self._maybe_die(name, self.die_after)
        return result

    def all(self) -> list[Delivery]:
        return sorted((row.delivery for row in self._rows.values()), key=lambda kept: (kept.slot, kept.id))

    def _maybe_die(self, call: str, when: str) -> None:
        if call == when:
            raise Killed(call)


@dataclass
class World(Fakes):
    """Stores, Slack and WeChat; `restart` drops what only the process knew."""

    programs: FakePrograms = field(default_factory=lambda: FakePrograms(SHOP))
    deliveries: MortalDeliveries = field(default_factory=MortalDeliveries)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.restart()

    def restart(self) -> None:
        self.deliveries.die_before = self.deliveries.die_after = ""
        self.app = usecases = self.assemble()
        self.revive = usecases.revive_workspaces
        self.deliver, self.deliver_one = usecases.deliver_due, usecases.deliver
        self.compose, self.compose_fleet = usecases.compose_digest, partial(compose_fleet_digest, usecases)
        self.subscribe, self.show, self.history = (
            partial(subscribe_channel, usecases),
            partial(show_digest, usecases),
            partial(show_history, usecases),
        )
        self.allow, self.pause, self.end_by = (
            partial(allow_change, usecases),
            partial(pause_digest, usecases),
            partial(end_digest, usecases),
        )
        self.send_now, self.set_up = partial(send_digest_now, usecases), partial(set_up_first_digest, usecases)

    async def end(self, team_id: str, channel_id: str) -> Subscription:
        return await self.end_by(team_id, channel_id, by=USER, now=FRIDAY)

    async def add_subscription(
        self, channel_id: str = CHANNEL, *, team_id: str = TEAM, at: datetime = FRIDAY, schedule: Schedule = MONDAY_9
    ) -> Subscription:
        if await self.workspaces.get(team_id) is None:
            await self.install(team_id)
        status = await self.subscribe(team_id, channel_id, schedule, locale="en", owner_id=USER, now=at)
        return status.subscription

    async def tick(self, now: datetime) -> None:
        self.messenger.now = now
        await self.deliver(now=now)

    async def run(self, start: datetime, end: datetime, *, every: timedelta = MINUTE) -> None:
        now = start
        while now <= end:
            await self.revive(now=now)
            await self.tick(now)
            now += every

    async def outlast_the_lease(self, now: datetime) -> datetime:
        """Let the claims expire and call the reconciler; returns the instant."""
        later = now + LEASE + SECOND
        await self.tick(later)
        return later

    def outcomes(self) -> list[tuple[date, str, str]]:
        rows = [row for row in self.deliveries.all() if row.kind is DeliveryKind.DIGEST]
        return [(row.slot, str(row.state), str(row.reason or "")) for row in rows]

    def channels(self) -> list[str]:
        """Where messages were posted, in order, except notices to people."""
        return [posted.channel_id for posted in self.messenger.posted if posted.channel_id.startswith("C")]

    def notices(self) -> list[str]:
        return [posted.channel_id for posted in self.messenger.posted if posted.channel_id.startswith("U")]
