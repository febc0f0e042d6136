"""The ports about people: what they chose, what concerns them, who was greeted."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.alerts.alert import Alert
from bot.domain.alerts.parse import read_condition
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryReason, DeliveryState, Schedule, SlackCode
from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.domain.home import Outcomes, Preferences
from bot.ports.digest import Alerts, Deliveries, Subscriptions
from bot.ports.people import DeliveryOutcomes, Greetings, HomeQueries, PeoplesChoices
from bot.storage.alerts import SqlAlerts
from bot.storage.digest.deliveries import SqlDeliveries
from bot.storage.digest.subscriptions import SqlSubscriptions
from bot.storage.engine.database import Database
from bot.storage.home import SqlGreetings, SqlHomeQueries, SqlPreferences
from tests.fakes.alerts import FakeAlerts
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.people_choices import FakeGreetings, FakeHomeQueries, FakePreferences
from tests.fakes.storage import FakeSubscriptions

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
SUBSCRIPTION = Subscription("S1", "T1", "C1", (), Schedule((0,), time(9), "UTC"), "en", "U1", NOW - 30 * DAY)
ALERT = Alert("A1", "T1", "C1", 1, "wx1", read_condition("loss > 1% at 3.0.0"), "en", "U1", NOW - 30 * DAY)


@dataclass(frozen=True)
class Kept:
    """The ports, and those through which something comes to be there."""

    people: PeoplesChoices
    own: HomeQueries
    outcomes: DeliveryOutcomes
    greetings: Greetings
    subscriptions: Subscriptions
    alerts: Alerts
    deliveries: Deliveries


@pytest.fixture
def kept(database: Database | None) -> Kept:
    """Empty ones."""
    if database is None:
        subscriptions, deliveries = FakeSubscriptions(), FakeDeliveries()
        alerts = FakeAlerts(deliveries)
        own = FakeHomeQueries(subscriptions, alerts, deliveries)
        return Kept(FakePreferences(), own, own, FakeGreetings(), subscriptions, alerts, deliveries)
    home_queries = SqlHomeQueries(database)
    return Kept(
        SqlPreferences(database),
        home_queries,
        home_queries,
        SqlGreetings(database),
        SqlSubscriptions(database),
        SqlAlerts(database),
        SqlDeliveries(database),
    )


async def test_preferences_come_back(kept: Kept) -> None:
    """A person's newest ones, in order, and no one else's."""
    assert await kept.people.get("T1", "U1") == Preferences()
    await kept.people.put("T1", "U1", Preferences("en", ("wx1",)))
    chosen = Preferences("zh-CN", ("wx2", "wx1"))
    await kept.people.put("T1", "U1", chosen)

    assert await kept.people.get("T1", "U1") == chosen
    assert await kept.people.get("T2", "U1") == await kept.people.get("T1", "U2") == Preferences()


async def test_channels_that_a_person_used(kept: Kept) -> None:
    """The latest first, no old ones, each once."""
    for channel_id, day in (("C1", TODAY - 9 * DAY), ("C2", TODAY - DAY), ("C3", TODAY - DAY), ("C1", TODAY)):
        await kept.people.used("T1", "U1", channel_id, day)
    await kept.people.used("T1", "U1", "C9", TODAY - 10 * DAY)
    await kept.people.used("T1", "U2", "C8", TODAY)
    since = TODAY - 9 * DAY

    assert await kept.people.channels("T1", "U1", since=since, limit=10) == ["C1", "C2", "C3"]
    assert await kept.people.channels("T1", "U1", since=since, limit=2) == ["C1", "C2"]
    assert await kept.people.channels("T2", "U1", since=since, limit=2) == []


async def test_digests_of_a_person(kept: Kept) -> None:
    """Those owned and those of the named channels, by channel, and how many more; not what comes to them alone."""
    subscriptions = [
        replace(SUBSCRIPTION, id="S3", channel_id="C3", owner_id="U2"),
        SUBSCRIPTION,
        replace(SUBSCRIPTION, id="S2", channel_id="C2").paused(SlackCode("is_archived")),
    ]
    others = [
        replace(SUBSCRIPTION, id="S4", channel_id="C4", state=Lifecycle.ENDED),
        replace(SUBSCRIPTION, id="S5", channel_id="C5", owner_id="U2"),
        replace(SUBSCRIPTION, id="S6", channel_id=SUBSCRIPTION.owner_id),
        replace(SUBSCRIPTION, team_id="T2"),
    ]
    for subscription in (*subscriptions, *others):
        await kept.subscriptions.put(subscription)
    mine = [subscriptions[1], subscriptions[2], subscriptions[0]]

    assert await kept.own.digests("T1", "U1", ["C3", "C4"], limit=9) == (mine, 3)
    assert await kept.own.digests("T1", "U1", ["C3"], limit=2) == (mine[:2], 3)
    assert await kept.own.digests("T1", "U3", [], limit=2) == ([], 0)


async def test_alerts_of_a_person(kept: Kept) -> None:
    """Likewise, by channel and number."""
    await kept.alerts.add(replace(ALERT, id="A0", channel_id="C2", owner_id="U2"), {})
    await kept.alerts.add(ALERT, {})
    await kept.alerts.add(replace(ALERT, id="A2"), {})
    await kept.alerts.add(replace(ALERT, id="A3", channel_id="C3", owner_id="U2"), {})
    await kept.alerts.add(replace(ALERT, team_id="T2"), {})

    found, count = await kept.own.alerts("T1", "U1", ["C2"], limit=9)
    assert ([alert.id for alert in found], count) == (["A1", "A2", "A0"], 3)
    found, count = await kept.own.alerts("T1", "U1", ["C2"], limit=1)
    assert ([alert.id for alert in found], count) == (["A1"], 3)


async def test_outcomes_since(kept: Kept) -> None:
    """Sent, lost or unknown since an instant, whenever due, in this workspace, with the newest reason."""

    def ended(number: int, ago: timedelta, state: DeliveryState, reason: str = "", team_id: str = "T1") -> Delivery:
        at = NOW - ago
        kind = DeliveryKind.ALERT if number % 2 else DeliveryKind.DIGEST
        day = at.date()
        kept = DeliveryReason.parse(reason) if reason else None
        return Delivery(
            f"D{number}", team_id, f"S{number}", day, at, state, finished_at=at, reason=kept, kind=kind, not_before=at
        )

    await kept.deliveries.record(
        [
            ended(1, DAY, DeliveryState.SENT),
            ended(2, 2 * DAY, DeliveryState.SENT),
            ended(3, 3 * DAY, DeliveryState.FAILED, "wechat"),
            ended(4, 2 * DAY, DeliveryState.FAILED, "channel-unavailable is_archived"),
            ended(5, DAY, DeliveryState.UNKNOWN, "unclear"),
            ended(6, DAY, DeliveryState.SKIPPED, "missed"),
            ended(7, 9 * DAY, DeliveryState.FAILED, "gave-up"),
            ended(8, DAY, DeliveryState.FAILED, "gave-up", team_id="T2"),
            replace(ended(9, 7 * DAY, DeliveryState.SENT), not_before=NOW - 8 * DAY, due_at=NOW - 8 * DAY),
        ]
    )

    assert await kept.outcomes.since("T1", NOW - 7 * DAY) == Outcomes(
        3, 2, 1, DeliveryReason.parse("channel-unavailable is_archived")
    )
    assert await kept.outcomes.since("T3", NOW - 7 * DAY) == Outcomes()


async def test_each_place_is_greeted_once(kept: Kept) -> None:
    """A workspace and each channel separately; a failed greeting may be retried."""
    places = [("T1", ""), ("T1", "C1"), ("T2", ""), ("T2", "C1")]

    assert [await kept.greetings.first(*place, now=NOW) for place in places] == [True] * 4
    assert [await kept.greetings.first(*place, now=NOW) for place in places] == [False] * 4
    await kept.greetings.take_back("T1")
    assert [await kept.greetings.first(*place, now=NOW) for place in places] == [True, False, False, False]
