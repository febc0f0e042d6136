"""People's choices, subscriptions and greetings, in memory."""

from collections import deque
from collections.abc import Collection, Sequence
from datetime import date, datetime

from bot.blocks.kit.elements import View
from bot.domain.alerts.alert import Alert
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.digest.subscription import Subscription
from bot.domain.home import Outcomes, Preferences
from tests.fakes.alerts import FakeAlerts
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.storage import FakeSubscriptions


class FakePreferences:
    """Serves `bot.ports.people.PeoplesChoices`."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Preferences] = {}
        self._used: dict[tuple[str, str], dict[str, date]] = {}
        self.reads = 0
        """How often preferences were looked up."""
        self.writes = 0
        """How often a use of a channel was noted."""

    async def get(self, team_id: str, user_id: str) -> Preferences:
        self.reads += 1
        return self._kept.get((team_id, user_id), Preferences())

    async def put(self, team_id: str, user_id: str, preferences: Preferences) -> None:
        self._kept[team_id, user_id] = preferences

    async def used(self, team_id: str, user_id: str, channel_id: str, day: date) -> None:
        self.writes += 1
        self._used.setdefault((team_id, user_id), {})[channel_id] = day

    async def channels(self, team_id: str, user_id: str, *, since: date, limit: int) -> Sequence[str]:
        used = self._used.get((team_id, user_id), {})
        recent = [channel for channel, day in used.items() if day >= since]
        return sorted(recent, key=lambda each: (-used[each].toordinal(), each))[:limit]


class FakeHomeQueries:
    """Serves `bot.ports.people.HomeQueries` and `bot.ports.people.DeliveryOutcomes`."""

    def __init__(self, subscriptions: FakeSubscriptions, alerts: FakeAlerts, deliveries: FakeDeliveries) -> None:
        self._subscriptions = subscriptions
        self._alerts = alerts
        self._deliveries = deliveries

    async def digests(
        self, team_id: str, user_id: str, channel_ids: Collection[str], *, limit: int
    ) -> tuple[Sequence[Subscription], int]:
        found = [
            subscription
            for subscription in self._subscriptions._kept.values()
            if subscription.team_id == team_id
            and (subscription.owner_id == user_id or subscription.channel_id in channel_ids)
            and not (subscription.ended or subscription.personal)
        ]
        return sorted(found, key=lambda subscription: subscription.channel_id)[:limit], len(found)

    async def alerts(
        self, team_id: str, user_id: str, channel_ids: Collection[str], *, limit: int
    ) -> tuple[Sequence[Alert], int]:
        found = [
            alert
            for alert in await self._alerts.of_team(team_id)
            if alert.owner_id == user_id or alert.channel_id in channel_ids
        ]
        return sorted(found, key=lambda alert: (alert.channel_id, alert.number))[:limit], len(found)

    async def since(self, team_id: str, moment: datetime) -> Outcomes:
        ended = [
            each
            for each in (row.delivery for row in self._deliveries._rows.values())
            if each.team_id == team_id and each.finished_at and each.finished_at >= moment
        ]
        failed = _in(ended, DeliveryState.FAILED)
        newest = max(failed, key=lambda each: each.finished_at or moment, default=None)
        sent, unknown = len(_in(ended, DeliveryState.SENT)), len(_in(ended, DeliveryState.UNKNOWN))
        return Outcomes(sent, len(failed), unknown, newest.reason if newest else None)


class FakeHomeTabs:
    """Serves `bot.ports.people.HomeTabs`; each tab that is put up has another hash."""

    def __init__(self) -> None:
        self.shown: dict[tuple[str, str], tuple[str, View]] = {}
        """The hash and the tab of each person."""
        self.published: list[tuple[str, View, str]] = []
        """Every attempt: user, view, and the one replaced."""
        self.failures: deque[Exception] = deque()
        """What the next attempts come to."""

    async def publish(self, team_id: str, user_id: str, view: View, *, only_if: str = "") -> str | None:
        self.published.append((user_id, view, only_if))
        if self.failures:
            raise self.failures.popleft()
        stands, _ = self.shown.get((team_id, user_id), ("", {}))
        if only_if and only_if != stands:
            return None
        made = f"{len(self.published)}.hash"
        self.shown[team_id, user_id] = (made, view)
        return made

    def elsewhere(self, team_id: str, user_id: str, view: View) -> None:
        self.shown[team_id, user_id] = ("another.hash", view)


class FakeGreetings:
    """Serves `bot.ports.people.Greetings`."""

    def __init__(self) -> None:
        self._greeted: set[tuple[str, str]] = set()

    async def first(self, team_id: str, place: str = "", *, now: datetime) -> bool:
        del now
        new = (team_id, place) not in self._greeted
        self._greeted.add((team_id, place))
        return new

    async def take_back(self, team_id: str, place: str = "") -> None:
        self._greeted.discard((team_id, place))


def _in(deliveries: Sequence[Delivery], state: DeliveryState) -> list[Delivery]:
    return [each for each in deliveries if each.state is state]
