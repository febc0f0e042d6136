"""Channels a person has left, named by controls of a Home tab, modals and notices."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from bot.blocks.alert_form import alert_view, form_control, form_of
from bot.blocks.can_form import APIS, GAME, PROGRAM, CanForm, can_view
from bot.blocks.digest.digest import digest_control
from bot.blocks.digest.form import UNTIL, pause_view, schedule_view
from bot.blocks.kit import controls
from bot.blocks.kit.controls import HOME, Control
from bot.domain.alerts.alert import Alert
from bot.domain.digest.subscription import Subscription
from bot.errors import ChannelUnavailable, MembershipUnknown, NotInChannel
from bot.i18n import texts_for
from bot.ports.slack import Person
from tests.blocks.checks import as_shown, filled_in, sent
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, NOW, SHOP, STRANGER, TEAM, Office, error_text
from tests.handlers.home.tab import texts

T: Final = texts_for("en")
CARLA: Final = STRANGER
Json = dict[str, Any]


@pytest.fixture(autouse=True)
async def subscription(office: Office) -> Subscription:
    """Carla's digest in the only channel with `shop`; then she leaves it."""
    office.source.gate.set()
    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))
    office.people.change(Person(CARLA, "en-GB", "Europe/London", name="Carla"))
    await office.ask("programs restrict shop here")
    await office.ask("digest mon 09:00", user=CARLA)
    await office.ask("alert loss > 10% at 3.7.0 shop", user=CARLA)
    office.messenger.answers.clear()
    office.people.left.add((CHANNEL, CARLA))
    found = await office.subscriptions.of_channel(TEAM, CHANNEL)
    assert found
    return found


@pytest.fixture
async def alert(office: Office) -> Alert:
    (found,) = await office.alerts.of_team(TEAM)
    return found


def messages_of(office: Office) -> str:
    messenger = office.messenger
    messages = [message for *_, message in messenger.whispers] + [posted.message for posted in messenger.posted]
    return str([messages, messenger.views, messenger.updates])


async def test_the_tab_names_no_program_of_it(office: Office) -> None:
    view = texts(await office.look_home(user=CARLA))

    assert f"<#{CHANNEL}>" in view
    assert "3.7.0" in view
    assert SHOP.nickname not in view
    assert "shop" not in view


@pytest.mark.parametrize("choice", ["pause", "resume", "test", "history", "edit"])
async def test_the_menu_of_the_tab(office: Office, subscription: Subscription, choice: str) -> None:
    await office.look_home(user=CARLA)
    control = digest_control(subscription, channel=True, choice=choice)

    assert error_text(NotInChannel()) in texts(await office.home_actions(controls.DIGEST_MORE, control, user=CARLA))
    assert messages_of(office) == "[[], [], []]"


@pytest.mark.parametrize("action_id", [controls.DIGEST_CHANGE, controls.DIGEST_SEND_NOW, controls.ALERT_CHANGE])
async def test_buttons_of_the_tab(office: Office, subscription: Subscription, alert: Alert, action_id: str) -> None:
    await office.look_home(user=CARLA)
    about_alert = Control(subject_id=alert.id, channel_id=CHANNEL)
    control = about_alert if action_id == controls.ALERT_CHANGE else digest_control(subscription, channel=True)

    assert error_text(NotInChannel()) in texts(await office.home_actions(action_id, control, user=CARLA))
    assert messages_of(office) == "[[], [], []]"


async def test_what_is_hers_she_can_still_end(office: Office, subscription: Subscription, alert: Alert) -> None:
    """On the same tab, even without answers from Slack; nothing of the channel is named."""
    await office.look_home(user=CARLA)
    office.people.silent = True
    about_alert = Control(subject_id=alert.id, channel_id=CHANNEL)
    for action_id in (controls.ALERT_MUTE, controls.ALERT_UNMUTE, controls.ALERT_DELETE):
        await office.home_actions(action_id, about_alert, user=CARLA)
    view = await office.home_actions(controls.DIGEST_OFF, digest_control(subscription, channel=True), user=CARLA)

    assert await office.alerts.of_team(TEAM) == []
    assert await office.subscriptions.active() == []
    assert "shop" not in texts(view)


def _alert_view(alert: Alert, origin: str) -> Json:
    control = form_control(alert.channel_id, alert, home=bool(origin))
    return alert_view(form_of(alert), SHOP, None, T, control=control, number=alert.number)


def forms(subscription: Subscription, alert: Alert, origin: str) -> Mapping[str, Json]:
    """Each of the channel's modals, opened before she left, filled in."""
    schedule = filled_in(weekday=["fri"], at="17:45", zone="Europe/Berlin", language="en")
    shown_can = can_view(CanForm(CHANNEL, [], None, programs=True), T)
    apis, program = {"selected_options": [{"value": "wx.login"}]}, {"selected_option": {"value": SHOP.appid}}
    chosen = sent({APIS: apis, PROGRAM: program, GAME: {"selected_options": []}})
    until = sent({UNTIL: {"selected_date": "2026-12-24"}})
    return {
        "schedule": {**schedule_view(subscription, T, [SHOP, CAFE], [], origin=origin), **schedule},
        "pause": {**pause_view(subscription, T, first=NOW.date(), home=bool(origin)), **until},
        "alert": (view := _alert_view(alert, origin)) | as_shown(view),
        "can": {**shown_can, **chosen},
    }


@pytest.mark.parametrize("origin", ["", HOME])
@pytest.mark.parametrize("form", ["schedule", "pause", "alert", "can"])
async def test_modals_that_stayed_open(
    office: Office, subscription: Subscription, alert: Alert, form: str, origin: str
) -> None:
    await office.look_home(user=CARLA)
    at_home = bool(origin) and form != "can"
    if not at_home:
        office.messenger.fail_next(ChannelUnavailable(code="user_not_in_channel", method="chat.postEphemeral"))

    await office.submit({"id": "V1", **forms(subscription, alert, origin)[form]}, user=CARLA)
    await office.settle()

    shown = texts(office.home(user=CARLA)) if at_home else str([posted.message for posted in office.messenger.posted])
    assert error_text(NotInChannel()) in shown
    assert "shop" not in shown
    assert await office.subscriptions.of_channel(TEAM, CHANNEL) == subscription
    assert await office.alerts.of_team(TEAM) == [alert]


async def act(office: Office, action_id: str, view: Json, *, user: str = CARLA) -> None:
    body = {"type": "block_actions", "team": {"id": TEAM}, "user": {"id": user}, "trigger_id": "1.2.a", "view": view}
    action = {"type": "button", "action_id": action_id, "block_id": "b"}
    await office.dispatch({**body, "container": {"type": "view", "view_id": "V1"}, "actions": [action]})
    await office.settle()


@pytest.mark.parametrize("action_id", [controls.DIGEST_TEST, controls.DIGEST_FORM])
@pytest.mark.parametrize("origin", ["", HOME])
async def test_send_test_to_me(
    office: Office, subscription: Subscription, alert: Alert, action_id: str, origin: str
) -> None:
    view = {"id": "V1", "hash": "1.a", **forms(subscription, alert, origin)["schedule"]}
    await act(office, action_id, view)

    assert error_text(NotInChannel()) in messages_of(office)
    assert "shop" not in messages_of(office)
    assert office.messenger.updates == []


@pytest.mark.parametrize("error", [MembershipUnknown(), NotInChannel()])
async def test_while_slack_does_not_answer(
    office: Office, subscription: Subscription, alert: Alert, error: NotInChannel | MembershipUnknown
) -> None:
    office.people.silent = isinstance(error, MembershipUnknown)
    view = {"id": "V1", "hash": "1.a", **forms(subscription, alert, "")["schedule"]}
    await act(office, controls.DIGEST_TEST, view)
    refused = messages_of(office)
    await act(office, controls.DIGEST_TEST, view, user=ALICE)

    assert error_text(error) in refused
    assert "shop" in messages_of(office)


async def test_searches(office: Office, subscription: Subscription) -> None:
    """A select in her modal finds no program any more, not even those that exist everywhere."""

    async def found() -> list[str]:
        place = {"action_id": "programs", "block_id": "programs", "value": "", "container": {"type": "view"}}
        arguments = {"type": "block_suggestion", "team": {"id": TEAM}, "user": {"id": CARLA}, **place}
        carried = digest_control(subscription, channel=True).encode()
        _, body = await office.dispatch({**arguments, "view": {"private_metadata": carried}})
        return [option["value"] for option in body["options"]]

    assert await found() == []
    office.people.left.clear()
    assert await found() == [SHOP.appid, CAFE.appid]


async def test_a_notice_moves_only_to_channels_of_theirs(office: Office, subscription: Subscription) -> None:
    """Slack's select lists public channels a person is not in; as with typing, they are refused."""
    office.people.left.add(("C2", CARLA))
    carried = {"selected_conversation": "C2", "block_id": digest_control(subscription).encode()}
    message, _ = await office.pressed(controls.NOTICE_MOVE, None, channel="D1", user=CARLA, **carried)

    assert message.text == error_text(NotInChannel())
    assert office.messenger.posted == []
    assert await office.subscriptions.of_channel(TEAM, CHANNEL) == subscription


async def test_direct_messages_are_not_asked_about(office: Office) -> None:
    await office.ask("digest mon 09:00", user=BOWEN, channel="D1")
    found = await office.subscriptions.of_channel(TEAM, "D1")
    assert found
    office.people.silent = True
    await office.look_home(user=BOWEN)
    await office.home_actions(controls.DIGEST_CHANGE, digest_control(found, channel=True), user=BOWEN)

    assert len(office.messenger.views) == 1
