"""The control API that the page and the tests use: what people do, and the app's answers."""

import json
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tests.tools.sandbox.driving import (
    ALICE,
    BOT_TOKEN,
    BOWEN,
    MEMBER,
    Driver,
    actions,
    answering,
    behind,
    button,
    config,
    in_process,
    manifest,
    plain,
    section,
)
from tools.sandbox.slack import Timing
from tools.sandbox.slack.config import Shortcut


async def test_backward_clock_keeps_names_unique(slack: Driver) -> None:
    names = set()
    for _ in range(20):
        await slack.control("clock", set="2026-11-23T01:00:00+00:00")
        names.add((await slack.call("chat.postMessage", channel=MEMBER, text="x"))["ts"])
    assert len(names) == 20


async def test_wechat_that_is_not_there() -> None:
    async with in_process(wechat_url="http://127.0.0.1:9") as slack:
        assert (await slack.http.get("/sandbox/state")).json()["faults"]["wechat"] == []
        refused = await slack.http.post("/sandbox/clock", json={"set": "2020-01-01T00:00:00+00:00"})
        assert refused.status_code == 502
        assert slack.workspace.clock.now().year > 2020
    async with in_process() as alone:
        assert (await alone.http.put("/sandbox/faults/x", json={"target": "wechat"})).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("messages", {"user": "U0UNKNOWN", "channel": MEMBER, "text": "x"}, 404),
        ("messages", {"user": ALICE, "channel": "C0NOWHERE", "text": "x"}, 404),
        ("messages", {"user": ALICE, "channel": MEMBER}, 400),
        ("action", {"user": ALICE, "message_ts": "1.1"}, 404),
        ("action", {"user": ALICE, "view_id": "V0"}, 404),
        ("options", {"user": ALICE, "message_ts": "1.1"}, 404),
        ("view/submit", {"user": ALICE, "view_id": "V0"}, 404),
        ("view/close", {"user": ALICE, "view_id": "V0"}, 404),
        ("events", {"type": "earthquake"}, 400),
        ("clock", {"set": "2026-11-23T01:00:00"}, 400),
        ("clock", {"advance_seconds": "x"}, 400),
        ("users/U0UNKNOWN", {}, 404),
        ("channels", {"name": "mini-programs"}, 409),
        ("channels", {}, 400),
        ("channels/C0NOWHERE", {}, 404),
        ("messages", {"user": ALICE, "channel": MEMBER, "text": "x", "thread_ts": "1.1"}, 404),
    ],
)
async def test_wrong_requests(slack: Driver, path: str, body: dict[str, Any], status: int) -> None:
    answer = await slack.http.post(f"/sandbox/{path}", json=body)
    assert (answer.status_code, "error" in answer.json()) == (status, True)


async def test_bodies_have_to_be_objects(slack: Driver) -> None:
    for body in ("[]", "{"):
        assert (await slack.http.post("/sandbox/messages", content=body)).status_code == 400


async def test_actions_have_to_fit_the_element(slack: Driver) -> None:
    menu = {"type": "static_select", "action_id": "menu", "options": [{"text": plain("Shop"), "value": "shop"}]}
    field = {"type": "input", "block_id": "name", "label": plain("Name")}
    field["element"] = {"type": "plain_text_input", "action_id": "at"}
    posted = await slack.call("chat.postMessage", channel=MEMBER, text="x", blocks=[actions(button(), menu), field])
    foreign = {"type": "static_select", "selected_option": {"text": plain("Bank"), "value": "bank"}}
    for block_id, action_id, action in (
        ("row", "go", {"type": "static_select"}),
        ("row", "menu", foreign),
        ("name", "at", {"type": "plain_text_input", "value": "x"}),
    ):
        body = {
            "user": ALICE,
            "message_ts": posted["ts"],
            "block_id": block_id,
            "action_id": action_id,
            "action": action,
        }
        assert (await slack.http.post("/sandbox/action", json=body)).status_code == 400
    place = {"user": ALICE, "message_ts": posted["ts"], "block_id": "row"}
    options = place | {"action_id": "menu", "value": ""}
    assert (await slack.http.post("/sandbox/options", json=options)).status_code == 400
    assert (await slack.http.post("/sandbox/action", json=place | {"action_id": "nothing"})).status_code == 404


async def test_ephemeral_message_is_out_of_reach_for_others(slack: Driver) -> None:
    shown = await slack.call("chat.postEphemeral", channel=MEMBER, user=ALICE, text="x", blocks=[actions(button())])
    place = {"message_ts": shown["message_ts"], "block_id": "row", "action_id": "go"}
    assert (await slack.http.post("/sandbox/action", json={"user": BOWEN, **place})).status_code == 404
    assert (await slack.control("action", user=ALICE, **place))["error"] == "dispatch_failed"


SEARCH = {"type": "external_select", "action_id": "search", "min_query_length": 0}
OPTION = {"text": plain("Shop"), "value": "shop"}


async def _posted(slack: Driver, *elements: dict[str, Any], **more: Any) -> str:
    posted = await slack.call("chat.postMessage", channel=MEMBER, text="x", blocks=[actions(*elements)], **more)
    ts: str = posted["ts"]
    return ts


def _place(ts: str, action_id: str) -> dict[str, Any]:
    return {"user": ALICE, "channel": MEMBER, "message_ts": ts, "block_id": "row", "action_id": action_id}


async def test_public_message_comes_along() -> None:
    seen: list[dict[str, Any]] = []
    async with behind(answering({}, seen)) as slack:
        first = await _posted(slack, button())
        reply = await _posted(slack, button(value="2"), thread_ts=first)
        for ts in (first, reply):
            assert (await slack.control("action", **_place(ts, "go")))["ok"]
    assert [each["message"]["ts"] for each in seen] == [first, reply]
    assert [each["container"].get("thread_ts") for each in seen] == [None, first]
    assert seen[0]["message"]["reply_count"] == 1
    assert seen[1]["message"]["thread_ts"] == first


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"options": [OPTION]}, 200),
        ({"options": [{"text": "Shop", "value": "shop"}]}, 502),
        ({}, 502),
    ],
)
async def test_suggestions(answer: dict[str, Any], status: int) -> None:
    async with behind(answering(answer, [])) as slack:
        ts = await _posted(slack, SEARCH)
        got = await slack.http.post("/sandbox/options", json={**_place(ts, "search"), "value": "s"})
    assert got.status_code == status


async def test_suggestions_when_the_app_is_gone(slack: Driver) -> None:
    ts = await _posted(slack, SEARCH)
    got = await slack.http.post("/sandbox/options", json={**_place(ts, "search"), "value": "s"})
    assert (got.status_code, got.json()) == (502, {"error": "dispatch_failed"})


async def test_only_what_is_written_to_the_bot_reaches_it() -> None:
    seen: list[dict[str, Any]] = []

    async def note(request: Request) -> Response:
        seen.append(json.loads(await request.body())["event"])
        return JSONResponse({})

    async with behind(note, manifest=manifest(events=frozenset({"message.im"}))) as slack:
        direct = (await slack.call("conversations.open", users=ALICE))["channel"]["id"]
        for channel in (MEMBER, direct):
            await slack.control("messages", user=ALICE, channel=channel, text="Hello")
        await slack.app.state.parts.events.settled()
    assert [(each["type"], each["channel"], each["channel_type"]) for each in seen] == [("message", direct, "im")]


async def test_no_commands_in_threads(slack: Driver) -> None:
    ts = await _posted(slack, button())
    answer = await slack.control("messages", user=ALICE, channel=MEMBER, text="/baselib", thread_ts=ts)
    assert answer == {"ok": False, "error": "not_supported_in_threads"}


FIELD = {
    "type": "input",
    "block_id": "name",
    "label": plain("Name"),
    "element": {"type": "plain_text_input", "action_id": "at", "initial_value": "Shop"},
}
SHORT = {"type": "plain_text_input", "action_id": "at", "max_length": 5}


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
    ("answer", "error"),
    [
        ({"response_action": "errors", "errors": {"intro": "x"}}, "invalid_arguments"),
        ({"response_action": "errors"}, "invalid_arguments"),
        ({"response_action": "update", "view": modal("x" * 25)}, "invalid_arguments"),
        ({"response_action": "push", "view": modal("Third")}, "invalid_arguments"),
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
        outcome = await _submit(slack, await _open(slack))
        shown = await _shown(slack)
    assert shown is not None
    assert (outcome["ok"], outcome["error"]) == (False, "dispatch_failed")


async def test_typed_text_survives_an_update() -> None:
    typed = {"name": {"at": {"type": "plain_text_input", "value": "Bank"}}}
    async with behind(answering({"response_action": "update", "view": modal("Second")}, [])) as slack:
        view_id = await _open(slack)
        await _submit(slack, view_id, **typed)
        shown = await _shown(slack)
        assert shown is not None
        assert shown["state"]["values"]["name"]["at"]["value"] == "Bank"
        other = modal(blocks=[section(block_id="text")], submit=plain("Save"))
        updated = await slack.call("views.update", view_id=view_id, view=other)
    assert updated["view"]["state"]["values"] == {}


async def test_what_is_not_sent() -> None:
    seen: list[dict[str, Any]] = []
    async with behind(answering({}, seen)) as slack:
        view_id = await _open(slack, modal(blocks=[{**FIELD, "element": SHORT}]))
        body = {"user": ALICE, "view_id": view_id, "values": [1]}
        assert (await slack.http.post("/sandbox/view/submit", json=body)).status_code == 400
        missing = await _submit(slack, view_id)
        too_long = await _submit(slack, view_id, name={"at": {"type": "plain_text_input", "value": "123456"}})
    assert missing["errors"] == {"name": "Please complete this required field."}
    assert too_long["ok"] is False
    assert seen == []


CHECK = Shortcut("Check APIs", "message", "can.message", "What they need")
ASK = Shortcut("Base library of ...", "global", "ask.open", "Breakdown")
DECLARED = manifest(shortcuts=(CHECK, ASK))


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


def views_api_modal(text: str = "Hello", **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Baselib"), "blocks": [section(text)], **more}


def trigger(slack: Driver) -> str:
    return slack.workspace.triggers.issue(ALICE)


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


async def test_home(slack: Driver) -> None:
    home = {"type": "home", "blocks": [section()]}
    first = (await slack.call("views.publish", user_id=ALICE, view=home))["view"]
    await slack.call("views.publish", user_id=ALICE, view=home, hash=first["hash"])
    assert (await slack.call("views.publish", user_id=ALICE, view=home, hash=first["hash"]))["error"] == "hash_conflict"
    assert (await slack.call("views.publish", user_id="U0UNKNOWN", view=home))["error"] == "invalid_arguments"
    assert (await slack.call("views.publish", user_id=ALICE, view=views_api_modal()))["error"] == "invalid_arguments"


async def test_large_view(slack: Driver) -> None:
    large = views_api_modal(private_metadata="x" * 3000, blocks=[section("界" * 3000)] * 40)
    assert (await slack.call("views.open", trigger_id=trigger(slack), view=large))["error"] == "view_too_large"


async def test_home_tab_has_to_be_enabled() -> None:
    home = {"type": "home", "blocks": [section()]}
    async with in_process(manifest=manifest(home_tab=False)) as slack:
        assert (await slack.call("views.publish", user_id=ALICE, view=home))["error"] == "not_enabled"


def test_token_is_not_shown() -> None:
    assert BOT_TOKEN not in repr(config())
