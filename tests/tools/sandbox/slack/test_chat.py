"""Posting, updating and deleting messages."""

import json

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.lib.transport import local_client
from tests.tools.sandbox.serving import served
from tests.tools.sandbox.slack.driving import (
    ALICE,
    BOT_TOKEN,
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


async def test_real_client_posts() -> None:
    """slack_sdk's own client posts, and the page sees the message."""
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
    """A message that Slack refuses is refused with Slack's error."""
    assert (await slack.call("chat.postMessage", **args))["error"] == error


async def test_problems_carry_json_pointers(slack: Driver) -> None:
    """A problem's place in the blocks is given as Slack gives it."""
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
    """Attachments and metadata are replaced when given, else kept; empty metadata is removed."""
    metadata = {"event_type": "digest", "event_payload": {}}
    posted = await slack.call("chat.postMessage", channel=MEMBER, attachments=[{"text": "a"}], metadata=metadata)
    place = {"channel": MEMBER, "ts": posted["ts"]}
    kept = (await slack.call("chat.update", **place, text="x"))["message"]
    assert (kept["attachments"], kept["metadata"]) == ([{"text": "a"}], metadata)
    changed = (await slack.call("chat.update", **place, attachments=[], metadata={}))["message"]
    assert not {"attachments", "metadata"} & set(changed)


async def test_edits_to_archived_channels(slack: Driver) -> None:
    """Messages of an archived channel cannot be changed."""
    posted = await slack.call("chat.postMessage", channel=MEMBER, text="x")
    await slack.control(f"channels/{MEMBER}", is_archived=True)
    assert (await slack.call("chat.update", channel=MEMBER, ts=posted["ts"], text="y"))["error"] == "is_archived"


async def test_person_outside_the_channel(slack: Driver) -> None:
    """A non-member sees nothing ephemeral."""
    slack.workspace.channels[MEMBER].members.discard(ALICE)
    refused = await slack.call("chat.postEphemeral", channel=MEMBER, user=ALICE, text="x")
    assert refused["error"] == "user_not_in_channel"
