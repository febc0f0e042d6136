"""Tokens, scopes and every method; the app is installed by OAuth, and its tokens are renewed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.tools.sandbox.driving import (
    ALICE,
    APP_TOKEN,
    BOT_TOKEN,
    BOWEN,
    HOME,
    MEMBER,
    OAUTH,
    OUTSIDE,
    PRIVATE,
    REDIRECT_URL,
    Driver,
    Installer,
    in_process,
    manifest,
    section,
)


async def _text(slack: Driver, text: str, **more: Any) -> str:
    posted = await slack.call("chat.postMessage", channel=MEMBER, text=text, **more)
    assert posted["ok"], posted
    ts: str = posted["ts"]
    return ts


async def test_tokens(slack: Driver) -> None:
    assert (await slack.http.post("/api/auth.test")).json()["error"] == "not_authed"
    assert (await slack.raw("auth.test", token="xoxb-other")).json()["error"] == "invalid_auth"
    assert (await slack.raw("auth.test", token=APP_TOKEN)).json()["error"] == "not_allowed_token_type"
    assert (await slack.raw("apps.connections.open", token=BOT_TOKEN)).json()["error"] == "not_allowed_token_type"
    assert (await slack.raw("apps.connections.open", token=APP_TOKEN)).json()["error"] == "socket_mode_not_enabled"
    in_the_form = await slack.http.post("/api/auth.test", data={"token": BOT_TOKEN})
    assert in_the_form.json()["user_id"] == "U0BASELIB"


async def test_unknown_method(slack: Driver) -> None:
    assert (await slack.call("chat.post"))["error"] == "unknown_method"


async def test_missing_scope() -> None:
    async with in_process(manifest=manifest(scopes=frozenset({"commands"}))) as slack:
        answer = await slack.call("chat.postMessage", channel=MEMBER, text="x")
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "chat:write", "commands")


async def test_scope_by_kind_of_channel(slack: Driver) -> None:
    slack.workspace.channels[PRIVATE].is_member = True
    answer = await slack.read("conversations.history", channel=PRIVATE)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:history")


async def test_methods_that_read_ignore_json(slack: Driver) -> None:
    assert (await slack.call("users.info", user=ALICE))["error"] == "invalid_arguments"
    assert (await slack.read("users.info", user=ALICE))["ok"] is True


async def test_malformed_bodies(slack: Driver) -> None:
    headers = {"authorization": f"Bearer {BOT_TOKEN}", "content-type": "application/json"}
    for body, error in (("{", "invalid_json"), ("[]", "json_not_object")):
        answer = await slack.http.post("/api/chat.postMessage", content=body, headers=headers)
        assert answer.json()["error"] == error
    strange = await slack.http.post(
        "/api/auth.test", content="<a/>", headers={**headers, "content-type": "application/xml"}
    )
    assert strange.json()["error"] == "invalid_post_type"


async def test_members(slack: Driver) -> None:
    first = await slack.read("conversations.members", channel=MEMBER, limit="3")
    cursor = first["response_metadata"]["next_cursor"]
    second = await slack.read("conversations.members", channel=MEMBER, limit="3", cursor=cursor)
    assert first["members"] + second["members"] == ["U0ALICE", "U0BASELIB", "U0BOWEN", "U0CARLA"]
    assert "U0BASELIB" not in (await slack.read("conversations.members", channel=OUTSIDE))["members"]


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("users.info", {"user": "U0UNKNOWN"}, "user_not_found"),
        ("users.list", {"cursor": "zzz"}, "invalid_cursor"),
        ("conversations.members", {"channel": PRIVATE}, "channel_not_found"),
        ("conversations.history", {"channel": OUTSIDE}, "not_in_channel"),
        ("conversations.history", {"channel": MEMBER, "limit": "many"}, "invalid_arguments"),
        ("conversations.history", {"channel": MEMBER, "limit": "5000"}, "invalid_arguments"),
        ("conversations.replies", {"channel": MEMBER, "ts": "1.1"}, "thread_not_found"),
        ("conversations.open", {"users": "U0BASELIB"}, "cannot_dm_bot"),
        ("conversations.open", {"users": "U0UNKNOWN"}, "user_not_found"),
        ("conversations.open", {"users": f"{ALICE},{BOWEN}"}, "not_enough_users"),
        ("conversations.open", {}, "users_list_not_supplied"),
    ],
)
async def test_refused_reads(slack: Driver, method: str, args: dict[str, str], error: str) -> None:
    assert (await slack.read(method, **args))["error"] == error


async def test_history(slack: Driver) -> None:
    metadata = {"event_type": "digest", "event_payload": {"delivery": "7"}}
    first = await _text(slack, "first", metadata=metadata)
    await _text(slack, "reply", thread_ts=first)
    await slack.call("chat.postEphemeral", channel=MEMBER, user=ALICE, text="psst")
    last = await _text(slack, "last")
    plain = (await slack.read("conversations.history", channel=MEMBER))["messages"]
    full = (await slack.read("conversations.history", channel=MEMBER, include_all_metadata="true"))["messages"]
    assert [each["ts"] for each in plain] == [last, first]
    assert "metadata" not in plain[1]
    assert full[1]["metadata"] == metadata
    newer = await slack.read("conversations.history", channel=MEMBER, oldest=first)
    assert [each["ts"] for each in newer["messages"]] == [last]
    both = await slack.read("conversations.history", channel=MEMBER, oldest=first, latest=last, inclusive="1")
    assert len(both["messages"]) == 2
    one = await slack.read("conversations.history", channel=MEMBER, limit="1")
    assert (len(one["messages"]), one["has_more"]) == (1, True)


async def test_replies(slack: Driver) -> None:
    first = await _text(slack, "first")
    await _text(slack, "reply", thread_ts=first)
    thread = (await slack.read("conversations.replies", channel=MEMBER, ts=first))["messages"]
    assert [each["text"] for each in thread] == ["first", "reply"]
    assert thread[0]["reply_count"] == 1


async def test_direct_messages(slack: Driver) -> None:
    """A person's id posts there too."""
    opened = (await slack.call("conversations.open", users=ALICE))["channel"]["id"]
    assert (await slack.call("chat.postMessage", channel=ALICE, text="Hello"))["channel"] == opened


async def test_update(slack: Driver) -> None:
    ts = await _text(slack, "first", blocks=[section()])
    kept = await slack.call("chat.update", channel=MEMBER, ts=ts, text="second")
    assert kept["message"]["blocks"][0]["type"] == "section"
    gone = await slack.call("chat.update", channel=MEMBER, ts=ts, text="third", blocks=[])
    assert "blocks" not in gone["message"]
    assert (await slack.call("chat.update", channel=MEMBER, ts=ts))["error"] == "no_text"
    assert (await slack.call("chat.update", channel=MEMBER, ts="1.1", text="x"))["error"] == "message_not_found"
    theirs = (await slack.control("messages", user=ALICE, channel=MEMBER, text="mine"))["ts"]
    assert (await slack.call("chat.update", channel=MEMBER, ts=theirs, text="x"))["error"] == "cant_update_message"


async def test_ephemeral(slack: Driver) -> None:
    shown = await slack.call("chat.postEphemeral", channel=MEMBER, user=ALICE, text="psst")
    assert [each["ephemeral"] for each in await slack.messages()] == [True]
    assert await slack.messages(user=BOWEN) == []
    updated = await slack.call("chat.update", channel=MEMBER, ts=shown["message_ts"], text="x")
    assert updated["error"] == "message_not_found"
    assert (await slack.call("chat.postEphemeral", channel=MEMBER, user="U0UNKNOWN", text="x"))["error"] == (
        "user_not_found"
    )


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
async def test_removed_app(slack: Driver, kind: str) -> None:
    await slack.control("events", type=kind)
    assert (await slack.call("auth.test"))["error"] in ("account_inactive", "token_revoked")
    await slack.app.state.parts.events.close()


async def test_requests_are_kept_without_tokens(slack: Driver) -> None:
    await slack.call("chat.postMessage", channel=OUTSIDE, text="x", token=BOT_TOKEN)
    await slack.http.post("/api/auth.test", data={"token": BOT_TOKEN})
    kept = (await slack.http.get("/sandbox/requests", params={"method": "chat.postMessage"})).json()["requests"]
    assert [(each["args"], each["error"]) for each in kept] == [
        ({"channel": OUTSIDE, "text": "x"}, "not_in_channel"),
    ]
    assert BOT_TOKEN not in (await slack.http.get("/sandbox/requests")).text


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": PRIVATE, "text": "x"}, "channel_not_found"),
        ({"channel": OUTSIDE, "text": "x"}, "not_in_channel"),
        ({"channel": MEMBER}, "no_text"),
        ({"channel": MEMBER, "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": MEMBER, "blocks": "not json"}, "invalid_blocks_format"),
        ({"channel": MEMBER, "blocks": [{"type": "chart"}]}, "invalid_blocks"),
        ({"channel": MEMBER, "text": "x", "thread_ts": "1.000000"}, "thread_not_found"),
        ({"channel": MEMBER, "text": "x", "metadata": {"event_type": "sent"}}, "invalid_metadata_format"),
        ({"channel": MEMBER, "text": "x", "metadata": "digest"}, "invalid_metadata_format"),
        ({"channel": MEMBER, "text": "x", "metadata": [1]}, "invalid_metadata_format"),
        ({"text": "x"}, "invalid_arguments"),
    ],
)
async def test_refusals(slack: Driver, args: dict[str, object], error: str) -> None:
    assert (await slack.call("chat.postMessage", **args))["error"] == error


async def test_problems_carry_json_pointers(slack: Driver) -> None:
    answer = await slack.call("chat.postMessage", channel=MEMBER, blocks=[section("x" * 3001)])
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_edits_to_archived_channels(slack: Driver) -> None:
    posted = await slack.call("chat.postMessage", channel=MEMBER, text="x")
    await slack.control(f"channels/{MEMBER}", is_archived=True)
    assert (await slack.call("chat.update", channel=MEMBER, ts=posted["ts"], text="y"))["error"] == "is_archived"
    assert (await slack.call("chat.postMessage", channel=MEMBER, text="x"))["error"] == "is_archived"


async def test_person_outside_the_channel(slack: Driver) -> None:
    slack.workspace.channels[MEMBER].members.discard(ALICE)
    refused = await slack.call("chat.postEphemeral", channel=MEMBER, user=ALICE, text="x")
    typed = await slack.http.post("/sandbox/command", json={"user": ALICE, "channel": MEMBER, "text": "/baselib"})
    assert (refused["error"], typed.status_code) == ("user_not_in_channel", 409)


@pytest.fixture
async def town() -> AsyncIterator[Driver]:
    async with in_process(**OAUTH, rotating=True) as driver:
        yield driver


@pytest.fixture
def installer(town: Driver) -> Installer:
    return Installer(town.http)


async def test_what_slack_refuses(installer: Installer, town: Driver) -> None:
    for wrong, error in (
        ({"client_id": "9.9"}, "invalid_client_id"),
        ({"redirect_uri": "https://evil.example/"}, "bad_redirect_uri"),
        ({"scope": "admin"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
    ):
        assert (await installer.ask(**wrong)).text == error
    assert await installer.press("cancel") == {"state": "s", "error": "access_denied"}
    code = (await installer.press("allow", place=HOME))["code"]
    assert (await installer.access(code="x", redirect_uri=REDIRECT_URL))["error"] == "invalid_code"
    assert (await installer.access(code=code, redirect_uri="https://x.test"))["error"] == "bad_redirect_uri"
    assert (await installer.access(secret="x", code=code))["error"] == "bad_client_secret"
    used = (await installer.press("allow", place=HOME))["code"]
    assert (await installer.access(code=used, redirect_uri=REDIRECT_URL))["token_type"] == "bot"
    assert (await installer.access(code=used, redirect_uri=REDIRECT_URL))["error"] == "code_already_used"
    assert (await installer.access(grant_type="password"))["error"] == "invalid_grant_type"
    town.workspace.clock.advance(timedelta(minutes=11))
    assert (await installer.access(code=code, redirect_uri=REDIRECT_URL))["error"] == "invalid_code"


async def test_tokens_expire_and_are_renewed(installer: Installer, town: Driver) -> None:
    """A refresh token works once; the former token works to its end, at most two at a time."""
    first = await installer.install(HOME)
    second = await installer.access(grant_type="refresh_token", refresh_token=first["refresh_token"])
    used = await installer.access(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert used["error"] == "invalid_refresh_token"
    assert (await installer.call("auth.test", first["access_token"]))["ok"]
    third = await installer.access(grant_type="refresh_token", refresh_token=second["refresh_token"])

    assert (await installer.call("auth.test", first["access_token"]))["error"] == "token_revoked"
    town.workspace.clock.advance(timedelta(hours=12))
    assert (await installer.call("auth.test", third["access_token"]))["error"] == "token_expired"


async def test_no_secret_is_kept_in_the_record(installer: Installer, town: Driver) -> None:
    tokens = await installer.install(HOME)
    await installer.access(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    record = str((await town.http.get("/sandbox/requests")).json())

    assert "oauth.v2.access" in record
    assert tokens["refresh_token"] not in record
