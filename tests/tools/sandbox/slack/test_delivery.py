"""Commands, actions, menus, modals and events reach a Bolt app by both transports."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.tools.sandbox.slack.boltapp import Bolt, over_http, over_socket_mode
from tests.tools.sandbox.slack.driving import ALICE, BOWEN, MEMBER, OUTSIDE


@pytest.fixture(params=["http", "socket"])
async def bolt(request: pytest.FixtureRequest) -> AsyncIterator[Bolt]:
    """The test app, once behind each transport."""
    async with over_http() if request.param == "http" else over_socket_mode() as running:
        yield running


async def _command(bolt: Bolt, text: str, channel: str = MEMBER) -> dict[str, Any]:
    return await bolt.slack.control("command", user=ALICE, channel=channel, text=f"/baselib {text}".strip())


async def _greeted(bolt: Bolt) -> dict[str, Any]:
    assert (await _command(bolt, ""))["ok"]
    return (await bolt.slack.messages())[-1]


async def test_command_payload(bolt: Bolt) -> None:
    """Who, where and what was typed, neither language nor thread."""
    await _command(bolt, "raise 3.0.0", OUTSIDE)
    body = await bolt.next("command")
    assert (body["user_id"], body["channel_id"], body["command"], body["text"]) == (
        ALICE,
        OUTSIDE,
        "/baselib",
        "raise 3.0.0",
    )
    assert not {"locale", "thread_ts"} & set(body)


async def test_answer_in_acknowledgement(bolt: Bolt) -> None:
    """The content of a command's acknowledgement is shown, here to everyone."""
    await _command(bolt, "direct")
    shown = await bolt.slack.messages(user=BOWEN)
    assert [(each["text"], each["ephemeral"]) for each in shown] == [("At once", False)]


async def test_answer_through_response_url(bolt: Bolt) -> None:
    """An answer through the response_url is for the person who asked only."""
    assert (await _greeted(bolt))["ephemeral"] is True
    assert await bolt.slack.messages(user=BOWEN) == []


async def test_button_replaces_message(bolt: Bolt) -> None:
    """Pressing a button sends block_actions with a response_url that replaces the message."""
    message = await _greeted(bolt)
    pressed = {"user": ALICE, "message_ts": message["ts"], "block_id": "row", "action_id": "share"}
    assert (await bolt.slack.control("action", **pressed))["ok"]
    body = await bolt.next("action")
    assert body["actions"][0]["value"] == "v1"
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body
    assert [each["text"] for each in await bolt.slack.messages()] == ["Shared"]


async def test_menu_choice_is_in_the_state(bolt: Bolt) -> None:
    """The choice is in the action and in the message's state."""
    message = await _greeted(bolt)
    option = {"text": {"type": "plain_text", "text": "Bank"}, "value": "bank"}
    chosen = {"type": "static_select", "selected_option": option}
    place = {"user": ALICE, "message_ts": message["ts"], "block_id": "row", "action_id": "program"}
    await bolt.slack.control("action", **place, action=chosen)
    body = await bolt.next("action")
    assert body["actions"][0]["selected_option"] == option
    assert body["state"]["values"]["row"]["program"]["selected_option"] == option


async def test_external_menu_asks_the_app(bolt: Bolt) -> None:
    """An external menu shows the options that the app answers."""
    message = await _greeted(bolt)
    place = {"user": ALICE, "message_ts": message["ts"], "block_id": "row", "action_id": "search"}
    answer = await bolt.slack.control("options", **place, value="shop")
    assert [each["value"] for each in answer["options"]] == ["shop"]


async def _modal(bolt: Bolt) -> dict[str, Any]:
    await _command(bolt, "modal")
    views = (await bolt.slack.http.get("/sandbox/views", params={"user": ALICE})).json()
    modal: dict[str, Any] = views["modal"]
    return modal


async def _submit(bolt: Bolt, view_id: str, time: str) -> dict[str, Any]:
    values = {"time": {"at": {"type": "plain_text_input", "value": time}}}
    return await bolt.slack.control("view/submit", user=ALICE, view_id=view_id, values=values)


async def test_submission_errors_keep_the_modal(bolt: Bolt) -> None:
    """The app's errors appear beside the field; the modal stays until accepted."""
    modal = await _modal(bolt)
    wrong = await _submit(bolt, modal["id"], "25:00")
    assert (wrong["ok"], wrong["errors"]) == (False, {"time": "There is no such time"})
    assert (await _submit(bolt, modal["id"], "09:00"))["ok"]
    views = (await bolt.slack.http.get("/sandbox/views", params={"user": ALICE})).json()
    assert views["modal"] is None


async def test_incomplete_form_is_not_sent(bolt: Bolt) -> None:
    """A required field empty or too long is refused before the app gets it."""
    modal = await _modal(bolt)
    assert (await _submit(bolt, modal["id"], ""))["errors"] == {"time": "Please complete this required field."}
    assert (await _submit(bolt, modal["id"], "123456"))["ok"] is False
    assert "submission" not in [kind for kind, _ in bolt.reached]


async def test_closing_is_reported(bolt: Bolt) -> None:
    """A modal that asked for it sends view_closed."""
    modal = await _modal(bolt)
    await bolt.slack.control("view/close", user=ALICE, view_id=modal["id"])
    assert (await bolt.next("closed"))["view"]["id"] == modal["id"]


async def test_events(bolt: Bolt) -> None:
    """Adding the bot to a channel, opening the Home tab and removing the app send events."""
    await bolt.slack.control(f"channels/{OUTSIDE}", is_member=True)
    assert (await bolt.next("member_joined_channel"))["event"]["channel"] == OUTSIDE
    await bolt.slack.control("home", user=BOWEN)
    assert (await bolt.next("app_home_opened"))["event"]["user"] == BOWEN
    await bolt.slack.control("events", type="tokens_revoked")
    assert (await bolt.next("tokens_revoked"))["event"]["tokens"]["bot"] == ["U0BASELIB"]


async def test_unknown_command(bolt: Bolt) -> None:
    """A command that the manifest does not declare never reaches the app."""
    answer = await bolt.slack.control("command", user=ALICE, channel=MEMBER, text="/weather")
    assert answer["error"] == "no_such_command"
    assert (await bolt.slack.messages())[-1]["username"] == "Slackbot"


async def test_element_that_is_not_there(bolt: Bolt) -> None:
    """Pressing what a message does not hold is refused."""
    message = await _greeted(bolt)
    place = {"user": ALICE, "message_ts": message["ts"], "block_id": "row", "action_id": "nothing"}
    answer = await bolt.slack.http.post("/sandbox/action", json=place)
    assert answer.status_code == 404
