"""Finds a delivery in a channel's history by the metadata of its message."""

from datetime import datetime
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import SlackRefused
from bot.slack.errors import translated

DELIVERY_EVENT: Final = "baselib_delivery"
"""The metadata event type of a message with a delivery id."""
_METHOD: Final = "conversations.history"
_IN_THREAD: Final = "conversations.replies"
_PAGE: Final = 200
_PAGES: Final = 20
"""Four thousand messages since the post started: a busier channel cannot be searched in time."""


async def find_delivery(
    client: AsyncWebClient, channel_id: str, delivery_id: str, *, since: datetime, thread_ts: str = ""
) -> str | None:
    """The ts of the message with this delivery id; None when there is none since that instant.

    https://docs.slack.dev/reference/methods/conversations.history/ (metadata needs `include_all_metadata`), and
    https://docs.slack.dev/reference/methods/conversations.replies/ for threads, which the history leaves out.

    Raises:
        SlackRefused: missing_scope, channel_not_found, not_in_channel ... or `too_many_messages` (our own code).
    """
    method = _IN_THREAD if thread_ts else _METHOD
    cursor: str | None = None
    for _ in range(_PAGES):
        with translated(method):
            answer = await _page(client, channel_id, thread_ts, since=since, cursor=cursor)
            found = [str(message["ts"]) for message in answer["messages"] if _carries(message, delivery_id)]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if found:
            return found[0]
        if not cursor:
            return None
    raise SlackRefused(code="too_many_messages", method=method)


async def _page(
    client: AsyncWebClient, channel_id: str, thread_ts: str, *, since: datetime, cursor: str | None
) -> AsyncSlackResponse:
    oldest = f"{since.timestamp():.6f}"
    if thread_ts:
        return await client.conversations_replies(
            channel=channel_id,
            ts=thread_ts,
            oldest=oldest,
            limit=_PAGE,
            include_all_metadata=True,
            cursor=cursor or None,
        )
    return await client.conversations_history(
        channel=channel_id, oldest=oldest, limit=_PAGE, include_all_metadata=True, cursor=cursor or None
    )


def _carries(message: object, delivery_id: str) -> bool:
    """Whether a message has this delivery id. Any app may write metadata, in any shape."""
    metadata = message.get("metadata") if isinstance(message, dict) else None
    if not isinstance(metadata, dict) or metadata.get("event_type") != DELIVERY_EVENT:
        return False
    payload = metadata.get("event_payload")
    return isinstance(payload, dict) and payload.get("id") == delivery_id
