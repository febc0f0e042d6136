"""Everything that digests need, over fakes: stores that outlive the process, and a process that can die."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.delivery.schedule import Schedule
from bot.domain.digest.subscription import Subscription
from bot.domain.programs.program import Program
from bot.ports.workspaces import Workspace
from bot.usecases.access.allow_change import AllowChange
from bot.usecases.access.role_of import RoleOf
from bot.usecases.delivery.deliver import LEASE, Deliver
from bot.usecases.delivery.deliver_due import DeliverDue
from bot.usecases.delivery.handler import DeliveryHandler
from bot.usecases.delivery.reconcile_unknown import ReconcileUnknown
from bot.usecases.delivery.record_due_slots import RecordDueSlots
from bot.usecases.digest.compose import ComposeDigest
from bot.usecases.digest.compose_fleet import ComposeFleetDigest
from bot.usecases.digest.end import EndDigest
from bot.usecases.digest.handle_details import DetailsHandler
from bot.usecases.digest.handle_digest import DigestHandler
from bot.usecases.digest.handle_fleet import FleetDigestHandler
from bot.usecases.digest.handle_notice import NoticeHandler
from bot.usecases.digest.notify_owner import NotifyOwner
from bot.usecases.digest.pause import PauseDigest
from bot.usecases.digest.preview import PreviewDigest
from bot.usecases.digest.recover import RecoverDigest
from bot.usecases.digest.send_now import SendDigestNow, SendNowHandler
from bot.usecases.digest.set_up_first import SetUpFirstDigest
from bot.usecases.digest.show import ShowDigest
from bot.usecases.digest.show_history import ShowHistory
from bot.usecases.digest.skip_unchanged import SkipUnchanged
from bot.usecases.digest.subscribe import Subscribe
from bot.usecases.fleet.read import ReadFleet
from bot.usecases.forecast import MakeForecasts
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.read import ReadReport
from tests.fakes.access import FakeAccessRules
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.fleet import FakeReadFailures
from tests.fakes.forecasts import FakeForecasts
from tests.fakes.installations import FakeInstallations
from tests.fakes.messenger import FakeMessenger
from tests.fakes.people import FakePeople
from tests.fakes.programs import FakePrograms
from tests.fakes.storage import (
    FakeChannelPrograms,
    FakeDigestMemories,
    FakeFleetDigestMemories,
    FakeSnapshots,
    FakeSubscriptions,
    FakeWorkspaces,
)
from tests.fakes.wechat import SHARES, FakeSource

TEAM, CHANNEL, USER = "T1", "C1", "U1"
SHOP = Program("wx0000000000000001", "shop")
CAFE = Program("wx0000000000000002", "cafe")
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


class Killed(BaseException):
    """The process is no more; nothing may catch that and go on."""


class MortalDeliveries(FakeDeliveries):
    """Kills the process before or after one of its calls; the rows survive."""

    def __init__(self) -> None:
        super().__init__()
        self.die_before = ""
        self.die_after = ""

    async def record(self, deliveries: Sequence[Delivery]) -> int:
        """As the fake, or death."""
        self._maybe_die("record", self.die_before)
        result = await super().record(deliveries)
        if result:
            self._maybe_die("record", self.die_after)
        return result

    async def claim(self, *, now: datetime, lease_until: datetime, limit: int) -> Sequence[Delivery]:
        """As the fake, or death."""
        self._maybe_die("claim", self.die_before)
        result = await super().claim(now=now, lease_until=lease_until, limit=limit)
        if result:
            self._maybe_die("claim", self.die_after)
        return result

    async def sending(self, delivery: Delivery, *, now: datetime) -> bool:
        """As the fake, or death."""
        self._maybe_die("sending", self.die_before)
        result = await super().sending(delivery, now=now)
        self._maybe_die("sending", self.die_after)
        return result

    async def finish(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        now: datetime,
        message_ts: str = "",
        reason: str = "",
        then: Sequence[Delivery] = (),
    ) -> None:
        """As the fake, or death."""
        self._maybe_die("finish", self.die_before)
        await super().finish(delivery, state, now=now, message_ts=message_ts, reason=reason, then=then)
        self._maybe_die("finish", self.die_after)

    async def doubt(self, delivery: Delivery, *, look_at: datetime, reason: str) -> None:
        """As the fake, or death."""
        self._maybe_die("doubt", self.die_before)
        await super().doubt(delivery, look_at=look_at, reason=reason)
        self._maybe_die("doubt", self.die_after)

    async def postpone(self, delivery: Delivery, *, until: datetime, reason: str) -> None:
        """As the fake, or death."""
        self._maybe_die("postpone", self.die_before)
        await super().postpone(delivery, until=until, reason=reason)
        self._maybe_die("postpone", self.die_after)

    async def claim_looks(self, *, now: datetime, lease_until: datetime, limit: int) -> Sequence[Delivery]:
        """As the fake, or death."""
        self._maybe_die("claim_looks", self.die_before)
        result = await super().claim_looks(now=now, lease_until=lease_until, limit=limit)
        if result:
            self._maybe_die("claim_looks", self.die_after)
        return result

    def all(self) -> list[Delivery]:
        """Every row, by slot."""
        return sorted((row.delivery for row in self._rows.values()), key=lambda kept: (kept.slot, kept.id))

    def _maybe_die(self, call: str, when: str) -> None:
        if call == when:
            raise Killed(call)


@dataclass
class World:
    """The stores, Slack and WeChat; `restart` throws away what only the process knew."""

    programs: FakePrograms = field(default_factory=lambda: FakePrograms(SHOP))
    source: FakeSource = field(default_factory=lambda: FakeSource(default=SHARES))
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    snapshots: FakeSnapshots = field(default_factory=FakeSnapshots)
    subscriptions: FakeSubscriptions = field(default_factory=FakeSubscriptions)
    deliveries: MortalDeliveries = field(default_factory=MortalDeliveries)
    workspaces: FakeWorkspaces = field(default_factory=FakeWorkspaces)
    channel_programs: FakeChannelPrograms = field(default_factory=FakeChannelPrograms)
    memories: FakeDigestMemories = field(default_factory=FakeDigestMemories)
    fleet_memories: FakeFleetDigestMemories = field(default_factory=FakeFleetDigestMemories)
    read_failures: FakeReadFailures = field(default_factory=FakeReadFailures)
    people: FakePeople = field(default_factory=FakePeople)
    forecasts: FakeForecasts = field(default_factory=FakeForecasts)
    rules: FakeAccessRules = field(default_factory=FakeAccessRules)
    installations: FakeInstallations = field(default_factory=FakeInstallations)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """A new process over the same stores."""
        self.deliveries.die_before = self.deliveries.die_after = ""
        visible = VisiblePrograms(self.programs, self.rules)
        self.compose = ComposeDigest(
            ReadReport(self.source, self.snapshots),
            self.snapshots,
            visible,
            self.channel_programs,
            MakeForecasts(self.snapshots, self.forecasts),
        )
        read_fleet = ReadFleet(visible, self.snapshots, self.read_failures)
        self.compose_fleet = ComposeFleetDigest(read_fleet, self.read_failures, self.deliveries, self.fleet_memories)
        details = DetailsHandler(self.subscriptions, visible, self.compose_fleet)
        notices = NoticeHandler(self.subscriptions, self.deliveries, self.people)
        handlers: dict[DeliveryKind, DeliveryHandler] = {
            DeliveryKind.DIGEST: DigestHandler(
                self.subscriptions,
                self.compose,
                NotifyOwner(self.deliveries),
                SkipUnchanged(self.deliveries, self.memories),
                FleetDigestHandler(self.compose_fleet, self.fleet_memories),
            ),
            DeliveryKind.NOW: SendNowHandler(self.subscriptions, PreviewDigest(self.compose, self.compose_fleet)),
            DeliveryKind.NOTICE: notices,
            DeliveryKind.DETAILS: details,
        }
        following = {DeliveryKind.DIGEST: details.following}
        self.deliver_one = Deliver(
            self.deliveries,
            self.workspaces,
            handlers,
            self.messenger,
            following,
            monotonic=lambda: 0.0,
            installations=self.installations,
        )
        self.deliver = DeliverDue(
            RecordDueSlots(self.subscriptions, self.deliveries, self.workspaces),
            self.deliver_one,
            ReconcileUnknown(self.deliveries, self.workspaces, handlers, self.messenger, following, self.installations),
            self.deliveries,
        )
        self.subscribe = Subscribe(self.subscriptions, self.deliveries, visible)
        self.show = ShowDigest(self.subscriptions, self.deliveries, visible)
        self.end_by = EndDigest(self.subscriptions)
        self.allow = AllowChange(self.subscriptions, self.people, RoleOf(self.rules))
        self.pause = PauseDigest(self.subscriptions, self.deliveries)
        self.history = ShowHistory(self.subscriptions, self.deliveries, visible)
        self.send_now = SendDigestNow(self.subscriptions, self.deliveries, self.deliver_one)
        self.mend = RecoverDigest(self.subscriptions, self.send_now)
        self.set_up = SetUpFirstDigest(self.subscriptions)

    async def end(self, team_id: str, channel_id: str) -> Subscription:
        """Its owner ends a digest."""
        return await self.end_by(team_id, channel_id, by=USER, now=FRIDAY)

    async def order(
        self, channel_id: str = CHANNEL, *, team_id: str = TEAM, at: datetime = FRIDAY, schedule: Schedule = MONDAY_9
    ) -> Subscription:
        """Somebody orders a digest; the workspace is installed."""
        if await self.workspaces.get(team_id) is None:
            await self.workspaces.put(Workspace(team_id, "Team", "UBOT"))
        status = await self.subscribe(team_id, channel_id, schedule, locale="en", owner_id=USER, now=at)
        return status.subscription

    async def tick(self, now: datetime) -> None:
        """One call of the reconciler."""
        self.messenger.now = now
        await self.deliver(now=now)

    async def run(self, start: datetime, end: datetime, *, every: timedelta = MINUTE) -> None:
        """The reconciler for a while."""
        now = start
        while now <= end:
            await self.tick(now)
            now += every

    async def outlast_the_lease(self, now: datetime) -> datetime:
        """Let the claims run out and call the reconciler once more; returns that instant."""
        later = now + LEASE + SECOND
        await self.tick(later)
        return later

    def outcomes(self) -> list[tuple[date, str, str]]:
        """Slot, state and reason of every digest's row."""
        rows = [row for row in self.deliveries.all() if row.kind is DeliveryKind.DIGEST]
        return [(row.slot, str(row.state), row.reason) for row in rows]

    def channels(self) -> list[str]:
        """Where something was posted, in order; notices to people are left out."""
        return [posted.channel_id for posted in self.messenger.posted if posted.channel_id.startswith("C")]

    def notices(self) -> list[str]:
        """Who was told something, in order."""
        return [posted.channel_id for posted in self.messenger.posted if posted.channel_id.startswith("U")]
