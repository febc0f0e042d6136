"""Who may change a digest, its pauses, and its history."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.digest.subscription import EVERY_PART, Field, Part, field_changes
from bot.errors import BadPause, NoSubscription, NotOwner
from bot.ports.slack import Person
from tests.usecases.digest_world import CHANNEL, DAY, DUE, FRIDAY, HOUR, MONDAY, MONDAY_9, TEAM, USER, WEEK, World

OTHER, ADMIN = "U2", "U3"


def people(world: World, *, owner_gone: bool = False) -> None:
    """An owner with a name, another person, and an admin."""
    world.people.change(Person(USER, "", "", gone=owner_gone, name="Alice"))
    world.people.change(Person(OTHER, "", "", name="Bowen"))
    world.people.change(Person(ADMIN, "", "", is_admin=True, name="Carla"))


async def test_owner_and_admins_may_change() -> None:
    """An admin's change keeps the owner; others read whose it is."""
    world = World()
    people(world)
    await world.add_subscription()

    assert await world.allow(TEAM, CHANNEL, USER) == USER
    assert await world.allow(TEAM, CHANNEL, ADMIN) == USER
    with pytest.raises(NotOwner) as refused:
        await world.allow(TEAM, CHANNEL, OTHER)
    assert refused.value.params == {"owner": "Alice"}


async def test_a_channel_without_a_digest_is_free() -> None:
    """The person who orders one owns it, even after another ended."""
    world = World()
    people(world)
    assert await world.allow(TEAM, CHANNEL, OTHER) == OTHER
    await world.add_subscription()
    await world.end(TEAM, CHANNEL)

    assert await world.allow(TEAM, CHANNEL, OTHER) == OTHER


async def test_hand_over_when_the_owner_was_deactivated() -> None:
    """The next person to change it takes it over, admin or not."""
    world = World()
    people(world, owner_gone=True)
    await world.add_subscription()

    assert await world.allow(TEAM, CHANNEL, OTHER) == OTHER
    assert await world.allow(TEAM, CHANNEL, ADMIN) == ADMIN


async def test_the_environments_digest_is_free() -> None:
    """It has no owner until a person changes it."""
    world = World()
    people(world)
    subscription = await world.add_subscription()
    await world.subscriptions.put(replace(subscription, owner_id=""))

    assert await world.allow(TEAM, CHANNEL, OTHER) == OTHER


async def test_a_pause_says_when_it_goes_on() -> None:
    """The next slot is the first on or after its date; resuming restores the earlier ones."""
    world = World()
    await world.add_subscription()
    until = MONDAY + timedelta(weeks=2)

    paused = await world.pause(TEAM, CHANNEL, until, by=USER, owner_id=USER, now=FRIDAY)
    again = await world.pause(TEAM, CHANNEL, None, by=USER, owner_id=USER, now=FRIDAY + HOUR)

    assert paused.subscription.paused_until == until
    assert paused.next_slot is not None
    assert paused.next_slot.day == until
    assert again.subscription.paused_until is None
    assert again.next_slot is not None
    assert again.next_slot.day == MONDAY


async def test_resuming_owes_nothing_of_the_pause() -> None:
    """Slots within the pause are not sent after it, even if the bot was off."""
    world = World()
    await world.add_subscription()
    await world.pause(TEAM, CHANNEL, MONDAY + timedelta(weeks=2), by=USER, owner_id=USER, now=FRIDAY)
    await world.pause(TEAM, CHANNEL, None, by=USER, owner_id=USER, now=DUE + HOUR)
    await world.tick(DUE + HOUR)

    assert world.outcomes() == []


@pytest.mark.parametrize("days", [0, -1, -400, 370, 100_000])
async def test_a_pause_that_makes_no_sense(days: int) -> None:
    """It ends after today, in the order's zone, within a year; the error names both ends."""
    world = World()
    await world.add_subscription()
    with pytest.raises(BadPause) as refused:
        await world.pause(TEAM, CHANNEL, date(2026, 11, 20) + timedelta(days=days), by=USER, owner_id=USER, now=FRIDAY)

    assert refused.value.params == {"first": "2026-11-21", "last": "2027-11-21"}


async def test_no_pause_without_a_digest() -> None:
    """There is nothing to pause."""
    with pytest.raises(NoSubscription):
        await World().pause(TEAM, CHANNEL, None, by=USER, owner_id=USER, now=FRIDAY)


async def test_every_change_is_on_record() -> None:
    """Who changed what, newest first; saving it unchanged leaves no trace."""
    world = World()
    await world.add_subscription()
    for _ in range(2):
        await world.subscribe(
            TEAM,
            CHANNEL,
            MONDAY_9,
            locale="zh-CN",
            owner_id=USER,
            by=ADMIN,
            now=FRIDAY + HOUR,
            parts=EVERY_PART - {Part.CHART},
            only_changes=True,
        )
    await world.pause(TEAM, CHANNEL, MONDAY, by=USER, owner_id=USER, now=FRIDAY + 2 * HOUR)
    await world.end_by(TEAM, CHANNEL, by=ADMIN, now=FRIDAY + DAY)

    history = await world.history(TEAM, CHANNEL)

    assert [(change.by, change.at) for change in history.changes] == [
        (ADMIN, FRIDAY + DAY),
        (USER, FRIDAY + 2 * HOUR),
        (ADMIN, FRIDAY + HOUR),
        (USER, FRIDAY),
    ]
    assert list(field_changes(history.changes[1])) == [(Field.PAUSED_UNTIL, "", "2026-11-23")]
    assert list(field_changes(history.changes[2])) == [
        (Field.LANGUAGE, "en", "zh-CN"),
        (Field.PARTS, "movement,versions,chart", "movement,versions"),
        (Field.ONLY_CHANGES, "", "yes"),
    ]
    assert (Field.SCHEDULE, "", "mon 09:00 Asia/Shanghai") in field_changes(history.changes[3])


async def test_the_history_tells_what_became_of_each_slot() -> None:
    """Newest first, bounded."""
    world = World()
    await world.add_subscription()
    for week in range(30):
        await world.tick(DUE + week * WEEK)

    history = await world.history(TEAM, CHANNEL)

    assert len(history.deliveries) == 20
    assert [kept.slot for kept in history.deliveries[:2]] == [
        MONDAY + timedelta(weeks=29),
        MONDAY + timedelta(weeks=28),
    ]


async def test_no_history_where_there_never_was_a_digest() -> None:
    """Another workspace's is none, either."""
    world = World()
    await world.add_subscription()
    for team, channel in [(TEAM, "C9"), ("T2", CHANNEL)]:
        with pytest.raises(NoSubscription):
            await world.history(team, channel)
