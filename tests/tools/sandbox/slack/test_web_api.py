"""Tokens, scopes, and every method besides posting."""

import json
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.lib.transport import local_client
from tests.tools.sandbox.serving import served
from tests.tools.sandbox.slack.driving import (
    ALICE,
    APP_TOKEN,
    BOT_TOKEN,
    BOWEN,
    MEMBER,
    OUTSIDE,
    PRIVATE,
    Driver,
    config,
    in_process,
    manifest,
    section,
)
from tools.sandbox.slack import create_app


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
    assert (await slack.read("conversations.list", types="public_channel,im"))["needed"] == "im:read"


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


async def test_users(slack: Driver) -> None:
    plain = (await slack.read("users.info", user=BOWEN))["user"]
    full = (await slack.read("users.info", user=BOWEN, include_locale="true"))["user"]
    assert "locale" not in plain
    assert (full["locale"], full["tz"], full["tz_offset"]) == ("zh-CN", "Asia/Shanghai", 28800)
    assert (await slack.read("users.info", user="U0UNKNOWN"))["error"] == "user_not_found"
    assert len((await slack.read("users.list"))["members"]) == 4


async def test_conversation_info(slack: Driver) -> None:
    """It says whether the bot is a member; an unknown private one is not found."""
    assert (await slack.read("conversations.info", channel=OUTSIDE))["channel"]["is_member"] is False
    assert (await slack.read("conversations.info", channel=PRIVATE))["error"] == "channel_not_found"


async def test_members(slack: Driver) -> None:
    first = await slack.read("conversations.members", channel=MEMBER, limit="3")
    cursor = first["response_metadata"]["next_cursor"]
    second = await slack.read("conversations.members", channel=MEMBER, limit="3", cursor=cursor)
    assert first["members"] + second["members"] == ["U0ALICE", "U0BASELIB", "U0BOWEN", "U0CARLA"]
    assert "U0BASELIB" not in (await slack.read("conversations.members", channel=OUTSIDE))["members"]
    assert (await slack.read("conversations.members", channel=PRIVATE))["error"] == "channel_not_found"


async def test_list_pages(slack: Driver) -> None:
    first = await slack.read("conversations.list", limit="2")
    cursor = first["response_metadata"]["next_cursor"]
    second = await slack.read("conversations.list", limit="2", cursor=cursor)
    assert [each["id"] for each in first["channels"] + second["channels"]] == [OUTSIDE, MEMBER, "C0RELEASE"]
    assert second["response_metadata"]["next_cursor"] == ""
    assert (await slack.read("conversations.list", cursor="zzz"))["error"] == "invalid_cursor"


async def test_archived_channel(slack: Driver) -> None:
    await slack.control(f"channels/{MEMBER}", is_archived=True)
    assert (await slack.call("chat.postMessage", channel=MEMBER, text="x"))["error"] == "is_archived"
    listed = await slack.read("conversations.list", exclude_archived="true")
    assert MEMBER not in [each["id"] for each in listed["channels"]]


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
    assert (await slack.read("conversations.history", channel=OUTSIDE))["error"] == "not_in_channel"


async def test_replies(slack: Driver) -> None:
    first = await _text(slack, "first")
    await _text(slack, "reply", thread_ts=first)
    thread = (await slack.read("conversations.replies", channel=MEMBER, ts=first))["messages"]
    assert [each["text"] for each in thread] == ["first", "reply"]
    assert thread[0]["reply_count"] == 1
    assert (await slack.read("conversations.replies", channel=MEMBER, ts="1.1"))["error"] == "thread_not_found"


async def test_direct_messages(slack: Driver) -> None:
    """One is opened with a person, not the bot; a person's id posts there too."""
    opened = (await slack.call("conversations.open", users=ALICE))["channel"]["id"]
    assert (await slack.call("chat.postMessage", channel=ALICE, text="Hello"))["channel"] == opened
    assert (await slack.call("conversations.open", users="U0BASELIB"))["error"] == "cannot_dm_bot"
    assert (await slack.call("conversations.open", users="U0UNKNOWN"))["error"] == "user_not_found"


async def test_conversations_that_are_open(slack: Driver) -> None:
    direct = (await slack.call("conversations.open", users=ALICE))["channel"]["id"]
    assert (await slack.call("conversations.open", channel=direct))["already_open"] is True
    assert (await slack.call("conversations.open", users=f"{ALICE},{BOWEN}"))["error"] == "not_enough_users"
    assert (await slack.call("conversations.open"))["error"] == "users_list_not_supplied"
    assert (await slack.read("conversations.list", types="room"))["error"] == "invalid_types"


async def test_numbers_and_timestamps(slack: Driver) -> None:
    for wrong in ({"limit": "many"}, {"limit": "0"}, {"limit": "5000"}, {"oldest": "yesterday"}):
        await slack.call("chat.postMessage", channel=MEMBER, text="x")
        answer = await slack.read("conversations.history", channel=MEMBER, **wrong)
        assert answer["error"] == "invalid_arguments", wrong


async def test_update_and_delete(slack: Driver) -> None:
    ts = await _text(slack, "first", blocks=[section()])
    kept = await slack.call("chat.update", channel=MEMBER, ts=ts, text="second")
    assert kept["message"]["blocks"][0]["type"] == "section"
    gone = await slack.call("chat.update", channel=MEMBER, ts=ts, text="third", blocks=[])
    assert "blocks" not in gone["message"]
    assert (await slack.call("chat.update", channel=MEMBER, ts=ts))["error"] == "no_text"
    assert (await slack.call("chat.update", channel=MEMBER, ts="1.1", text="x"))["error"] == "message_not_found"
    theirs = (await slack.control("messages", user=ALICE, channel=MEMBER, text="mine"))["ts"]
    assert (await slack.call("chat.update", channel=MEMBER, ts=theirs, text="x"))["error"] == "cant_update_message"
    assert (await slack.call("chat.delete", channel=MEMBER, ts=theirs))["error"] == "cant_delete_message"
    assert (await slack.call("chat.delete", channel=MEMBER, ts=ts))["ok"] is True
    assert [each["text"] for each in await slack.messages()] == ["mine"]


async def test_ephemeral(slack: Driver) -> None:
    shown = await slack.call("chat.postEphemeral", channel=MEMBER, user=ALICE, text="psst")
    assert [each["ephemeral"] for each in await slack.messages()] == [True]
    assert await slack.messages(user=BOWEN) == []
    updated = await slack.call("chat.update", channel=MEMBER, ts=shown["message_ts"], text="x")
    assert updated["error"] == "message_not_found"
    assert (await slack.call("chat.postEphemeral", channel=MEMBER, user="U0UNKNOWN", text="x"))["error"] == (
        "user_not_found"
    )


async def test_permalink(slack: Driver) -> None:
    ts = await _text(slack, "first")
    link = (await slack.read("chat.getPermalink", channel=MEMBER, message_ts=ts))["permalink"]
    assert link.endswith(f"/archives/{MEMBER}/p{ts.replace('.', '')}")
    assert (await slack.read("chat.getPermalink", channel=MEMBER, message_ts="1.1"))["error"] == "message_not_found"


async def test_ids_are_filled_in(slack: Driver) -> None:
    await _text(slack, "x", blocks=[section(accessory={"type": "button", "text": {"type": "plain_text", "text": "x"}})])
    block = (await slack.messages())[0]["blocks"][0]
    assert block["block_id"]
    assert block["accessory"]["action_id"]


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
async def test_removed_app(slack: Driver, kind: str) -> None:
    await slack.control("events", type=kind)
    assert (await slack.call("auth.test"))["error"] in ("account_inactive", "token_revoked")
    await slack.control("events", type="app_installed")
    assert (await slack.call("auth.test"))["ok"] is True
    await slack.app.state.parts.events.close()


async def test_requests_are_kept_without_tokens(slack: Driver) -> None:
    await slack.call("chat.postMessage", channel=OUTSIDE, text="x", token=BOT_TOKEN)
    await slack.http.post("/api/auth.test", data={"token": BOT_TOKEN})
    kept = (await slack.http.get("/sandbox/requests", params={"method": "chat.postMessage"})).json()["requests"]
    assert [(each["args"], each["error"]) for each in kept] == [
        ({"channel": OUTSIDE, "text": "x"}, "not_in_channel"),
    ]
    assert BOT_TOKEN not in (await slack.http.get("/sandbox/requests")).text


async def test_real_client_posts() -> None:
    async with served(create_app(config())) as url, local_client(url) as page:
        client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{url}/api/")
        posted = await client.chat_postMessage(channel=MEMBER, text="Hello", blocks=[section()])
        with pytest.raises(SlackApiError, match="not_in_channel"):
            await client.chat_postMessage(channel=OUTSIDE, text="Hello")
        shown = (await page.get("/sandbox/messages", params={"channel": MEMBER, "user": ALICE})).json()
    assert [each["ts"] for each in shown["messages"]] == [posted["ts"]]


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
        ({"channel": MEMBER, "attachments": [1]}, "invalid_attachments"),
        ({"channel": MEMBER, "attachments": [{}] * 101}, "too_many_attachments"),
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


async def test_names_and_json_in_strings(slack: Driver) -> None:
    """A channel by name; blocks as JSON in a form, as older clients send them."""
    sent = {"channel": "#mini-programs", "blocks": json.dumps([section()]), "text": "x"}
    assert (await slack.read("chat.postMessage", **sent))["channel"] == MEMBER


async def test_public_channels_with_the_scope_for_it() -> None:
    """With chat:write.public the bot posts to public channels it is not in, not to private ones."""
    scopes = frozenset({"chat:write", "chat:write.public"})
    async with in_process(manifest=manifest(scopes=scopes)) as slack:
        assert (await slack.call("chat.postMessage", channel=OUTSIDE, text="x"))["ok"] is True
        assert (await slack.call("chat.postMessage", channel=PRIVATE, text="x"))["error"] == "channel_not_found"


async def test_replies_shown_in_the_channel_too(slack: Driver) -> None:
    """A reply stays in its thread unless broadcast; a reply's reply goes to the thread's first message."""
    first = (await slack.call("chat.postMessage", channel=MEMBER, text="first"))["ts"]
    reply = (await slack.call("chat.postMessage", channel=MEMBER, text="hidden", thread_ts=first))["ts"]
    shown = {"channel": MEMBER, "text": "shown", "thread_ts": reply, "reply_broadcast": True}
    assert (await slack.call("chat.postMessage", **shown))["message"]["thread_ts"] == first
    assert [each["text"] for each in await slack.messages()] == ["first", "shown"]
    link = (await slack.read("chat.getPermalink", channel=MEMBER, message_ts=reply))["permalink"]
    assert link.endswith(f"?thread_ts={first}&cid={MEMBER}")


async def test_update_of_attachments_and_metadata(slack: Driver) -> None:
    metadata = {"event_type": "digest", "event_payload": {}}
    posted = await slack.call("chat.postMessage", channel=MEMBER, attachments=[{"text": "a"}], metadata=metadata)
    place = {"channel": MEMBER, "ts": posted["ts"]}
    kept = (await slack.call("chat.update", **place, text="x"))["message"]
    assert (kept["attachments"], kept["metadata"]) == ([{"text": "a"}], metadata)
    changed = (await slack.call("chat.update", **place, attachments=[], metadata={}))["message"]
    assert not {"attachments", "metadata"} & set(changed)


async def test_edits_to_archived_channels(slack: Driver) -> None:
    posted = await slack.call("chat.postMessage", channel=MEMBER, text="x")
    await slack.control(f"channels/{MEMBER}", is_archived=True)
    assert (await slack.call("chat.update", channel=MEMBER, ts=posted["ts"], text="y"))["error"] == "is_archived"


async def test_person_outside_the_channel(slack: Driver) -> None:
    slack.workspace.channels[MEMBER].members.discard(ALICE)
    refused = await slack.call("chat.postEphemeral", channel=MEMBER, user=ALICE, text="x")
    assert refused["error"] == "user_not_in_channel"
