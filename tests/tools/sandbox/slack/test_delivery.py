"""Commands, actions, menus, modals and events reach a Bolt app by both transports."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tests.tools.sandbox.slack.boltapp import Bolt, over_http, over_socket_mode
from tests.tools.sandbox.slack.driving import ALICE, BOWEN, MEMBER, OUTSIDE, SIGNING_SECRET, Driver
from tests.tools.sandbox.slack.stubapp import behind
from tools.sandbox.faults import Fault


@pytest.fixture(params=["http", "socket"])
async def bolt(request: pytest.FixtureRequest) -> AsyncIterator[Bolt]:
    async with over_http() if request.param == "http" else over_socket_mode() as running:
        yield running


async def _command(bolt: Bolt, text: str, channel: str = MEMBER) -> dict[str, Any]:
    return await bolt.slack.control("command", user=ALICE, channel=channel, text=f"/baselib {text}".strip())


async def _greeted(bolt: Bolt) -> dict[str, Any]:
    assert (await _command(bolt, ""))["ok"]
    return (await bolt.slack.messages())[-1]


async def test_command_payload(bolt: Bolt) -> None:
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
    await _command(bolt, "direct")
    shown = await bolt.slack.messages(user=BOWEN)
    assert [(each["text"], each["ephemeral"]) for each in shown] == [("At once", False)]


async def test_answer_through_response_url(bolt: Bolt) -> None:
    assert (await _greeted(bolt))["ephemeral"] is True
    assert await bolt.slack.messages(user=BOWEN) == []


async def test_button_replaces_message(bolt: Bolt) -> None:
    message = await _greeted(bolt)
    pressed = {"user": ALICE, "message_ts": message["ts"], "block_id": "row", "action_id": "share"}
    assert (await bolt.slack.control("action", **pressed))["ok"]
    body = await bolt.next("action")
    assert body["actions"][0]["value"] == "v1"
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body
    assert [each["text"] for each in await bolt.slack.messages()] == ["Shared"]


async def test_menu_choice_is_in_the_state(bolt: Bolt) -> None:
    message = await _greeted(bolt)
    option = {"text": {"type": "plain_text", "text": "Bank"}, "value": "bank"}
    chosen = {"type": "static_select", "selected_option": option}
    place = {"user": ALICE, "message_ts": message["ts"], "block_id": "row", "action_id": "program"}
    await bolt.slack.control("action", **place, action=chosen)
    body = await bolt.next("action")
    assert body["actions"][0]["selected_option"] == option
    assert body["state"]["values"]["row"]["program"]["selected_option"] == option


async def test_external_menu_asks_the_app(bolt: Bolt) -> None:
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
    modal = await _modal(bolt)
    wrong = await _submit(bolt, modal["id"], "25:00")
    assert (wrong["ok"], wrong["errors"]) == (False, {"time": "There is no such time"})
    assert (await _submit(bolt, modal["id"], "09:00"))["ok"]
    views = (await bolt.slack.http.get("/sandbox/views", params={"user": ALICE})).json()
    assert views["modal"] is None


async def test_incomplete_form_is_not_sent(bolt: Bolt) -> None:
    modal = await _modal(bolt)
    assert (await _submit(bolt, modal["id"], ""))["errors"] == {"time": "Please complete this required field."}
    assert (await _submit(bolt, modal["id"], "123456"))["ok"] is False
    assert "submission" not in [kind for kind, _ in bolt.reached]


async def test_closing_is_reported(bolt: Bolt) -> None:
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
    answer = await bolt.slack.control("command", user=ALICE, channel=MEMBER, text="/weather")
    assert answer["error"] == "no_such_command"
    assert (await bolt.slack.messages())[-1]["username"] == "Slackbot"


async def test_element_that_is_not_there(bolt: Bolt) -> None:
    message = await _greeted(bolt)
    place = {"user": ALICE, "message_ts": message["ts"], "block_id": "row", "action_id": "nothing"}
    answer = await bolt.slack.http.post("/sandbox/action", json=place)
    assert answer.status_code == 404


async def _delivery_failures_command(slack: Driver) -> dict[str, object]:
    return await slack.control("command", user=ALICE, channel=MEMBER, text="/baselib report")


async def test_requests_are_signed() -> None:
    verdicts: list[bool] = []

    async def verify(request: Request) -> Response:
        body = await request.body()
        verifiers = (SignatureVerifier(secret) for secret in (SIGNING_SECRET, "another"))
        verdicts.extend(each.is_valid_request(body, dict(request.headers)) for each in verifiers)
        return PlainTextResponse("")

    async with behind(verify) as slack:
        assert (await _delivery_failures_command(slack))["ok"]
    assert verdicts == [True, False]


async def test_late_acknowledgement() -> None:

    async def hang(request: Request) -> Response:
        await request.body()
        while (await request.receive())["type"] != "http.disconnect":
            pass
        return PlainTextResponse("")

    async with behind(hang, acknowledge=0.1) as slack:
        assert (await _delivery_failures_command(slack))["error"] == "operation_timeout"
        shown = (await slack.messages())[-1]
    assert (shown["username"], shown["ephemeral"]) == ("Slackbot", True)
    assert "operation_timeout" in shown["text"]


async def test_app_that_is_not_there(slack: Driver) -> None:
    assert (await _delivery_failures_command(slack))["error"] == "dispatch_failed"
    state = (await slack.http.get("/sandbox/state")).json()
    assert state["bot"]["connected"] is False


async def test_error_status() -> None:

    async def fail(_: Request) -> Response:
        return PlainTextResponse("", 500)

    async with behind(fail) as slack:
        assert (await _delivery_failures_command(slack))["error"] == "dispatch_failed"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"blocks": [{"type": "chart"}]}, "invalid_blocks"),
        ({"text": "x", "response_type": "public"}, "invalid_arguments"),
    ],
)
async def test_refused_acknowledgement(body: dict[str, object], error: str) -> None:

    async def answer(_: Request) -> Response:
        return JSONResponse(body)

    async with behind(answer) as slack:
        assert (await _delivery_failures_command(slack))["error"] == "dispatch_failed"
        kept = (await slack.http.get("/sandbox/requests", params={"method": "command_acknowledgement"})).json()
    assert [each["error"] for each in kept["requests"]] == [error]


async def test_plain_text_acknowledgement() -> None:

    async def answer(_: Request) -> Response:
        return PlainTextResponse("Done")

    async with behind(answer) as slack:
        assert (await _delivery_failures_command(slack))["ok"]
        assert [each["text"] for each in await slack.messages()] == ["Done"]


@pytest.mark.parametrize(
    ("headers", "attempts"),
    [
        ({}, [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]),
        ({"x-slack-no-retry": "1"}, [(None, None)]),
    ],
)
async def test_event_retries(headers: dict[str, str], attempts: list[tuple[str | None, str | None]]) -> None:
    """A refused event is sent three times more, unless the app declines; always the same event."""
    seen: list[tuple[str | None, str | None]] = []
    ids: set[str] = set()

    async def fail(request: Request) -> Response:
        seen.append((request.headers.get("x-slack-retry-num"), request.headers.get("x-slack-retry-reason")))
        ids.add((await request.json())["event_id"])
        return PlainTextResponse("", 500, headers=headers)

    async with behind(fail) as slack:
        await slack.control(f"channels/{OUTSIDE}", is_member=True)
        await slack.app.state.parts.events.settled()
    assert seen == attempts
    assert len(ids) == 1


async def test_only_subscribed_events_are_sent() -> None:
    kinds: list[str] = []

    async def note(request: Request) -> Response:
        kinds.append((await request.json())["event"]["type"])
        return PlainTextResponse("")

    async with behind(note) as slack:
        await slack.control("messages", user=ALICE, channel=MEMBER, text="Hello <@U0BASELIB>")
        await slack.control(f"channels/{MEMBER}", is_archived=True)
        await slack.control("events", type="app_uninstalled")
        await slack.app.state.parts.events.settled()
    assert kinds == ["app_uninstalled"]


async def arrived(slack: Driver) -> dict[str, int]:
    counts: dict[str, int] = (await slack.http.get("/sandbox/deliveries")).json()["arrived"]
    return counts


async def post(slack: Driver, delivery_id: str) -> dict[str, object]:
    return await slack.call("chat.postMessage", channel=MEMBER, text="x", metadata=_metadata(delivery_id))


async def test_messages_are_counted_by_the_id_in_their_metadata(slack: Driver) -> None:
    """Every accepted message counts, even with a lost answer; refused and plain ones do not."""
    await post(slack, "one")
    await post(slack, "two")
    slack.workspace.faults.arm(Fault("accepted_without_answer", "chat.postMessage", 1))
    await slack.raw("chat.postMessage", channel=MEMBER, text="x", metadata=_metadata("two"))
    slack.workspace.faults.arm(Fault("is_archived", "chat.postMessage", 1))
    await post(slack, "one")
    await slack.call("chat.postMessage", channel=MEMBER, text="x")

    assert await arrived(slack) == {"one": 1, "two": 2}


async def test_a_deleted_message_stays_counted(slack: Driver) -> None:
    posted = await post(slack, "one")
    await slack.call("chat.delete", channel=MEMBER, ts=posted["ts"])

    assert await arrived(slack) == {"one": 1}


def _metadata(delivery_id: str) -> dict[str, object]:
    return {"event_type": "baselib_delivery", "event_payload": {"id": delivery_id}}
