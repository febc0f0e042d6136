"""The buttons of a channel's digest."""

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.domain.digest.subscription import Subscription
from bot.errors import NoSubscription, SlackRefused, StaleControl, TooBusy
from tests.handlers.context import ALICE, CHANNEL, SHOP, TEAM, TRIGGER, Office, error_text


async def test_weekly_digest_here(office: Office) -> None:
    """Ordered for Monday morning in the person's zone; a second press only shows it."""
    first, replaces = await office.pressed(controls.DIGEST_SUBSCRIBE, Control(SHOP.appid))
    subscription = await office.subscriptions.of_channel(TEAM, CHANNEL)
    await office.pressed(controls.DIGEST_SUBSCRIBE, Control(SHOP.appid))

    assert subscription
    assert (subscription.schedule.weekdays, str(subscription.schedule.at), subscription.schedule.zone) == (
        (0,),
        "09:00:00",
        "Europe/London",
    )
    assert subscription.owner_id == ALICE
    assert subscription.appids == (SHOP.appid,)
    assert not replaces
    assert controls.DIGEST_CHANGE in str(first.blocks)
    assert await office.subscriptions.of_channel(TEAM, CHANNEL) == subscription


async def test_weekly_digest_of_a_program_that_is_not_ours(office: Office) -> None:
    """A breakdown of a program that is no longer configured orders nothing."""
    message, _ = await office.pressed(controls.DIGEST_SUBSCRIBE, Control("wx9999999999999999"))

    assert message.text == error_text(StaleControl())
    assert await office.subscriptions.active() == []


async def test_send_now(office: Office, subscription: Subscription) -> None:
    """A digest is posted into the channel; the order stays."""
    await office.pressed(controls.DIGEST_SEND_NOW, Control(subject_id=subscription.id))

    assert [posted.channel_id for posted in office.messenger.posted] == [CHANNEL]
    assert await office.subscriptions.of_channel(TEAM, CHANNEL) == subscription


async def test_send_now_twice(office: Office, subscription: Subscription) -> None:
    """Two presses send one digest."""
    await office.press(controls.DIGEST_SEND_NOW, Control(subject_id=subscription.id))
    await office.press(controls.DIGEST_SEND_NOW, Control(subject_id=subscription.id))
    await office.settle()

    assert len(office.messenger.posted) == 1


async def test_change_opens_the_form(office: Office, subscription: Subscription) -> None:
    """Change opens the form with the order's values and says nothing besides."""
    await office.press(controls.DIGEST_CHANGE, Control(subject_id=subscription.id))
    await office.settle()
    ((team, trigger, view),) = office.messenger.views

    assert (team, trigger) == (TEAM, TRIGGER)
    assert view["callback_id"] == controls.DIGEST_SCHEDULE_VIEW
    assert subscription.schedule.zone in str(view)
    assert office.messenger.answers == []


@pytest.mark.parametrize("error", [TooBusy(), SlackRefused(code="invalid_arguments", method="views.open")])
async def test_form_that_cannot_be_opened(
    office: Office, subscription: Subscription, error: TooBusy | SlackRefused
) -> None:
    """If Slack does not open it, the person reads why."""
    office.messenger.fail_next(error)
    message, replaces = await office.pressed(controls.DIGEST_CHANGE, Control(subject_id=subscription.id))

    assert message.text == error_text(error)
    assert not replaces


async def test_off(office: Office, subscription: Subscription) -> None:
    """Off ends the digest; a second press says that there is none."""
    await office.pressed(controls.DIGEST_OFF, Control(subject_id=subscription.id))
    again, _ = await office.pressed(controls.DIGEST_OFF, Control(subject_id=subscription.id))

    assert await office.subscriptions.active() == []
    assert again.text == error_text(NoSubscription())


@pytest.mark.parametrize("action_id", [controls.DIGEST_SEND_NOW, controls.DIGEST_CHANGE, controls.DIGEST_OFF])
@pytest.mark.parametrize("value", [None, "{}", '{"s":"T2-C1"}', '{"s":"T1-C2"}', '{"s":"; drop"}'])
async def test_an_order_that_is_not_this_channels(
    office: Office, subscription: Subscription, action_id: str, value: str | None
) -> None:
    """A button for another channel's, workspace's or no order does nothing and says so."""
    message, replaces = await office.pressed(action_id, value)

    assert message.text == error_text(StaleControl())
    assert not replaces
    assert await office.subscriptions.active() == [subscription]
    assert (office.messenger.posted, office.messenger.views) == ([], [])


@pytest.mark.parametrize("action_id", [controls.DIGEST_SEND_NOW, controls.DIGEST_CHANGE, controls.DIGEST_OFF])
async def test_pressed_from_another_workspace(office: Office, subscription: Subscription, action_id: str) -> None:
    """The right order in the wrong workspace is no order."""
    message, _ = await office.pressed(action_id, Control(subject_id=subscription.id), team="T2")

    assert message.text == error_text(NoSubscription())
    assert await office.subscriptions.active() == [subscription]
