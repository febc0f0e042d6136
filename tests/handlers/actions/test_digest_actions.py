"""The buttons of digests and of notices."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.blocks.digest.digest import digest_control
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.domain.access import Grant, Role
from bot.domain.delivery import SlackCode
from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.errors import BadPause, ChannelTaken, ChannelUnavailable, EarlierDigest, NoSubscription, NotOwner, StaleControl
from bot.i18n import texts_for
from bot.ports.slack import Person
from tests.handlers.context import ALICE, BOWEN, CHANNEL, NOW, STRANGER, TEAM, Office, error_text

EN = texts_for("en")


@pytest.fixture
async def subscription(office: Office) -> Subscription:
    await office.ask("digest mon 09:00")
    office.people.change(Person(ALICE, "en-GB", "Europe/London", name="Alice"))
    office.people.forget(TEAM, ALICE)
    return await status(office)


async def status(office: Office) -> Subscription:
    found = await office.subscriptions.of_channel(TEAM, CHANNEL)
    assert found
    return found


def chosen(subscription: Subscription, choice: str) -> dict[str, Any]:
    return {"selected_option": {"value": Control(subject_id=subscription.id, choice=choice).encode()}}


async def choose(office: Office, subscription: Subscription, choice: str, **more: Any) -> Message:
    message, _ = await office.pressed(controls.DIGEST_MORE, None, **chosen(subscription, choice), **more)
    return message


@pytest.mark.parametrize(("choice", "form"), [("edit", "digest.schedule"), ("pause", "digest.pause")])
async def test_forms(office: Office, subscription: Subscription, choice: str, form: str) -> None:
    office.messenger.answers.clear()
    await office.press(controls.DIGEST_MORE, None, **chosen(subscription, choice))
    await office.settle()
    ((_, _, view),) = office.messenger.views

    assert view["callback_id"] == form
    assert office.messenger.answers == []


async def test_try_out(office: Office, subscription: Subscription) -> None:
    assert "shop" in str((await choose(office, subscription, "test", user=STRANGER)).blocks)
    assert office.messenger.posted == []


async def test_off_asks_first(office: Office, subscription: Subscription) -> None:
    message = await choose(office, subscription, "off")

    assert controls.DIGEST_OFF in str(message.blocks)
    assert await status(office) == subscription


async def test_history(office: Office, subscription: Subscription) -> None:
    await office.ask("digest off")
    by_menu = await choose(office, subscription, "history", user=STRANGER)
    by_command = await office.ask("digest history", user=STRANGER)

    assert by_menu == by_command
    assert str(by_menu.blocks).count(f"<@{ALICE}>") == 3
    assert "`mon 09:00 Europe/London`" in str(by_menu.blocks)


@pytest.mark.parametrize("choice", ["edit", "pause", "resume", "off"])
async def test_what_strangers_may_not(office: Office, subscription: Subscription, choice: str) -> None:
    message = await choose(office, subscription, choice, user=STRANGER)

    assert message.text == error_text(NotOwner(owner="Alice"))
    assert await status(office) == subscription
    assert office.messenger.views == []


@pytest.mark.parametrize(
    "text", ["digest off", "digest tue 10:00", "digest pause", "digest pause 2026-12-24", "digest resume"]
)
async def test_what_strangers_may_not_type(office: Office, subscription: Subscription, text: str) -> None:
    assert (await office.ask(text, user=STRANGER)).text == error_text(NotOwner(owner="Alice"))
    assert await status(office) == subscription


@pytest.mark.usefixtures("subscription")
async def test_hand_over(office: Office) -> None:
    office.people.change(Person(ALICE, "", "", gone=True))
    await office.happen({"type": "user_change", "user": {"id": ALICE, "deleted": True}})
    await office.ask("digest tue 10:00", user=STRANGER)

    assert (await status(office)).owner_id == STRANGER


async def test_pause_and_resume(office: Office, subscription: Subscription) -> None:
    paused = await office.ask("digest pause 2026-12-24")
    rests = await status(office)
    resumed = await choose(office, subscription, "resume")

    assert rests.paused_until == date(2026, 12, 24)
    assert "24 Dec 2026" in paused.text
    assert "28 Dec 2026" in paused.text
    assert EN("menu-resume") in str(paused.blocks)
    assert (await status(office)).paused_until is None
    assert EN("menu-pause") in str(resumed.blocks)


async def test_pause_without_a_date(office: Office, subscription: Subscription) -> None:
    await office.press(controls.DIGEST_MORE, None, **chosen(subscription, "pause"))
    by_menu = await office.opened()
    office.messenger.views.clear()
    await office.type("digest pause")

    assert await office.opened() == by_menu


@pytest.mark.parametrize("text", ["2026-11-23", "2020-01-01", "9999-12-31", "christmas"])
async def test_a_pause_that_cannot_be(office: Office, subscription: Subscription, text: str) -> None:
    message = await office.ask(f"digest pause {text}")

    assert message.text == error_text(BadPause(first="2026-11-24", last="2027-11-24"))
    assert await status(office) == subscription


def pause_form(subscription: Subscription, until: str | None) -> dict[str, Any]:
    return {
        "callback_id": controls.DIGEST_PAUSE_VIEW,
        "private_metadata": Control(subject_id=subscription.id, channel_id=CHANNEL).encode(),
        "blocks": [{"type": "input", "block_id": "until"}],
        "state": {"values": {"until": {"until": {"type": "datepicker", "selected_date": until}}}},
    }


async def test_pause_by_form(office: Office, subscription: Subscription) -> None:
    assert await office.submit(pause_form(subscription, "2026-12-24")) is None
    await office.settle()
    ((_, _, user, message),) = office.messenger.whispers

    assert user == ALICE
    assert "24 Dec 2026" in message.text
    assert (await status(office)).paused_until == date(2026, 12, 24)


@pytest.mark.parametrize("until", ["2026-11-20", "2030-01-01", None])
async def test_pause_by_form_that_cannot_be(office: Office, subscription: Subscription, until: str | None) -> None:
    answer = await office.submit(pause_form(subscription, until))

    assert list(answer["errors"]) == ["until"]
    assert await status(office) == subscription


async def test_strange_choices(office: Office, subscription: Subscription) -> None:
    assert (await choose(office, subscription, "explode")).text == error_text(StaleControl())
    assert (await choose(office, subscription, "resume", channel="C2")).text == error_text(NoSubscription())
    assert await status(office) == subscription


async def test_which_programs_a_new_digest_is_about(office: Office) -> None:
    """It names the channel's default and offers all; a second one says which it replaces."""
    everything = str((await office.ask("digest mon 09:00")).blocks)
    await office.ask("use shop")
    shop = str((await office.ask("digest tue 10:00")).blocks)
    shown = str((await office.ask("digest")).blocks)

    assert "About: all programs" in everything
    assert "Before:" not in everything
    for answer in (shop, shown):
        assert "About: shop (this channel’s default). All programs: `/baselib digest fleet tue 10:00" in answer
    assert "Before: every Monday at 09:00 (Europe/London), Mini Programs one by one." in shop


@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.usefixtures("subscription")
async def test_set_up_anew_by_another_person(office: Office, *, ended: bool) -> None:
    if ended:
        await office.ask("digest off")
    else:
        await office.rules.grant(TEAM, Grant(BOWEN, Role.ADMIN, ALICE, NOW))
    theirs = await office.ask("digest tue 10:00", user=BOWEN)
    subscription = await status(office)

    notice = texts_for("zh-CN")("subscription-other-language", language="English")
    assert (subscription.schedule.weekdays, subscription.locale) == ((1,), "en")
    assert notice in str(theirs.blocks)


DIRECT = "D0DIRECT"


@pytest.fixture
async def notice_actions_subscription(office: Office) -> Subscription:
    """The channel's digest is paused, because the channel was archived."""
    await office.ask("digest mon 09:00")
    found = await office.subscriptions.of_channel(TEAM, CHANNEL)
    assert found
    paused = found.paused(SlackCode("is_archived"))
    await office.subscriptions.put(paused)
    office.messenger.answers.clear()
    return paused


async def press(office: Office, action_id: str, subscription: Subscription, **how: Any) -> Message:
    message, replaces = await office.pressed(action_id, digest_control(subscription), channel=DIRECT, **how)
    assert not replaces, "the notice stays where it is"
    return message


async def notice_actions_choose(
    office: Office, subscription: Subscription, channel: Any, *, block_id: str | None = None
) -> Message:
    carried = digest_control(subscription).encode() if block_id is None else block_id
    message, _ = await office.pressed(
        controls.NOTICE_MOVE, None, channel=DIRECT, selected_conversation=channel, block_id=carried
    )
    return message


async def test_try_again(office: Office, notice_actions_subscription: Subscription) -> None:
    message = await press(office, controls.NOTICE_RETRY, notice_actions_subscription)

    assert f"<#{CHANNEL}>" in message.text
    assert [posted.channel_id for posted in office.messenger.posted] == [CHANNEL]
    resumed = await office.subscriptions.of_channel(TEAM, CHANNEL)
    assert resumed
    assert resumed.active


async def test_deleted_while_it_is_sent(office: Office, notice_actions_subscription: Subscription) -> None:
    office.source.gate.clear()
    await office.press(controls.NOTICE_RETRY, digest_control(notice_actions_subscription), channel=DIRECT)
    await office.source.asked.wait()
    await office.subscriptions.put(replace(notice_actions_subscription, state=Lifecycle.ENDED))
    office.source.gate.set()
    await office.settle()
    ((_, message, _),) = office.messenger.answers
    left = await office.subscriptions.get(TEAM, notice_actions_subscription.id)

    assert message.text == error_text(NoSubscription())
    assert left
    assert left.state is Lifecycle.ENDED


async def test_try_again_in_vain(office: Office, notice_actions_subscription: Subscription) -> None:
    refusal = ChannelUnavailable(code="is_archived", method="chat.postMessage")
    office.messenger.fail_channel(CHANNEL, refusal)

    assert (await press(office, controls.NOTICE_RETRY, notice_actions_subscription)).text == error_text(refusal)
    assert await office.subscriptions.of_channel(TEAM, CHANNEL) == notice_actions_subscription


async def test_another_channel(office: Office, notice_actions_subscription: Subscription) -> None:
    office.people.change(Person(BOWEN, "zh-CN", "Asia/Shanghai", is_admin=True))
    carried = digest_control(notice_actions_subscription).encode()
    message, _ = await office.pressed(
        controls.NOTICE_MOVE, None, channel=DIRECT, user=BOWEN, selected_conversation="C2", block_id=carried
    )

    assert "<#C2>" in message.text
    assert "今后" in message.text
    moved = await office.subscriptions.of_channel(TEAM, "C2")
    assert moved
    assert (moved.schedule, moved.owner_id) == (
        notice_actions_subscription.schedule,
        notice_actions_subscription.owner_id,
    )
    assert [posted.channel_id for posted in office.messenger.posted] == ["C2"]


async def test_another_channel_that_is_taken(office: Office, notice_actions_subscription: Subscription) -> None:
    await office.subscriptions.put(
        replace(notice_actions_subscription, id=f"{TEAM}-C2", channel_id="C2", state=Lifecycle.ACTIVE)
    )

    assert (await notice_actions_choose(office, notice_actions_subscription, "C2")).text == error_text(ChannelTaken())


@pytest.mark.parametrize("channel", ["", "C 2", "x" * 200, None, 7])
async def test_a_choice_that_is_none(office: Office, notice_actions_subscription: Subscription, channel: Any) -> None:
    assert (await notice_actions_choose(office, notice_actions_subscription, channel)).text == error_text(
        StaleControl()
    )
    assert office.messenger.posted == []


@pytest.mark.parametrize("block_id", ["", "AbC1", "[]", '{"s":"' + "x" * 300 + '"}'])
async def test_a_choice_in_another_block(
    office: Office, notice_actions_subscription: Subscription, block_id: str
) -> None:
    assert (
        await notice_actions_choose(office, notice_actions_subscription, "C2", block_id=block_id)
    ).text == error_text(StaleControl())


async def test_delete(office: Office, notice_actions_subscription: Subscription) -> None:
    message = await press(office, controls.NOTICE_DELETE, notice_actions_subscription)
    again = await press(office, controls.NOTICE_DELETE, notice_actions_subscription)

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
    office: Office, notice_actions_subscription: Subscription, user: str, action_id: str, *, names_owner: bool
) -> None:
    """Alice's messages, even from earlier versions without an owner, neither change nor send Bowen's later digest."""
    office.people.change(Person(STRANGER, "", "", is_admin=True))
    await office.ask("digest off")
    await office.ask("digest tue 10:00", user=BOWEN)
    later = await office.subscriptions.of_channel(TEAM, CHANNEL)
    control = replace(
        digest_control(notice_actions_subscription), choice="off" if action_id == controls.DIGEST_MORE else ""
    )

    answer = await use(office, action_id, control if names_owner else replace(control, owner_id=""), user=user)

    theirs = NotOwner(owner=BOWEN) if user == ALICE and action_id in NOTICE else EarlierDigest()
    assert answer == error_text(theirs)
    assert office.messenger.posted == []
    assert office.messenger.views == []
    assert await office.subscriptions.of_channel(TEAM, CHANNEL) == later
    assert await office.subscriptions.of_channel(TEAM, "C2") is None


@pytest.mark.parametrize("action_id", NOTICE)
async def test_a_notice_of_a_digest_that_belongs_to_another(
    office: Office, notice_actions_subscription: Subscription, action_id: str
) -> None:
    answer = await use(office, action_id, digest_control(notice_actions_subscription), user=STRANGER)

    assert answer == error_text(NotOwner(owner=ALICE))
    assert office.messenger.posted == []
    assert await office.subscriptions.of_channel(TEAM, CHANNEL) == notice_actions_subscription


@pytest.mark.parametrize("action_id", NOTICE)
async def test_a_notice_from_before_controls_named_an_owner(
    office: Office, notice_actions_subscription: Subscription, action_id: str
) -> None:
    await use(office, action_id, Control(subject_id=notice_actions_subscription.id), user=ALICE)

    assert await office.subscriptions.of_channel(TEAM, CHANNEL) != notice_actions_subscription


@pytest.mark.parametrize("action_id", [controls.NOTICE_RETRY, controls.NOTICE_DELETE])
async def test_another_workspaces_order(
    office: Office, notice_actions_subscription: Subscription, action_id: str
) -> None:
    await office.install("T9")
    message = await press(office, action_id, notice_actions_subscription, team="T9")

    assert message.text == error_text(NoSubscription())
    assert office.messenger.posted == []
    assert await office.subscriptions.of_channel(TEAM, CHANNEL) == notice_actions_subscription
