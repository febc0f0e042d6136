"""Everything that alerts need, over fakes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain.access.roles import Viewpoint
from bot.domain.alerts.parse import parse_alert
from bot.domain.alerts.status import AlertSet
from bot.domain.delivery.delivery import Delivery, DeliveryKind
from bot.domain.numbers.feed import Feed
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.programs.program import Program
from bot.ports.workspaces import Workspace
from bot.usecases.access.role_of import RoleOf
from bot.usecases.alerts.change import ChangeAlert
from bot.usecases.alerts.evaluate import EvaluateAlert
from bot.usecases.alerts.handle_alert import AlertHandler
from bot.usecases.alerts.judge import JudgeAlerts
from bot.usecases.alerts.list import ListAlerts
from bot.usecases.alerts.revise import ReviseAlert
from bot.usecases.alerts.set import SetAlert
from bot.usecases.delivery.deliver import Deliver
from bot.usecases.delivery.handler import DeliveryHandler
from bot.usecases.programs.choose import ChooseProgram
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.read import ReadReport
from bot.usecases.sweep.sweep import DailySweep
from tests.fakes.access import FakeAccessRules, FakeAuditLog
from tests.fakes.alerts import FakeAlerts
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.fleet import FakeReadFailures
from tests.fakes.messenger import FakeMessenger
from tests.fakes.people import FakePeople
from tests.fakes.programs import FakePrograms
from tests.fakes.storage import FakeChannelPrograms, FakeSnapshots, FakeWorkspaces
from tests.fakes.wechat import FakeSource, feed

TEAM, CHANNEL, USER = "T1", "C1", "U1"
SHOP, CAFE, NEWS = Program("wx1", "shop"), Program("wx2", "cafe"), Program("wx3", "news")
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
"""Nine in the morning in Shanghai."""
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def losing(percent: str | int, *, minimum: str = "2.0.0") -> Feed:
    """So many users are below 3.0.0."""
    return feed({"2.9.0": percent, "3.0.0": str(60 - float(percent)), "3.8.0": 40}, minimum=minimum)


class Died(Exception):
    """The process is no more."""


class MortalSnapshots(FakeSnapshots):
    """Kills the process where snapshots are kept."""

    def __init__(self) -> None:
        super().__init__()
        self.die = False

    async def save(self, team_id: str, snapshots: Sequence[Snapshot]) -> None:
        """As the fake, or death before it."""
        if self.die:
            raise Died
        await super().save(team_id, snapshots)


@dataclass
class AlertWorld:
    """The stores, Slack and WeChat, and the use cases over them."""

    programs: FakePrograms = field(default_factory=lambda: FakePrograms(SHOP, CAFE, NEWS))
    source: FakeSource = field(default_factory=lambda: FakeSource(default=losing("0.5")))
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    snapshots: MortalSnapshots = field(default_factory=MortalSnapshots)
    deliveries: FakeDeliveries = field(default_factory=FakeDeliveries)
    workspaces: FakeWorkspaces = field(default_factory=FakeWorkspaces)
    people: FakePeople = field(default_factory=FakePeople)
    rules: FakeAccessRules = field(default_factory=FakeAccessRules)
    audit: FakeAuditLog = field(default_factory=FakeAuditLog)

    def __post_init__(self) -> None:
        self.alerts = FakeAlerts(self.deliveries)
        self.watch = JudgeAlerts(self.alerts, self.alerts, self.snapshots)
        self.read_report = ReadReport(self.source, self.snapshots, watch=self.watch)
        visible = VisiblePrograms(self.programs, self.rules)
        choose = ChooseProgram(visible, FakeChannelPrograms())
        evaluate_alert = EvaluateAlert(self.snapshots, self.read_report)
        self.set_alert = SetAlert(self.alerts, visible, choose, evaluate_alert, self.audit)
        self.list = ListAlerts(self.alerts, visible)
        self.change = ChangeAlert(self.alerts, self.people, RoleOf(self.rules), self.audit)
        self.revise = ReviseAlert(self.alerts, visible, evaluate_alert, self.change, self.audit)
        handlers: Mapping[DeliveryKind, DeliveryHandler] = {
            DeliveryKind.ALERT: AlertHandler(self.alerts, self.alerts, visible, self.audit)
        }
        self.deliver_one = Deliver(self.deliveries, self.workspaces, handlers, self.messenger, monotonic=lambda: 0.0)
        self.restart()

    def restart(self) -> None:
        """A new process: it knows nothing of what it did."""
        self.snapshots.die = False
        self.daily_sweep = DailySweep(
            self.source, self.snapshots, self.programs, self.workspaces, FakeReadFailures(), watch=self.watch
        )

    async def set(self, text: str, *, now: datetime = NOW, channel: str = CHANNEL) -> AlertSet:
        """Somebody types `/baselib alert <text>`."""
        return await self.set_alert(
            Viewpoint.of_channel(TEAM, channel), parse_alert(text), locale="en", owner_id=USER, now=now
        )

    async def sweep(self, now: datetime) -> None:
        """The daily sweep."""
        await self._install()
        await self.daily_sweep(now=now)

    async def deliver(self, now: datetime) -> list[str]:
        """Deliver all that is due; what was said."""
        await self._install()
        before = len(self.messenger.posted)
        for delivery in await self.deliveries.claim(now=now, lease_until=now + 10 * MINUTE, limit=100):
            await self.deliver_one(delivery, now=now)
        return [posted.message.text for posted in self.messenger.posted[before:]]

    async def _install(self) -> None:
        await self.workspaces.put(Workspace(TEAM, "Team", "UBOT"))

    async def day(self, now: datetime) -> list[str]:
        """A sweep, and what is said within an hour of it."""
        await self.sweep(now)
        return await self.deliver(now + 60 * MINUTE)

    async def rows(self, alert_id: str) -> list[Delivery]:
        """An alert's deliveries."""
        return list(await self.deliveries.history(TEAM, alert_id, limit=100))
