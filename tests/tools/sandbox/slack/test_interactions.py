"""Actions in public messages, threads and views, and the events people cause."""

import json
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.tools.sandbox.slack.driving import ALICE, MEMBER, PRIVATE, Driver, actions, button, manifest, plain
from tests.tools.sandbox.slack.stubapp import answering, behind

SEARCH = {"type": "external_select", "action_id": "search", "min_query_length": 0}
EVERYTHING = frozenset(
    {
        "app_mention",
        "channel_archive",
        "channel_left",
        "message.channels",
        "message.groups",
        "message.im",
        "user_change",
    }
)
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


async def test_action_in_a_view() -> None:
    seen: list[dict[str, Any]] = []
    async with behind(answering({}, seen)) as slack:
        home = {"type": "home", "blocks": [actions({"type": "datepicker", "action_id": "day"})]}
        view = (await slack.call("views.publish", user_id=ALICE, view=home))["view"]
        chosen = {"type": "datepicker", "selected_date": "2026-11-24"}
        place = {"user": ALICE, "view_id": view["id"], "block_id": "row", "action_id": "day"}
        assert (await slack.control("action", **place, action=chosen))["ok"]
        others = {**place, "user": "U0BOWEN"}
        assert (await slack.http.post("/sandbox/action", json=others)).status_code == 404
    assert seen[0]["view"]["state"]["values"]["row"]["day"]["selected_date"] == "2026-11-24"
    assert "response_url" not in seen[0]
    assert seen[0]["container"] == {"type": "view", "view_id": view["id"]}


async def test_overflow() -> None:
    seen: list[dict[str, Any]] = []
    more = {"type": "overflow", "action_id": "more", "options": [OPTION]}
    async with behind(answering({}, seen)) as slack:
        ts = await _posted(slack, more)
        await slack.control("action", **_place(ts, "more"), action={"selected_option": OPTION})
    assert [each["actions"][0]["selected_option"] for each in seen] == [OPTION]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"options": [OPTION]}, 200),
        ({"option_groups": [{"label": plain("All"), "options": [OPTION]}]}, 200),
        ({"options": [{"text": "Shop", "value": "shop"}]}, 502),
        ({}, 502),
    ],
)
async def test_suggestions(answer: dict[str, Any], status: int) -> None:
    async with behind(answering(answer, [])) as slack:
        ts = await _posted(slack, SEARCH)
        got = await slack.http.post("/sandbox/options", json={**_place(ts, "search"), "value": "s"})
    assert got.status_code == status
    if status == 200:
        assert {name: value for name, value in got.json().items() if value} == answer


async def test_suggestions_when_the_app_is_gone(slack: Driver) -> None:
    ts = await _posted(slack, SEARCH)
    got = await slack.http.post("/sandbox/options", json={**_place(ts, "search"), "value": "s"})
    assert (got.status_code, got.json()) == (502, {"error": "dispatch_failed"})


async def test_what_people_cause() -> None:
    seen: list[dict[str, Any]] = []

    async def note(request: Request) -> Response:
        seen.append(json.loads(await request.body())["event"])
        return JSONResponse({})

    async with behind(note, manifest=manifest(events=EVERYTHING)) as slack:
        await slack.control(f"users/{ALICE}", locale="zh-CN")
        await slack.control(f"channels/{PRIVATE}", is_member=True)
        direct = (await slack.call("conversations.open", users=ALICE))["channel"]["id"]
        for channel in (MEMBER, PRIVATE, direct, "C0GENERAL"):
            await slack.control("messages", user=ALICE, channel=channel, text="Hello")
        await slack.control("messages", user=ALICE, channel=MEMBER, text="Hello <@U0BASELIB>")
        await slack.control(f"channels/{MEMBER}", is_archived=True, is_member=False)
        await slack.app.state.parts.events.settled()
    assert sorted((each["type"], each.get("channel_type", "")) for each in seen) == [
        ("app_mention", "channel"),
        ("channel_archive", ""),
        ("channel_left", ""),
        ("message", "channel"),
        ("message", "channel"),
        ("message", "group"),
        ("message", "im"),
        ("user_change", ""),
    ]


async def test_no_commands_in_threads(slack: Driver) -> None:
    ts = await _posted(slack, button())
    answer = await slack.control("messages", user=ALICE, channel=MEMBER, text="/baselib", thread_ts=ts)
    assert answer == {"ok": False, "error": "not_supported_in_threads"}


async def test_direct_message_has_no_channel_name() -> None:
    seen: list[str] = []

    async def note(request: Request) -> Response:
        async with request.form() as form:
            seen.append(str(form["channel_name"]))
        return Response()

    async with behind(note) as slack:
        direct = (await slack.call("conversations.open", users=ALICE, return_im=True))["channel"]["id"]
        await slack.control("command", user=ALICE, channel=direct, text="/baselib")
        await slack.control("command", user=ALICE, channel=MEMBER, text="/baselib")
    assert seen == ["directmessage", "mini-programs"]
