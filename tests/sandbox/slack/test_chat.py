"""Posting, updating and deleting messages."""

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import create_app
from tests.sandbox.serving import served
from tests.sandbox.slack.driving import ALICE, BOT_TOKEN, MEMBER, OUTSIDE, PRIVATE, Driver, config, section


async def test_real_client_posts() -> None:
    """slack_sdk's own client posts, and the page sees the message."""
    async with served(create_app(config())) as url, httpx.AsyncClient(base_url=url) as page:
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
        ({"text": "x"}, "invalid_arguments"),
    ],
)
async def test_refusals(slack: Driver, args: dict[str, object], error: str) -> None:
    """A message that Slack refuses is refused with Slack's error."""
    assert (await slack.call("chat.postMessage", **args))["error"] == error


async def test_problems_carry_json_pointers(slack: Driver) -> None:
    """The place of a problem in the blocks is told as Slack tells it."""
    answer = await slack.call("chat.postMessage", channel=MEMBER, blocks=[section("x" * 3001)])
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]
