"""The digest that the environment asks for, start after start."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.delivery import Delivery, DeliveryState, Schedule, SlackCode
from bot.domain.digest.digest import Digest, digest_section
from bot.domain.digest.subscription import Subscription
from bot.errors import SlackBusy
from bot.ports.slack import Workspace
from bot.usecases.digest.compose_fleet import skip_unchanged
from bot.usecases.digest.send_now import FirstDigest
from tests.domain.build import report_of
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.everything import Fakes
from tests.fakes.storage import FakeDigestMemories
from tests.usecases.digest_world import CHANNEL, DAY, DUE, FRIDAY, HOUR, MONDAY_9, TEAM, USER, WEEK, World
from tests.usecases.digest_world import MONDAY as FIRST_SLOT

WANTED = FirstDigest(CHANNEL, MONDAY_9, "zh-CN")
TUESDAY = replace(WANTED, schedule=Schedule((1,), time(9, 0), "Asia/Shanghai"))


async def installed() -> World:
    world = World()
    await world.workspaces.put(Workspace(TEAM, "Team", "UBOT"))
    return world


async def test_the_first_start_makes_the_order() -> None:
    world = await installed()

    subscription = await world.set_up(TEAM, WANTED, now=FRIDAY)
    await world.tick(DUE)

    assert subscription is not None
    assert (subscription.owner_id, subscription.locale, subscription.schedule) == ("", "zh-CN", MONDAY_9)
    assert world.channels() == [CHANNEL]


async def test_every_further_start_changes_nothing() -> None:
    world = await installed()
    subscription = await world.set_up(TEAM, WANTED, now=FRIDAY)

    again = await world.set_up(TEAM, WANTED, now=DUE + 3 * HOUR)
    await world.tick(DUE + 3 * HOUR)

    assert again == subscription
    assert [(row.state, row.late) for row in world.deliveries.all()] == [(DeliveryState.SENT, True)]


async def test_another_language_loses_no_slot_either() -> None:
    world = await installed()
    await world.set_up(TEAM, WANTED, now=FRIDAY)

    await world.set_up(TEAM, replace(WANTED, locale="en"), now=DUE + HOUR)
    await world.tick(DUE + HOUR)

    assert "base library" in str(world.messenger.posted[0].message.blocks).casefold()


async def test_changed_settings_take_effect() -> None:
    world = await installed()
    await world.set_up(TEAM, WANTED, now=FRIDAY)

    subscription = await world.set_up(TEAM, TUESDAY, now=FRIDAY + HOUR)

    assert subscription is not None
    assert await world.subscriptions.active() == [subscription]
    assert subscription.schedule == TUESDAY.schedule


async def test_what_people_changed_stays() -> None:
    world = await installed()
    await world.set_up(TEAM, WANTED, now=FRIDAY)
    theirs = await world.subscribe(TEAM, CHANNEL, TUESDAY.schedule, locale="en", owner_id=USER, now=FRIDAY)

    subscription = await world.set_up(TEAM, WANTED, now=FRIDAY + HOUR)

    assert subscription == theirs.subscription
    assert await world.subscriptions.active() == [theirs.subscription]


async def test_what_people_ended_stays_ended() -> None:
    world = await installed()
    await world.set_up(TEAM, WANTED, now=FRIDAY)
    await world.end(TEAM, CHANNEL)

    assert await world.set_up(TEAM, WANTED, now=FRIDAY + HOUR) is None
    assert await world.set_up(TEAM, TUESDAY, now=FRIDAY + HOUR) is None
    await world.tick(DUE)

    assert world.channels() == []


async def test_people_may_take_up_again_what_they_ended() -> None:
    world = await installed()
    await world.set_up(TEAM, WANTED, now=FRIDAY)
    await world.end(TEAM, CHANNEL)
    theirs = await world.add_subscription(at=FRIDAY)

    assert await world.set_up(TEAM, TUESDAY, now=FRIDAY + HOUR) == theirs


async def test_a_start_tries_a_paused_channel_again() -> None:
    world = await installed()
    subscription = await world.set_up(TEAM, WANTED, now=FRIDAY)
    assert subscription is not None
    await world.subscriptions.put(subscription.paused(SlackCode("not_in_channel")))

    await world.set_up(TEAM, WANTED, now=DUE + HOUR)
    await world.tick(DUE + HOUR)
    assert world.channels() == []

    await world.tick(DUE + WEEK)
    assert world.channels() == [CHANNEL]


async def test_another_channel_takes_the_place_of_the_first() -> None:
    world = await installed()
    await world.set_up(TEAM, WANTED, now=FRIDAY)

    await world.set_up(TEAM, replace(WANTED, channel_id="C2"), now=FRIDAY)
    assert [subscription.channel_id for subscription in await world.subscriptions.active()] == ["C2"]

    await world.set_up(TEAM, WANTED, now=FRIDAY)
    assert [subscription.channel_id for subscription in await world.subscriptions.active()] == [CHANNEL]


async def test_no_channel_drops_only_the_environments_order() -> None:
    world = await installed()
    await world.set_up(TEAM, WANTED, now=FRIDAY)
    await world.set_up("T2", WANTED, now=FRIDAY)
    theirs = await world.add_subscription("C9")

    assert await world.set_up(TEAM, None, now=FRIDAY) is None

    left = {(subscription.team_id, subscription.channel_id) for subscription in await world.subscriptions.active()}
    assert left == {("T2", CHANNEL), (TEAM, theirs.channel_id)}


SUBSCRIPTION = Subscription(
    id="S1",
    team_id="T1",
    channel_id="C1",
    appids=(),
    schedule=Schedule((0,), time(9), "UTC"),
    locale="en",
    owner_id="U1",
    created_at=datetime(2026, 10, 1, tzinfo=UTC),
    only_changes=True,
)
MONDAY = date(2026, 11, 2)


def digest(minimum: str = "3.0.0", subscription: Subscription = SUBSCRIPTION) -> Digest:
    return Digest(subscription, (digest_section(report_of({"3.1.0": "40", "3.0.0": "60"}, minimum=minimum), []),))


@dataclass
class Weeks:
    deliveries: FakeDeliveries = field(default_factory=FakeDeliveries)
    memories: FakeDigestMemories = field(default_factory=FakeDigestMemories)

    async def monday(self, number: int, what: Digest, *, state: DeliveryState | None = None) -> Digest | None:
        """What a slot sends; by default it is recorded as sent or skipped."""
        slot = MONDAY + timedelta(weeks=number)
        reason = await skip_unchanged(Fakes(deliveries=self.deliveries, memories=self.memories).assemble(), what, slot)
        state = state or (DeliveryState.SENT if reason else DeliveryState.SKIPPED)
        due_at = datetime.combine(slot, time(9), UTC)
        await self.deliveries.record([Delivery(f"S1-{slot}", "T1", "S1", slot, due_at, state)])
        return reason


async def test_nothing_new_nothing_sent() -> None:
    weeks = Weeks()
    sent = [await weeks.monday(number, digest(minimum)) for number, minimum in enumerate(["3.0.0", "3.0.0", "3.1.0"])]

    assert [bool(each) for each in sent] == [True, False, True]
    assert await weeks.monday(3, digest("3.1.0")) is None
    assert await weeks.monday(4, digest("3.0.0")) is not None


async def test_a_sign_of_life_once_a_month() -> None:
    """After four weeks one is sent all the same, with the date of the last change; then a new month."""
    weeks = Weeks()
    sent = [await weeks.monday(number, digest()) for number in range(9)]

    assert [each is not None for each in sent] == [True, False, False, False, True, False, False, False, True]
    assert sent[4] is not None
    assert sent[4].unchanged_since == MONDAY
    assert sent[0] is not None
    assert sent[0].unchanged_since is None


async def test_every_digest_on_request() -> None:
    weeks = Weeks()
    every = replace(SUBSCRIPTION, only_changes=False)

    assert await weeks.monday(0, digest(subscription=every)) is not None
    assert await weeks.monday(1, digest(subscription=every)) is not None
    assert await weeks.monday(2, digest()) is None


async def test_one_that_did_not_arrive_said_nothing() -> None:
    weeks = Weeks()
    await weeks.monday(0, digest())
    await weeks.monday(1, digest("3.1.0"), state=DeliveryState.FAILED)
    await weeks.monday(2, digest("3.1.0"), state=DeliveryState.UNKNOWN)

    assert await weeks.monday(3, digest("3.1.0")) is not None


async def test_a_second_attempt_says_the_same() -> None:
    weeks = Weeks()
    await weeks.monday(0, digest())
    app = Fakes(deliveries=weeks.deliveries, memories=weeks.memories).assemble()

    assert await skip_unchanged(app, digest(), MONDAY) is not None


async def test_a_slot_without_news_is_skipped_on_purpose() -> None:
    world = World()
    subscription = await world.add_subscription()
    await world.subscriptions.put(replace(subscription, only_changes=True))
    for week in range(5):
        await world.tick(DUE + week * WEEK)

    assert [(state, reason) for _, state, reason in world.outcomes()] == [
        ("sent", ""),
        *[("skipped", "unchanged")] * 3,
        ("sent", ""),
    ]
    assert len(world.messenger.posted) == 2


async def test_slots_of_a_pause_are_skipped_on_purpose() -> None:
    world = World()
    subscription = await world.add_subscription()
    await world.subscriptions.put(replace(subscription, paused_until=FIRST_SLOT + timedelta(days=1)))
    await world.run(FRIDAY, DUE + WEEK + HOUR, every=DAY / 24)

    assert world.outcomes() == [
        (FIRST_SLOT, "skipped", "paused"),
        (FIRST_SLOT + timedelta(weeks=1), "sent", ""),
    ]


async def test_a_pause_that_begins_while_a_slot_waits() -> None:
    world = World()
    subscription = await world.add_subscription()
    world.messenger.fail_next(SlackBusy(retry_after=600, method="chat.postMessage"))
    await world.tick(DUE)
    await world.subscriptions.put(replace(subscription, paused_until=FIRST_SLOT + timedelta(days=1)))
    await world.tick(DUE + HOUR)

    assert world.outcomes() == [(FIRST_SLOT, "skipped", "paused")]
