"""The menu of a digest, and the same by command."""

from datetime import date
from typing import Any

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.domain.access import Grant, Role
from bot.domain.digest.subscription import Subscription
from bot.errors import BadPause, NoSubscription, NotOwner, StaleControl
from bot.i18n import texts_for
from bot.ports.slack import Person
from tests.handlers.context import ALICE, BOWEN, CHANNEL, NOW, STRANGER, TEAM, Office, error_text

EN = texts_for("en")


@pytest.fixture
async def subscription(office: Office) -> Subscription:
    """The channel gets Alice's digest on Mondays."""
    await office.ask("digest mon 09:00")
    office.people.change(Person(ALICE, "en-GB", "Europe/London", name="Alice"))
    office.people.forget(TEAM, ALICE)
    return await status(office)


async def status(office: Office) -> Subscription:
    """The channel's order."""
    found = await office.subscriptions.of_channel(TEAM, CHANNEL)
    assert found
    return found


def chosen(subscription: Subscription, choice: str) -> dict[str, Any]:
    """An option of the menu."""
    return {"selected_option": {"value": Control(subject_id=subscription.id, choice=choice).encode()}}


async def choose(office: Office, subscription: Subscription, choice: str, **more: Any) -> Message:
    """Choose from the menu; its answer."""
    message, _ = await office.pressed(controls.DIGEST_MORE, None, **chosen(subscription, choice), **more)
    return message


@pytest.mark.parametrize(("choice", "form"), [("edit", "digest.schedule"), ("pause", "digest.pause")])
async def test_forms(office: Office, subscription: Subscription, choice: str, form: str) -> None:
    """Edit and pause open their forms and say nothing."""
    office.messenger.answers.clear()
    await office.press(controls.DIGEST_MORE, None, **chosen(subscription, choice))
    await office.settle()
    ((_, _, view),) = office.messenger.views

    assert view["callback_id"] == form
    assert office.messenger.answers == []


async def test_try_out(office: Office, subscription: Subscription) -> None:
    """The digest comes as an answer to this person alone."""
    assert "shop" in str((await choose(office, subscription, "test", user=STRANGER)).blocks)
    assert office.messenger.posted == []


async def test_off_asks_first(office: Office, subscription: Subscription) -> None:
    """A choice cannot ask by itself, so a button does."""
    message = await choose(office, subscription, "off")

    assert controls.DIGEST_OFF in str(message.blocks)
    assert await status(office) == subscription


async def test_history(office: Office, subscription: Subscription) -> None:
    """Anyone may read who changed what, even after the digest's end."""
    await office.ask("digest off")
    by_menu = await choose(office, subscription, "history", user=STRANGER)
    by_command = await office.ask("digest history", user=STRANGER)

    assert by_menu == by_command
    assert str(by_menu.blocks).count(f"<@{ALICE}>") == 3
    assert "`mon 09:00 Europe/London`" in str(by_menu.blocks)


@pytest.mark.parametrize("choice", ["edit", "pause", "resume", "off"])
async def test_what_strangers_may_not(office: Office, subscription: Subscription, choice: str) -> None:
    """Only the owner and admins change anything."""
    message = await choose(office, subscription, choice, user=STRANGER)

    assert message.text == error_text(NotOwner(owner="Alice"))
    assert await status(office) == subscription
    assert office.messenger.views == []


@pytest.mark.parametrize(
    "text", ["digest off", "digest tue 10:00", "digest pause", "digest pause 2026-12-24", "digest resume"]
)
async def test_what_strangers_may_not_type(office: Office, subscription: Subscription, text: str) -> None:
    """The same by command."""
    assert (await office.ask(text, user=STRANGER)).text == error_text(NotOwner(owner="Alice"))
    assert await status(office) == subscription


@pytest.mark.usefixtures("subscription")
async def test_hand_over(office: Office) -> None:
    """Once its owner is deactivated, anyone may take the digest over by changing it."""
    office.people.change(Person(ALICE, "", "", gone=True))
    await office.happen({"type": "user_change", "user": {"id": ALICE, "deleted": True}})
    await office.ask("digest tue 10:00", user=STRANGER)

    assert (await status(office)).owner_id == STRANGER


async def test_pause_and_resume(office: Office, subscription: Subscription) -> None:
    """By command, until a date, and resumed; the menu then offers the other."""
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
    """The form of the menu's Pause asks for it."""
    await office.press(controls.DIGEST_MORE, None, **chosen(subscription, "pause"))
    by_menu = await office.opened()
    office.messenger.views.clear()
    await office.type("digest pause")

    assert await office.opened() == by_menu


@pytest.mark.parametrize("text", ["2026-11-23", "2020-01-01", "9999-12-31", "christmas"])
async def test_a_pause_that_cannot_be(office: Office, subscription: Subscription, text: str) -> None:
    """The dates that can are named."""
    message = await office.ask(f"digest pause {text}")

    assert message.text == error_text(BadPause(first="2026-11-24", last="2027-11-24"))
    assert await status(office) == subscription


def pause_form(subscription: Subscription, until: str | None) -> dict[str, Any]:
    """The form that pauses, sent back."""
    return {
        "callback_id": controls.DIGEST_PAUSE_VIEW,
        "private_metadata": Control(subject_id=subscription.id, channel_id=CHANNEL).encode(),
        "blocks": [{"type": "input", "block_id": "until"}],
        "state": {"values": {"until": {"until": {"type": "datepicker", "selected_date": until}}}},
    }


async def test_pause_by_form(office: Office, subscription: Subscription) -> None:
    """Only the person reads until when."""
    assert await office.submit(pause_form(subscription, "2026-12-24")) is None
    await office.settle()
    ((_, _, user, message),) = office.messenger.whispers

    assert user == ALICE
    assert "24 Dec 2026" in message.text
    assert (await status(office)).paused_until == date(2026, 12, 24)


@pytest.mark.parametrize("until", ["2026-11-20", "2030-01-01", None])
async def test_pause_by_form_that_cannot_be(office: Office, subscription: Subscription, until: str | None) -> None:
    """It stays open and says why under the date."""
    answer = await office.submit(pause_form(subscription, until))

    assert list(answer["errors"]) == ["until"]
    assert await status(office) == subscription


async def test_strange_choices(office: Office, subscription: Subscription) -> None:
    """An unknown choice, or another channel's digest, does nothing."""
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
    """The channel keeps its language; the answer says so if the person's differs."""
    if ended:
        await office.ask("digest off")
    else:
        await office.rules.grant(TEAM, Grant(BOWEN, Role.ADMIN, ALICE, NOW))
    theirs = await office.ask("digest tue 10:00", user=BOWEN)
    subscription = await status(office)

    notice = texts_for("zh-CN")("subscription-other-language", language="English")
    assert (subscription.schedule.weekdays, subscription.locale) == ((1,), "en")
    assert notice in str(theirs.blocks)
