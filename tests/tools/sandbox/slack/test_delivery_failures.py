"""When the app does not take what it is sent."""

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tests.tools.sandbox.slack.driving import ALICE, MEMBER, OUTSIDE, SIGNING_SECRET, Driver
from tests.tools.sandbox.slack.stubapp import behind


async def _command(slack: Driver) -> dict[str, object]:
    return await slack.control("command", user=ALICE, channel=MEMBER, text="/baselib report")


async def test_requests_are_signed() -> None:
    """Slack's own verifier accepts the signature, which depends on the secret."""
    verdicts: list[bool] = []

    async def verify(request: Request) -> Response:
        body = await request.body()
        verifiers = (SignatureVerifier(secret) for secret in (SIGNING_SECRET, "another"))
        verdicts.extend(each.is_valid_request(body, dict(request.headers)) for each in verifiers)
        return PlainTextResponse("")

    async with behind(verify) as slack:
        assert (await _command(slack))["ok"]
    assert verdicts == [True, False]


async def test_late_acknowledgement() -> None:
    """An app that takes too long: the person sees operation_timeout, from Slackbot."""

    async def hang(request: Request) -> Response:
        await request.body()
        while (await request.receive())["type"] != "http.disconnect":
            pass
        return PlainTextResponse("")

    async with behind(hang, acknowledge=0.1) as slack:
        assert (await _command(slack))["error"] == "operation_timeout"
        shown = (await slack.messages())[-1]
    assert (shown["username"], shown["ephemeral"]) == ("Slackbot", True)
    assert "operation_timeout" in shown["text"]


async def test_app_that_is_not_there(slack: Driver) -> None:
    """No listener: dispatch_failed, for commands, actions and submissions."""
    assert (await _command(slack))["error"] == "dispatch_failed"
    state = (await slack.http.get("/sandbox/state")).json()
    assert state["bot"]["connected"] is False


async def test_error_status() -> None:
    """An app that answers with an error: dispatch_failed."""

    async def fail(_: Request) -> Response:
        return PlainTextResponse("", 500)

    async with behind(fail) as slack:
        assert (await _command(slack))["error"] == "dispatch_failed"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"blocks": [{"type": "chart"}]}, "invalid_blocks"),
        ({"text": "x", "response_type": "public"}, "invalid_arguments"),
    ],
)
async def test_refused_acknowledgement(body: dict[str, object], error: str) -> None:
    """Its content is validated too, and the reason kept for tests."""

    async def answer(_: Request) -> Response:
        return JSONResponse(body)

    async with behind(answer) as slack:
        assert (await _command(slack))["error"] == "dispatch_failed"
        kept = (await slack.http.get("/sandbox/requests", params={"method": "command_acknowledgement"})).json()
    assert [each["error"] for each in kept["requests"]] == [error]


async def test_plain_text_acknowledgement() -> None:
    """A plain text body is shown as it is."""

    async def answer(_: Request) -> Response:
        return PlainTextResponse("Done")

    async with behind(answer) as slack:
        assert (await _command(slack))["ok"]
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
    """What the manifest does not subscribe to is not sent."""
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
