"""An app's answers to a submission, and their effect."""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from tests.tools.sandbox.slack.driving import (
    ALICE,
    BOT_TOKEN,
    BOWEN,
    MANIFEST,
    MEMBER,
    Driver,
    config,
    in_process,
    manifest,
    plain,
    section,
)
from tests.tools.sandbox.slack.stubapp import answering, behind
from tools.sandbox.slack import AppManifest, Timing
from tools.sandbox.slack.config import Shortcut

FIELD = {
    "type": "input",
    "block_id": "name",
    "label": plain("Name"),
    "element": {"type": "plain_text_input", "action_id": "at", "initial_value": "Shop"},
}


def modal(title: str = "First", **more: Any) -> dict[str, Any]:
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
    async with behind(answering(answer, [])) as slack:
        outcome = await _submit(slack, await _open(slack, modal(blocks=[section(block_id="intro"), FIELD])))
        shown = await _shown(slack)
    assert (outcome["ok"], outcome["errors"], outcome["error"]) == (False, {}, error)
    assert shown is not None


async def test_app_fails() -> None:

    async def fail(_: Request) -> Response:
        return PlainTextResponse("", 500)

    async with behind(fail) as slack:
        outcome = await _submit(slack, await _open(slack, modal(notify_on_close=True)))
        shown = await _shown(slack)
        assert shown is not None
        closed = await slack.control("view/close", user=ALICE, view_id=shown["id"])
    assert (outcome["ok"], outcome["error"], closed) == (False, "dispatch_failed", {"ok": True})


async def test_typed_text_survives_an_update() -> None:
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
    async with behind(answering({}, [])) as slack:
        view_id = await _open(slack)
        body = {"user": ALICE, "view_id": view_id, "values": [1]}
        assert (await slack.http.post("/sandbox/view/submit", json=body)).status_code == 400


CHECK = Shortcut("Check APIs", "message", "can.message", "What they need")
ASK = Shortcut("Base library of ...", "global", "ask.open", "Breakdown")
DECLARED = manifest(shortcuts=(CHECK, ASK))


async def test_on_a_message() -> None:
    seen: list[dict[str, Any]] = []
    async with behind(answering({}, seen), manifest=DECLARED) as slack:
        written = await slack.control("messages", user=BOWEN, channel=MEMBER, text="wx.login?")
        place = {"user": ALICE, "channel": MEMBER, "message_ts": written["ts"]}
        assert (await slack.control("shortcut", callback_id="can.message", **place))["ok"]
        opened = await slack.call("views.open", trigger_id=seen[0]["trigger_id"], view=MODAL)
    (payload,) = seen

    assert payload["type"] == "message_action"
    assert (payload["callback_id"], payload["user"]["id"]) == ("can.message", ALICE)
    assert (payload["channel"]["id"], payload["message"]["text"]) == (MEMBER, "wx.login?")
    assert payload["message"]["user"] == BOWEN
    assert payload["response_url"].startswith("http")
    assert opened["ok"]


async def test_anywhere() -> None:
    seen: list[dict[str, Any]] = []
    async with behind(answering({}, seen), manifest=DECLARED) as slack:
        assert (await slack.control("shortcut", callback_id="ask.open", user=ALICE))["ok"]
        state = (await slack.http.get("/sandbox/state")).json()
    (payload,) = seen

    assert payload["type"] == "shortcut"
    assert payload["trigger_id"]
    assert not {"channel", "message", "response_url"} & payload.keys()
    assert [each["callback_id"] for each in state["bot"]["shortcuts"]] == ["can.message", "ask.open"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"callback_id": "nothing"}, 404),
        ({"callback_id": "can.message"}, 404),
        ({"callback_id": "can.message", "channel": MEMBER, "message_ts": "1.0"}, 404),
        ({"callback_id": "ask.open", "channel": MEMBER, "message_ts": "1.0"}, 404),
    ],
)
async def test_none_that_is_not_declared(body: dict[str, str], status: int) -> None:
    async with behind(answering({}, []), manifest=DECLARED) as slack:
        assert (await slack.http.post("/sandbox/shortcut", json={"user": ALICE, **body})).status_code == status


async def test_none_on_what_one_person_sees() -> None:
    async with behind(answering({}, []), manifest=DECLARED) as slack:
        message = await slack.call("chat.postEphemeral", channel=MEMBER, user=ALICE, text="Only you")
        place = {"user": ALICE, "channel": MEMBER, "message_ts": message["message_ts"], "callback_id": "can.message"}
        assert (await slack.http.post("/sandbox/shortcut", json=place)).status_code == 400


@pytest.mark.parametrize(
    "shortcuts",
    [
        [{"name": "x" * 25, "type": "global", "callback_id": "a", "description": "d"}],
        [{"name": "x", "type": "everywhere", "callback_id": "a", "description": "d"}],
        [{"name": "x", "type": "global", "callback_id": "a", "description": "d"}] * 2,
        [{"name": "x", "type": "global", "description": "d"}],
    ],
)
def test_manifests_that_slack_refuses(shortcuts: list[dict[str, str]]) -> None:
    features = {**MANIFEST["features"], "shortcuts": shortcuts}

    with pytest.raises(ValueError, match=r"shortcut|manifest"):
        AppManifest.parse({**MANIFEST, "features": features})


async def test_who_invited_the_bot() -> None:
    seen: list[dict[str, Any]] = []

    async def receive(request: Request) -> Response:
        seen.append(await request.json())
        return Response()

    async with behind(receive) as slack:
        await slack.control("channels/C0GENERAL", is_member=True, user=BOWEN)
        await slack.app.state.parts.events.settled()

    assert [(each["event"]["type"], each["event"]["inviter"]) for each in seen] == [("member_joined_channel", BOWEN)]


MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Check"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "?"}}],
}


def views_api_modal(text: str = "Hello", **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Baselib"), "blocks": [section(text)], **more}


def trigger(slack: Driver, view_id: str | None = None) -> str:
    return slack.workspace.triggers.issue(ALICE, view_id)


async def test_trigger_is_good_once(slack: Driver) -> None:
    trigger_id = trigger(slack)
    assert (await slack.call("views.open", trigger_id=trigger_id, view=views_api_modal()))["ok"] is True
    assert (await slack.call("views.open", trigger_id=trigger_id, view=views_api_modal()))[
        "error"
    ] == "exchanged_trigger_id"
    assert (await slack.call("views.open", trigger_id="1.2.3", view=views_api_modal()))["error"] == "invalid_trigger_id"


async def test_refused_view_leaves_the_trigger(slack: Driver) -> None:
    trigger_id = trigger(slack)
    refused = await slack.call("views.open", trigger_id=trigger_id, view=views_api_modal(title=plain("x" * 25)))
    assert refused["error"] == "invalid_arguments"
    assert refused["response_metadata"]["messages"][0] == (
        "[ERROR] failed to match all allowed schemas [json-pointer:/view]"
    )
    assert (await slack.call("views.open", trigger_id=trigger_id, view=views_api_modal()))["ok"] is True


async def test_trigger_expires() -> None:
    async with in_process(timing=Timing(trigger=0.0)) as slack:
        late = await slack.call("views.open", trigger_id=trigger(slack), view=views_api_modal())
    assert late["error"] == "expired_trigger_id"


async def test_update_with_hash(slack: Driver) -> None:
    opened = (await slack.call("views.open", trigger_id=trigger(slack), view=views_api_modal()))["view"]
    updated = await slack.call("views.update", view_id=opened["id"], hash=opened["hash"], view=views_api_modal("Two"))
    assert updated["view"]["hash"] != opened["hash"]
    stale = await slack.call("views.update", view_id=opened["id"], hash=opened["hash"], view=views_api_modal("Three"))
    assert stale["error"] == "hash_conflict"
    assert (await slack.call("views.update", view_id="V0", view=views_api_modal()))["error"] == "not_found"
    both = await slack.call("views.update", view_id="V0", external_id="x", view=views_api_modal())
    assert both["error"] == "invalid_arguments"


async def test_three_modals(slack: Driver) -> None:
    view = (await slack.call("views.open", trigger_id=trigger(slack), view=views_api_modal("1")))["view"]
    for text in ("2", "3"):
        on = view["id"]
        view = (await slack.call("views.push", trigger_id=trigger(slack, on), view=views_api_modal(text)))["view"]
        assert view["previous_view_id"] == on
    fourth = await slack.call("views.push", trigger_id=trigger(slack, view["id"]), view=views_api_modal("4"))
    assert fourth["error"] == "push_limit_reached"
    await slack.control("view/close", user=ALICE, view_id=view["id"])
    shown = (await slack.http.get("/sandbox/views", params={"user": ALICE})).json()["modal"]
    assert shown["id"] == on
    assert (await slack.call("views.push", trigger_id=trigger(slack), view=views_api_modal()))["error"] == "not_found"


async def test_home(slack: Driver) -> None:
    home = {"type": "home", "blocks": [section()]}
    first = (await slack.call("views.publish", user_id=ALICE, view=home))["view"]
    await slack.call("views.publish", user_id=ALICE, view=home, hash=first["hash"])
    assert (await slack.call("views.publish", user_id=ALICE, view=home, hash=first["hash"]))["error"] == "hash_conflict"
    assert (await slack.call("views.publish", user_id="U0UNKNOWN", view=home))["error"] == "invalid_arguments"
    assert (await slack.call("views.publish", user_id=ALICE, view=views_api_modal()))["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"private_metadata": "x" * 3000, "blocks": [section("界" * 3000)] * 40}, "view_too_large"),
        ({"external_id": "subscriptions"}, "duplicate_external_id"),
    ],
)
async def test_other_refusals(slack: Driver, change: dict[str, Any], error: str) -> None:
    home = {"type": "home", "blocks": [section()], "external_id": "subscriptions"}
    await slack.call("views.publish", user_id=ALICE, view=home)
    assert (await slack.call("views.open", trigger_id=trigger(slack), view=views_api_modal(**change)))["error"] == error


async def test_home_tab_has_to_be_enabled() -> None:
    home = {"type": "home", "blocks": [section()]}
    async with in_process(manifest=manifest(home_tab=False)) as slack:
        assert (await slack.call("views.publish", user_id=ALICE, view=home))["error"] == "not_enabled"


def test_token_is_not_shown() -> None:
    assert BOT_TOKEN not in repr(config())
