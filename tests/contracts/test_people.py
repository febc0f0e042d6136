"""What people may do, their keys, and what they prefer."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pytest

from bot.domain.access import SYSTEM, USUAL_RULE, AuditAction, AuditEntry, Grant, QuorumRule, Role, Roles
from bot.domain.agents import MOST_TOKENS, TOKEN_LASTS, PersonalToken, digest_of
from bot.domain.alerts.alert import Alert
from bot.domain.alerts.parse import read_condition
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryReason, DeliveryState, Schedule, SlackCode
from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.domain.home import Outcomes, Preferences
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import MerchantChoice, OptIn
from bot.ports.digest import Alerts, Deliveries, Subscriptions
from bot.ports.people import AuditLog, DeliveryOutcomes, Greetings, HomeQueries, PeoplesChoices, PersonalTokens
from bot.ports.slack import Workspace, Workspaces
from bot.storage.access import SqlPersonalTokens
from bot.storage.alerts import SqlAlerts
from bot.storage.deliveries import SqlDeliveries
from bot.storage.engine.database import Database
from bot.storage.home import SqlGreetings, SqlHomeQueries, SqlPreferences
from bot.storage.subscriptions import SqlSubscriptions
from bot.storage.workspaces import SqlWorkspaces
from tests.contracts.conftest import Stores
from tests.fakes.alerts import FakeAlerts
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.people import FakeGreetings, FakeHomeQueries, FakePersonalTokens, FakePreferences
from tests.fakes.programs import choose
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
    assert await kept.people.get("T1", "U1") == Preferences()
    await kept.people.put("T1", "U1", Preferences("en", ("wx1",)))
    chosen = Preferences("zh-CN", ("wx2", "wx1"))
    await kept.people.put("T1", "U1", chosen)

    assert await kept.people.get("T1", "U1") == chosen
    assert await kept.people.get("T2", "U1") == await kept.people.get("T1", "U2") == Preferences()


async def test_channels_that_a_person_used(kept: Kept) -> None:
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
    places = [("T1", ""), ("T1", "C1"), ("T2", ""), ("T2", "C1")]

    assert [await kept.greetings.first(*place, now=NOW) for place in places] == [True] * 4
    assert [await kept.greetings.first(*place, now=NOW) for place in places] == [False] * 4
    await kept.greetings.take_back("T1")
    assert [await kept.greetings.first(*place, now=NOW) for place in places] == [True, False, False, False]


def entry(team_id: str = "T1", *, at: datetime = NOW, subject: str = "wx1") -> AuditEntry:
    return AuditEntry(team_id, at, "U1", AuditAction.LABELS, subject, {"alias": "", "tags": []}, {"tags": ["餐饮"]})


async def note(log: AuditLog, *entries: AuditEntry) -> None:
    for each in entries:
        async with log.recording(each):
            pass


async def test_roles_are_a_workspaces_own(stores: Stores) -> None:
    assert await stores.rules.roles("T1") == Roles()

    await stores.rules.set_default("T1", Role.EDITOR)
    await stores.rules.set_default("T1", Role.VIEWER)
    assert await stores.rules.quorum("T1") == USUAL_RULE
    await stores.rules.set_quorum("T1", QuorumRule(1, 1))
    await stores.rules.set_quorum("T1", QuorumRule(2, 3, 50))
    assert (await stores.rules.quorum("T1"), await stores.rules.quorum("T2")) == (QuorumRule(2, 3, 50), USUAL_RULE)
    await stores.rules.grant("T1", Grant("U2", Role.EDITOR, "U1", NOW))
    await stores.rules.grant("T1", Grant("U2", Role.ADMIN, "U1", NOW + DAY))
    await stores.rules.grant("T1", Grant("U0", Role.VIEWER, "U1", NOW))
    await stores.rules.grant("T2", Grant("U3", Role.ADMIN, "U1", NOW))

    granted = {"U0": Grant("U0", Role.VIEWER, "U1", NOW), "U2": Grant("U2", Role.ADMIN, "U1", NOW + DAY)}
    assert await stores.rules.roles("T1") == Roles(Role.VIEWER, granted)
    assert await stores.rules.roles("T2") == Roles(Role.EDITOR, {"U3": Grant("U3", Role.ADMIN, "U1", NOW)})


async def test_a_role_that_was_taken_back(stores: Stores) -> None:
    for team in ("T1", "T2"):
        await stores.rules.grant(team, Grant("U2", Role.ADMIN, "U1", NOW))
    await stores.rules.revoke("T1", "U2")
    await stores.rules.revoke("T1", "U2")

    assert (await stores.rules.roles("T1")).granted == {}
    assert list((await stores.rules.roles("T2")).granted) == ["U2"]


async def test_restrictions_replace_those_before(stores: Stores) -> None:
    assert await stores.rules.restrictions("T1") == {}

    await stores.rules.restrict("T1", "wx1", ["C1", "C2", "C1"])
    await stores.rules.restrict("T1", "wx1", ["C2", "C3"])
    await stores.rules.restrict("T1", "wx2", ["C1"])
    await stores.rules.restrict("T2", "wx1", ["C9"])
    await stores.rules.restrict("T1", "wx2", [])

    assert {appid: set(channels) for appid, channels in (await stores.rules.restrictions("T1")).items()} == {
        "wx1": {"C2", "C3"}
    }
    assert {appid: set(channels) for appid, channels in (await stores.rules.restrictions("T2")).items()} == {
        "wx1": {"C9"}
    }


async def test_entries_come_back_as_they_were_noted(stores: Stores) -> None:
    """The newest first, whenever they were noted; of one workspace or one subject, no more than asked."""
    first, second, third = entry(subject="wx1"), entry(at=NOW + DAY, subject="wx2"), entry(at=NOW + DAY, subject="wx3")
    await note(stores.log, second, third, entry("T2"), first)

    assert await stores.log.newest("T1", limit=2) == [third, second]
    assert await stores.log.newest("T1", limit=9) == [third, second, first]
    assert await stores.log.newest("T1", limit=9, subject="wx1") == [first]


async def test_entries_since_an_instant(stores: Stores) -> None:
    old, new, elsewhere = entry(), entry(at=NOW + DAY), AuditEntry("T2", NOW + DAY, SYSTEM, AuditAction.INSTALLED, "T2")
    await note(stores.log, old, new, elsewhere)

    assert await stores.log.since(NOW + DAY) == [new, elsewhere]
    assert await stores.log.since(NOW, team_id="T1") == [old, new]
    assert await stores.log.since(NOW, actions=[AuditAction.INSTALLED]) == [elsewhere]


async def test_a_change_that_failed_is_not_noted(stores: Stores) -> None:
    with pytest.raises(ZeroDivisionError):
        async with stores.log.recording(entry()):
            raise ZeroDivisionError

    assert await stores.log.newest("T1", limit=9) == []


PERSONAL_TOKENS_NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
FIRST: Final = PersonalToken("a1b2c3", "T1", "U1", PERSONAL_TOKENS_NOW)
SECOND: Final = PersonalToken("d4e5f6", "T1", "U1", PERSONAL_TOKENS_NOW + timedelta(days=1))
HERE: Final = Workspace("T1", "Acme", "UBOT")
OTHERS: Final = (
    PersonalToken("a1b2c3", "T1", "U2", PERSONAL_TOKENS_NOW),
    PersonalToken("a1b2c3", "T2", "U1", PERSONAL_TOKENS_NOW),
)


@pytest.fixture
async def tokens(database: Database | None) -> PersonalTokens:
    """Two of one person, one of another person and of another workspace each."""
    kept: PersonalTokens = FakePersonalTokens() if database is None else SqlPersonalTokens(database)
    for each in (SECOND, FIRST, *OTHERS):
        assert await kept.add(each, hash_of(each), since=PERSONAL_TOKENS_NOW - TOKEN_LASTS)
    return kept


def hash_of(token: PersonalToken) -> str:
    return digest_of(f"{token.team_id} {token.user_id} {token.id}")


async def test_found_by_hash(tokens: PersonalTokens) -> None:
    assert await tokens.find(hash_of(FIRST)) == FIRST
    assert await tokens.find(digest_of("bl_wrong")) is None


async def test_of_a_person(tokens: PersonalTokens) -> None:
    assert list(await tokens.of_person("T1", "U1")) == [FIRST, SECOND]
    assert list(await tokens.of_person("T2", "U2")) == []


async def test_fifteen_at_once(tokens: PersonalTokens) -> None:
    """No more than there is room for; what is no longer good takes none, nor do other people's."""
    now = PERSONAL_TOKENS_NOW + timedelta(days=2)
    made = [PersonalToken(f"{number:06}", "T1", "U1", now) for number in range(15)]
    kept = await asyncio.gather(*(tokens.add(each, hash_of(each), since=PERSONAL_TOKENS_NOW) for each in made))

    assert kept.count(True) == MOST_TOKENS - 1  # of the two before, the second is still good
    assert len(await tokens.of_person("T1", "U1")) == MOST_TOKENS + 1
    assert not await tokens.add(made[0], "another", since=PERSONAL_TOKENS_NOW)
    assert await tokens.add(made[0], "another", since=now)


async def test_removed(tokens: PersonalTokens) -> None:
    assert not await tokens.remove("T1", "U3", FIRST.id)
    assert await tokens.remove("T1", "U1", FIRST.id)
    assert not await tokens.remove("T1", "U1", FIRST.id)

    assert list(await tokens.of_person("T1", "U1")) == [SECOND]
    assert [await tokens.find(hash_of(each)) for each in OTHERS] == list(OTHERS)


async def test_a_workspace_that_ends(tokens: PersonalTokens, database: Database | None) -> None:
    """Its tokens go in the same moment; the other workspaces' stay, and so do those of one that has not ended."""
    workspaces: Workspaces = FakeWorkspaces() if database is None else SqlWorkspaces(database)
    if isinstance(workspaces, FakeWorkspaces) and isinstance(tokens, FakePersonalTokens):
        workspaces.forget_tokens = tokens.forget
    await workspaces.put(replace(HERE, heard_at=PERSONAL_TOKENS_NOW))
    await workspaces.put(replace(HERE, ended=True, heard_at=PERSONAL_TOKENS_NOW), news=True)
    assert await tokens.find(hash_of(FIRST)) == FIRST

    await workspaces.put(replace(HERE, ended=True))

    assert [await tokens.find(hash_of(each)) for each in OTHERS] == [None, OTHERS[1]]


ONE, TWO = Visible("wx1"), Visible("wx2")
AGREED = OptIn(on=True, merchant=MerchantChoice.AGREED)


async def test_off_until_it_is_turned_on(stores: Stores) -> None:
    assert await stores.opt_ins.get("T1", ONE) == OptIn()
    await choose(stores.opt_ins, "T1", "wx1", OptIn(on=True))
    await choose(stores.opt_ins, "T1", "wx1", AGREED)
    await choose(stores.opt_ins, "T1", "wx2", OptIn(merchant=MerchantChoice.DECLINED))

    assert await stores.opt_ins.get("T1", ONE) == AGREED
    assert await stores.opt_ins.get("T2", ONE) == OptIn()
    assert await stores.opt_ins.some("T1", [ONE, TWO, Visible("wx3")]) == {
        "wx1": AGREED,
        "wx2": OptIn(merchant=MerchantChoice.DECLINED),
    }
    assert await stores.opt_ins.some("T2", [ONE]) == {}
    assert await stores.opt_ins.some("T1", [ONE]) == {"wx1": AGREED}


async def test_instead_of_what_was_seen(stores: Stores) -> None:
    declined = OptIn(merchant=MerchantChoice.DECLINED)
    for before, after, kept in (
        (AGREED, declined, False),
        (OptIn(), AGREED, True),
        (OptIn(), declined, False),
        (replace(AGREED, on=False), declined, False),
        (AGREED, declined, True),
    ):
        assert await stores.opt_ins.put("T1", "wx1", after, instead_of=before) is kept
        assert await stores.opt_ins.put("T2", "wx1", after, instead_of=AGREED) is False

    assert await stores.opt_ins.get("T1", ONE) == declined
    assert await stores.opt_ins.get("T2", ONE) == OptIn()


async def test_which_allow_it(stores: Stores) -> None:
    for appid, opt_in in (("wx1", AGREED), ("wx2", OptIn(on=True)), ("wx3", OptIn(merchant=MerchantChoice.AGREED))):
        await choose(stores.opt_ins, "T1", appid, opt_in)
    await choose(stores.opt_ins, "T1", "wx4", OptIn(on=True, merchant=MerchantChoice.DECLINED))

    assert sorted(await stores.opt_ins.allowing("T1")) == ["wx1", "wx2"]
    assert list(await stores.opt_ins.allowing("T2")) == []
