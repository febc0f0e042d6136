"""An app's answers to a submission, and their effect."""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from tests.tools.sandbox.slack.driving import ALICE, MEMBER, Driver, plain, section
from tests.tools.sandbox.slack.stubapp import answering, behind

FIELD = {
    "type": "input",
    "block_id": "name",
    "label": plain("Name"),
    "element": {"type": "plain_text_input", "action_id": "at", "initial_value": "Shop"},
}


def modal(title: str = "First", **more: Any) -> dict[str, Any]:
    """A modal with one field."""
    return {"type": "modal", "title": plain(title), "submit": plain("Save"), "blocks": [FIELD], **more}


async def _open(slack: Driver, view: dict[str, Any] | None = None) -> str:
    trigger = slack.workspace.triggers.issue(ALICE)
    opened = await slack.call("views.open", trigger_id=trigger, view=view or modal())
    assert opened["ok"], opened
    view_id: str = opened["view"]["id"]
    return view_id


async def _submit(slack: Driver, view_id: str, **values: Any) -> dict[str, Any]:
    return await slack.control("view/submit", user=ALICE, view_id=view_id, values=values)


async def _shown(slack: Driver) -> dict[str, Any] | None:
    shown: dict[str, Any] | None = (await slack.http.get("/sandbox/views", params={"user": ALICE})).json()["modal"]
    return shown


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ({"response_action": "update", "view": modal("Second")}, "Second"),
        ({"response_action": "push", "view": modal("Third")}, "Third"),
        ({"response_action": "clear"}, None),
        ({}, None),
    ],
)
async def test_what_is_shown_then(answer: dict[str, Any], title: str | None) -> None:
    """The app updates the modal, stacks another, closes all, or lets this one close."""
    seen: list[dict[str, Any]] = []
    async with behind(answering(answer, seen)) as slack:
        assert (await _submit(slack, await _open(slack)))["ok"]
        shown = await _shown(slack)
    assert (shown["title"]["text"] if shown else None) == title
    assert seen[0]["view"]["state"]["values"] == {"name": {"at": {"type": "plain_text_input", "value": "Shop"}}}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"response_action": "errors", "errors": {"intro": "x"}}, "invalid_arguments"),
        ({"response_action": "errors"}, "invalid_arguments"),
        ({"response_action": "update", "view": modal("x" * 25)}, "invalid_arguments"),
        ({"response_action": "dance"}, "invalid_arguments"),
    ],
)
async def test_refused_answers(answer: dict[str, Any], error: str) -> None:
    """An unknown answer leaves the modal open, with a general error."""
    async with behind(answering(answer, [])) as slack:
        outcome = await _submit(slack, await _open(slack, modal(blocks=[section(block_id="intro"), FIELD])))
        shown = await _shown(slack)
    assert (outcome["ok"], outcome["errors"], outcome["error"]) == (False, {}, error)
    assert shown is not None


async def test_app_fails() -> None:
    """When the app fails the modal stays too."""

    async def fail(_: Request) -> Response:
        return PlainTextResponse("", 500)

    async with behind(fail) as slack:
        outcome = await _submit(slack, await _open(slack, modal(notify_on_close=True)))
        shown = await _shown(slack)
        assert shown is not None
        closed = await slack.control("view/close", user=ALICE, view_id=shown["id"])
    assert (outcome["ok"], outcome["error"], closed) == (False, "dispatch_failed", {"ok": True})


async def test_typed_text_survives_an_update() -> None:
    """Text stays when an update keeps its ids, and goes with its field."""
    seen: list[dict[str, Any]] = []
    typed = {"name": {"at": {"type": "plain_text_input", "value": "Bank"}}}
    async with behind(answering({"response_action": "update", "view": modal("Second")}, seen)) as slack:
        view_id = await _open(slack)
        await _submit(slack, view_id, **typed)
        shown = await _shown(slack)
        assert shown is not None
        assert shown["state"]["values"]["name"]["at"]["value"] == "Bank"
        other = modal(blocks=[section(block_id="text")], submit=plain("Save"))
        updated = await slack.call("views.update", view_id=view_id, view=other)
    assert updated["view"]["state"]["values"] == {}


async def test_clear_on_close() -> None:
    """A modal with clear_on_close takes those below it with it, and says so."""
    seen: list[dict[str, Any]] = []
    async with behind(answering({}, seen)) as slack:
        first = await _open(slack)
        trigger = slack.workspace.triggers.issue(ALICE, first)
        view = modal("Top", clear_on_close=True, notify_on_close=True)
        top = await slack.call("views.push", trigger_id=trigger, view=view)
        await slack.control("view/close", user=ALICE, view_id=top["view"]["id"])
        assert await _shown(slack) is None
    assert (seen[0]["type"], seen[0]["is_cleared"]) == ("view_closed", True)


async def test_channel_chosen_for_the_answer() -> None:
    """A channel menu with response_url_enabled gives the app a response_url for that channel."""
    menu = {"type": "conversations_select", "action_id": "at", "response_url_enabled": True}
    field = {"type": "input", "block_id": "where", "label": plain("Where"), "element": menu}
    chosen = {"where": {"at": {"type": "conversations_select", "selected_conversation": MEMBER}}}
    seen: list[dict[str, Any]] = []
    async with behind(answering({}, seen)) as slack:
        await _submit(slack, await _open(slack, modal(blocks=[field])), **chosen)
        (url,) = seen[0]["response_urls"]
        await slack.http.post(url["response_url"], json={"text": "Hi", "response_type": "in_channel"})
        assert [each["text"] for each in await slack.messages()] == ["Hi"]
    assert (url["channel_id"], url["block_id"]) == (MEMBER, "where")


async def test_values_have_to_be_an_object() -> None:
    """Values of another shape are refused."""
    async with behind(answering({}, [])) as slack:
        view_id = await _open(slack)
        body = {"user": ALICE, "view_id": view_id, "values": [1]}
        assert (await slack.http.post("/sandbox/view/submit", json=body)).status_code == 400
