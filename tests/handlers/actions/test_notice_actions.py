"""The buttons of a notice, which stands in a direct message."""

from dataclasses import replace
from typing import Any

import pytest

from bot.blocks.digest.digest import digest_control
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.domain.delivery import SlackCode
from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.errors import ChannelTaken, ChannelUnavailable, EarlierDigest, NoSubscription, NotOwner, StaleControl
from bot.ports.slack import Person
from tests.handlers.context import ALICE, BOWEN, CHANNEL, STRANGER, TEAM, Office, error_text

DIRECT = "D0DIRECT"


@pytest.fixture
async def subscription(office: Office) -> Subscription:
    """The channel's digest is paused, because the channel was archived."""
    await office.ask("digest mon 09:00")
    found = await office.subscriptions.of_channel(TEAM, CHANNEL)
    assert found
    paused = found.paused(SlackCode("is_archived"))
    await office.subscriptions.put(paused)
    office.messenger.answers.clear()
    return paused


async def press(office: Office, action_id: str, subscription: Subscription, **how: Any) -> Message:
    """The answer to the person who pressed."""
    message, replaces = await office.pressed(action_id, digest_control(subscription), channel=DIRECT, **how)
    assert not replaces, "the notice stays where it is"
    return message


async def choose(office: Office, subscription: Subscription, channel: Any, *, block_id: str | None = None) -> Message:
    """Another channel is chosen in the notice."""
    carried = digest_control(subscription).encode() if block_id is None else block_id
    message, _ = await office.pressed(
        controls.NOTICE_MOVE, None, channel=DIRECT, selected_conversation=channel, block_id=carried
    )
    return message


async def test_try_again(office: Office, subscription: Subscription) -> None:
    """The digest is posted into its own channel, not the button's, and continues."""
    message = await press(office, controls.NOTICE_RETRY, subscription)

    assert f"<#{CHANNEL}>" in message.text
    assert [posted.channel_id for posted in office.messenger.posted] == [CHANNEL]
    resumed = await office.subscriptions.of_channel(TEAM, CHANNEL)
    assert resumed
    assert resumed.active


async def test_deleted_while_it_is_sent(office: Office, subscription: Subscription) -> None:
    """It stays deleted though WeChat answers late, and the person who pressed reads so."""
    office.source.gate.clear()
    await office.press(controls.NOTICE_RETRY, digest_control(subscription), channel=DIRECT)
    await office.source.asked.wait()
    await office.subscriptions.put(replace(subscription, state=Lifecycle.ENDED))
    office.source.gate.set()
    await office.settle()
    ((_, message, _),) = office.messenger.answers
    left = await office.subscriptions.get(TEAM, subscription.id)

    assert message.text == error_text(NoSubscription())
    assert left
    assert left.state is Lifecycle.ENDED


async def test_try_again_in_vain(office: Office, subscription: Subscription) -> None:
    """The person reads Slack's answer, and the order stays."""
    refusal = ChannelUnavailable(code="is_archived", method="chat.postMessage")
    office.messenger.fail_channel(CHANNEL, refusal)

    assert (await press(office, controls.NOTICE_RETRY, subscription)).text == error_text(refusal)
    assert await office.subscriptions.of_channel(TEAM, CHANNEL) == subscription


async def test_another_channel(office: Office, subscription: Subscription) -> None:
    """The digest moves there; an admin who reads Chinese gets the confirmation in Chinese."""
    office.people.change(Person(BOWEN, "zh-CN", "Asia/Shanghai", is_admin=True))
    carried = digest_control(subscription).encode()
    message, _ = await office.pressed(
        controls.NOTICE_MOVE, None, channel=DIRECT, user=BOWEN, selected_conversation="C2", block_id=carried
    )

    assert "<#C2>" in message.text
    assert "今后" in message.text
    moved = await office.subscriptions.of_channel(TEAM, "C2")
    assert moved
    assert (moved.schedule, moved.owner_id) == (subscription.schedule, subscription.owner_id)
    assert [posted.channel_id for posted in office.messenger.posted] == ["C2"]


async def test_another_channel_that_is_taken(office: Office, subscription: Subscription) -> None:
    """A digest that is there stays."""
    await office.subscriptions.put(replace(subscription, id=f"{TEAM}-C2", channel_id="C2", state=Lifecycle.ACTIVE))

    assert (await choose(office, subscription, "C2")).text == error_text(ChannelTaken())


@pytest.mark.parametrize("channel", ["", "C 2", "x" * 200, None, 7])
async def test_a_choice_that_is_none(office: Office, subscription: Subscription, channel: Any) -> None:
    """Anyone may have sent it."""
    assert (await choose(office, subscription, channel)).text == error_text(StaleControl())
    assert office.messenger.posted == []


@pytest.mark.parametrize("block_id", ["", "AbC1", "[]", '{"s":"' + "x" * 300 + '"}'])
async def test_a_choice_in_another_block(office: Office, subscription: Subscription, block_id: str) -> None:
    """What the block is called must be an order's."""
    assert (await choose(office, subscription, "C2", block_id=block_id)).text == error_text(StaleControl())


async def test_delete(office: Office, subscription: Subscription) -> None:
    """The digest has ended; a second press finds none."""
    message = await press(office, controls.NOTICE_DELETE, subscription)
    again = await press(office, controls.NOTICE_DELETE, subscription)

    assert f"<#{CHANNEL}>" in message.text
    assert again.text == error_text(NoSubscription())
    assert await office.subscriptions.active() == []


NOTICE = (controls.NOTICE_RETRY, controls.NOTICE_MOVE, controls.NOTICE_DELETE)
LATER = (*NOTICE, controls.DIGEST_SEND_NOW, controls.DIGEST_CHANGE, controls.DIGEST_OFF, controls.DIGEST_MORE)


async def use(office: Office, action_id: str, control: Control, *, user: str) -> str:
    """Use an old message's button or select; the answer."""
    if action_id == controls.NOTICE_MOVE:
        carried = {"selected_conversation": "C2", "block_id": control.encode()}
        message, _ = await office.pressed(action_id, None, channel=DIRECT, user=user, **carried)
    else:
        channel = DIRECT if action_id in NOTICE else CHANNEL
        message, _ = await office.pressed(action_id, control, channel=channel, user=user)
    return message.text


@pytest.mark.parametrize(
    ("user", "action_id", "names_owner"),
    [
        *((user, action_id, True) for user in (ALICE, STRANGER) for action_id in LATER),
        *((user, action_id, False) for user in (ALICE, STRANGER) for action_id in NOTICE),
    ],
)
async def test_a_digest_in_the_place_of_an_earlier_one(
    office: Office, subscription: Subscription, user: str, action_id: str, *, names_owner: bool
) -> None:
    """Alice's messages, even from earlier versions without an owner, neither change nor send Bowen's later digest."""
    office.people.change(Person(STRANGER, "", "", is_admin=True))
    await office.ask("digest off")
    await office.ask("digest tue 10:00", user=BOWEN)
    later = await office.subscriptions.of_channel(TEAM, CHANNEL)
    control = replace(digest_control(subscription), choice="off" if action_id == controls.DIGEST_MORE else "")

    answer = await use(office, action_id, control if names_owner else replace(control, owner_id=""), user=user)

    theirs = NotOwner(owner=BOWEN) if user == ALICE and action_id in NOTICE else EarlierDigest()
    assert answer == error_text(theirs)
    assert office.messenger.posted == []
    assert office.messenger.views == []
    assert await office.subscriptions.of_channel(TEAM, CHANNEL) == later
    assert await office.subscriptions.of_channel(TEAM, "C2") is None


@pytest.mark.parametrize("action_id", NOTICE)
async def test_a_notice_of_a_digest_that_belongs_to_another(
    office: Office, subscription: Subscription, action_id: str
) -> None:
    """A former admin's notice of Alice's digest is refused with her name."""
    answer = await use(office, action_id, digest_control(subscription), user=STRANGER)

    assert answer == error_text(NotOwner(owner=ALICE))
    assert office.messenger.posted == []
    assert await office.subscriptions.of_channel(TEAM, CHANNEL) == subscription


@pytest.mark.parametrize("action_id", NOTICE)
async def test_a_notice_from_before_controls_named_an_owner(
    office: Office, subscription: Subscription, action_id: str
) -> None:
    """Its owner can still use it."""
    await use(office, action_id, Control(subject_id=subscription.id), user=ALICE)

    assert await office.subscriptions.of_channel(TEAM, CHANNEL) != subscription


@pytest.mark.parametrize("action_id", [controls.NOTICE_RETRY, controls.NOTICE_DELETE])
async def test_another_workspaces_order(office: Office, subscription: Subscription, action_id: str) -> None:
    """A button that names an order of another workspace does nothing."""
    await office.install("T9")
    message = await press(office, action_id, subscription, team="T9")

    assert message.text == error_text(NoSubscription())
    assert office.messenger.posted == []
    assert await office.subscriptions.of_channel(TEAM, CHANNEL) == subscription
