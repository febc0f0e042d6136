"""Who learns of an undeliverable digest, and what they can do."""

from dataclasses import replace

import pytest

from bot.domain.delivery import DeliveryKind, SlackCode
from bot.domain.digest.subscription import Lifecycle, Paused
from bot.errors import ChannelTaken, ChannelUnavailable, NoSubscription, SlackBusy, SlackRefused
from bot.ports.slack import Person
from bot.usecases.digest.send_now import delete_digest, move_digest, retry_digest
from tests.usecases.digest_world import CHANNEL, DAY, DUE, HOUR, MINUTE, MONDAY, TEAM, USER, WEEK, World

POST = "chat.postMessage"


def refusal(code: str) -> ChannelUnavailable:
    """A channel that Slack does not let us post to."""
    return ChannelUnavailable(code=code, method=POST)


async def paused(world: World, code: str = "is_archived") -> str:
    world.messenger.fail_channel(CHANNEL, refusal(code))
    await world.run(DUE, DUE + HOUR)
    subscription = await world.subscriptions.of_channel(TEAM, CHANNEL)
    assert subscription
    assert subscription.state == Paused(SlackCode(code))
    return subscription.id


async def test_the_owner_is_told_once(world: World) -> None:
    await paused(world)
    world.restart()
    await world.run(DUE + HOUR, DUE + 3 * WEEK, every=HOUR)

    assert world.notices() == [USER]


@pytest.mark.parametrize("code", ["channel_not_found", "not_in_channel"])
async def test_one_miss_pauses_nothing(world: World, code: str) -> None:
    """After a mistaken removal there are ten minutes: invited again, the bot sends without a notice."""
    world.messenger.fail_next(refusal(code))
    await world.run(DUE, DUE + HOUR)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]
    assert world.notices() == []


async def test_two_misses_pause(world: World) -> None:
    await paused(world, "not_in_channel")
    history = await world.history(TEAM, CHANNEL)

    assert world.outcomes() == [(MONDAY, "failed", "channel-unavailable not_in_channel")]
    assert world.notices() == [USER]
    assert [each.kind for each in history.deliveries] == [DeliveryKind.DIGEST]


async def test_a_missing_scope_pauses_and_is_named(world: World) -> None:
    world.messenger.fail_channel(CHANNEL, SlackRefused(code="missing_scope chat:write", method=POST))
    await world.run(DUE, DUE + HOUR)

    (notice,) = [posted for posted in world.messenger.posted if posted.channel_id == USER]
    assert "chat:write" in str(notice.message.blocks)
    assert world.outcomes() == [(MONDAY, "failed", "slack-refused missing_scope chat:write")]


async def test_an_owner_who_left(world: World) -> None:
    world.people.change(Person(USER, "en-GB", "", gone=True))
    world.people.change(Person("U9", "zh-CN", ""))
    world.people.admin_id = "U9"
    await paused(world)

    (notice,) = [posted for posted in world.messenger.posted if posted.channel_id == "U9"]
    assert "已归档" in str(notice.message.blocks)
    assert world.notices() == ["U9"]


async def test_no_recipient(world: World) -> None:
    world.people.change(Person(USER, "", "", gone=True))
    await paused(world)

    assert world.notices() == []
    assert ("failed", "no-recipient") in [(str(row.state), str(row.reason)) for row in world.deliveries.all()]


async def test_mended_before_the_notice(world: World) -> None:
    world.messenger.fail_channel(USER, SlackBusy(retry_after=1800, method=POST))
    subscription_id = await paused(world)
    world.messenger.be_well()
    await retry_digest(world.app, TEAM, subscription_id, of=USER, by=USER, now=DUE + HOUR)
    await world.run(DUE + HOUR, DUE + 3 * HOUR)

    assert world.notices() == []
    assert ("skipped", "resolved") in [(str(row.state), str(row.reason)) for row in world.deliveries.all()]


async def test_try_again(world: World) -> None:
    """The digest comes at once, the order goes on next week, slots between are dropped."""
    subscription_id = await paused(world)
    world.messenger.be_well()
    subscription = await retry_digest(world.app, TEAM, subscription_id, of=USER, by=USER, now=DUE + 2 * DAY)
    assert subscription.active
    assert world.channels() == [CHANNEL]

    await world.run(DUE + 2 * DAY, DUE + WEEK, every=HOUR)
    assert world.channels() == [CHANNEL, CHANNEL]
    (entry,) = await world.audit.newest(TEAM, limit=1, subject=subscription_id)
    assert entry.by == USER


async def test_try_again_too_early(world: World) -> None:
    """The person who presses reads that it still fails, the order stays paused, without another notice."""
    subscription_id = await paused(world)
    with pytest.raises(ChannelUnavailable, match="is_archived"):
        await retry_digest(world.app, TEAM, subscription_id, of=USER, by=USER, now=DUE + DAY)

    subscription = await world.subscriptions.get(TEAM, subscription_id)
    assert subscription
    assert subscription.state == Paused(SlackCode("is_archived"))
    await world.run(DUE + DAY, DUE + DAY + HOUR)
    assert world.notices() == [USER]


async def test_try_again_twice(world: World) -> None:
    subscription_id = await paused(world)
    world.messenger.be_well()
    first = await retry_digest(world.app, TEAM, subscription_id, of=USER, by=USER, now=DUE + DAY)

    assert await retry_digest(world.app, TEAM, subscription_id, of=USER, by=USER, now=DUE + DAY) == first
    assert world.channels() == [CHANNEL]


async def test_another_channel(world: World) -> None:
    """The digest comes there at once and weekly; the old channel gets nothing, even after two presses."""
    subscription_id = await paused(world)
    moved = await move_digest(world.app, TEAM, subscription_id, "C2", of=USER, by=USER, now=DUE + DAY)
    with pytest.raises(NoSubscription):
        await move_digest(world.app, TEAM, subscription_id, "C2", of=USER, by=USER, now=DUE + DAY)
    world.messenger.be_well()
    await world.run(DUE + DAY, DUE + WEEK, every=HOUR)

    assert (moved.channel_id, moved.state) == ("C2", Lifecycle.ACTIVE)
    assert world.channels() == ["C2", "C2"]


async def test_another_channel_that_has_a_digest(world: World) -> None:
    subscription_id = await paused(world)
    taken = await world.add_subscription("C2")
    with pytest.raises(ChannelTaken):
        await move_digest(world.app, TEAM, subscription_id, "C2", of=USER, by=USER, now=DUE + DAY)

    assert await world.subscriptions.of_channel(TEAM, "C2") == taken


async def test_another_channel_without_the_bot(world: World) -> None:
    subscription_id = await paused(world)
    world.messenger.fail_channel("C2", refusal("not_in_channel"))
    with pytest.raises(ChannelUnavailable):
        await move_digest(world.app, TEAM, subscription_id, "C2", of=USER, by=USER, now=DUE + DAY)
    world.messenger.be_well()
    await world.run(DUE + DAY, DUE + 2 * WEEK, every=HOUR)

    assert world.channels() == []
    trial = await world.subscriptions.of_channel(TEAM, "C2")
    assert trial is None or trial.ended
    subscription = await world.subscriptions.get(TEAM, subscription_id)
    assert subscription
    assert subscription.state == Paused(SlackCode("is_archived"))


async def test_a_process_that_died_while_it_moved_a_digest(world: World) -> None:
    """It left the order on trial in its new channel: the same button still works."""
    subscription_id = await paused(world)
    subscription = await world.subscriptions.get(TEAM, subscription_id)
    assert subscription
    await world.subscriptions.put(replace(subscription, id=f"{TEAM}-C2", channel_id="C2", state=Lifecycle.TRIAL))
    world.restart()
    moved = await move_digest(world.app, TEAM, subscription_id, "C2", of=USER, by=USER, now=DUE + DAY)

    assert moved.active
    assert world.channels() == ["C2"]


async def test_delete(world: World) -> None:
    subscription_id = await paused(world)
    await delete_digest(world.app, TEAM, subscription_id, of=USER, by=USER, now=DUE + DAY)
    with pytest.raises(NoSubscription):
        await delete_digest(world.app, TEAM, subscription_id, of=USER, by=USER, now=DUE + DAY)
    world.messenger.be_well()
    await world.run(DUE + DAY, DUE + 2 * WEEK, every=HOUR)

    assert world.channels() == []


async def test_another_workspaces_order(world: World) -> None:
    subscription_id = await paused(world)
    for act in (retry_digest, delete_digest):
        with pytest.raises(NoSubscription):
            await act(world.app, "T2", subscription_id, of=USER, by=USER, now=DUE + MINUTE)
    with pytest.raises(NoSubscription):
        await move_digest(world.app, "T2", subscription_id, "C2", of=USER, by=USER, now=DUE + MINUTE)
