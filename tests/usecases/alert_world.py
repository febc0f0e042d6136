"""Everything that alerts need, over fakes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.assembly.reading import judge_alerts
from bot.domain.access import Viewpoint
from bot.domain.alerts.delivery import AlertSet
from bot.domain.alerts.parse import parse_alert
from bot.domain.delivery import Delivery
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.numbers.version import Feed
from bot.domain.programs import Program
from bot.usecases.alerts.change import list_alerts, revise_alert, set_alert
from bot.usecases.alerts.judge import JudgePublicNumbers
from bot.usecases.alerts.scheduled import evaluate_attention
from bot.usecases.report.public_numbers import JudgeAgain
from tests.fakes.everything import Fakes
from tests.fakes.programs import FakePrograms
from tests.fakes.storage import FakeSnapshots
from tests.fakes.wechat import FakeSource, feed

TEAM, CHANNEL, USER = "T1", "C1", "U1"
SHOP, CAFE, NEWS = Program(Visible("wx1"), "shop"), Program(Visible("wx2"), "cafe"), Program(Visible("wx3"), "news")
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WEEK = 7 * DAY
"""Readings a week apart are each judged by themselves."""


def losing(percent: str | int, *, minimum: str = "2.0.0") -> Feed:
    return feed({"2.9.0": percent, "3.0.0": str(60 - float(percent)), "3.8.0": 40}, minimum=minimum)


class Died(Exception):
    pass


class MortalSnapshots(FakeSnapshots):
    def __init__(self) -> None:
        super().__init__()
        self.die_before = self.die_after = False

    async def save(self, team_id: str, snapshots: Sequence[Snapshot]) -> Sequence[Snapshot]:
        if self.die_before:
            raise Died
        kept = await super().save(team_id, snapshots)
        if self.die_after:
            raise Died
        return kept


@dataclass
class AlertWorld(Fakes):
    """The stores, Slack and WeChat, and the use cases over them."""

    programs: FakePrograms = field(default_factory=lambda: FakePrograms(SHOP, CAFE, NEWS))
    source: FakeSource = field(default_factory=lambda: FakeSource(default=losing("0.5")))
    snapshots: MortalSnapshots = field(default_factory=MortalSnapshots)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.app = usecases = self.assemble()
        self.read_report = usecases.read_report
        self.set_alert, self.list = partial(set_alert, usecases), partial(list_alerts, usecases)
        self.revise = partial(revise_alert, usecases)
        self.judge_attention = partial(evaluate_attention, usecases)
        self.deliver_one = usecases.deliver
        self.restart()

    def restart(self) -> None:
        self.snapshots.die_before = self.snapshots.die_after = False
        kept, judge = self.repositories, judge_alerts(self.repositories)
        self.keep = self.daily_sweep(watch=judge)
        judge_public = JudgePublicNumbers(judge, kept.public_snapshots, kept.workspaces)
        self.judge_again = JudgeAgain(
            kept.snapshots, kept.unjudged, kept.public_snapshots, kept.workspaces, judge, judge_public
        )

    async def set(self, text: str, *, now: datetime = NOW, channel: str = CHANNEL) -> AlertSet:
        return await self.set_alert(
            Viewpoint.of_channel(TEAM, channel), parse_alert(text), locale="en", owner_id=USER, now=now
        )

    async def sweep(self, now: datetime) -> None:
        await self.install()
        await self.keep(now=now)

    async def deliver(self, now: datetime) -> list[str]:
        await self.install()
        before = len(self.messenger.posted)
        for delivery in await self.deliveries.claim(now=now, lease_until=now + 10 * MINUTE, limit=100):
            await self.deliver_one(delivery, now=now)
        return [posted.message.text for posted in self.messenger.posted[before:]]

    async def day(self, now: datetime) -> list[str]:
        """A sweep, and the texts within an hour of it."""
        await self.sweep(now)
        return await self.deliver(now + 60 * MINUTE)

    async def rows(self, alert_id: str) -> list[Delivery]:
        return list(await self.deliveries.history(TEAM, alert_id, limit=100))
