"""Finds a delivery in a channel's history by the metadata of its message."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from cachetools import LRUCache
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import SlackBusy, SlackRefused
from bot.lib.rest import read_date
from bot.slack.errors import header_in, translated

DELIVERY_EVENT: Final = "baselib_delivery"
"""The metadata event type of a message with a delivery id."""
_METHOD: Final = "conversations.history"
_IN_THREAD: Final = "conversations.replies"
_PAGE: Final = 200
_PAGES: Final = 20
"""In one search; the next one goes on from there."""
_MOST_MESSAGES: Final = 4000
"""Around one post: a busier channel cannot be searched in time."""
_REST: Final = 5
_TS: Final = re.compile(r"\d{1,12}\.\d{1,6}", re.ASCII)
_KEPT_MOST: Final = 1000
_IN_STEP: Final = timedelta(minutes=1)
"""Clocks that differ by less need no wider search: the caller has a margin."""


@dataclass(slots=True)
class _Search:
    """How far the search for one delivery has come: what is read is not read again.

    In memory: losing it, or going on in another replica, costs only calls.
    """

    oldest: float
    latest: float
    """Unix seconds; moved towards each other page by page."""
    thread_ts: str
    read: int = 0
    widened: bool = False


class HistorySearch:
    """Searches channels, threads and direct messages for deliveries.

    Apps that are distributed outside the Marketplace get 15 messages a call and one call a minute
    (https://docs.slack.dev/apis/web-api/rate-limits), so a search may take several calls of `find`.
    """

    def __init__(self) -> None:
        self._searches: LRUCache[tuple[str, str, datetime], _Search] = LRUCache(_KEPT_MOST)
        self._direct: LRUCache[tuple[str, str], str] = LRUCache(_KEPT_MOST)
        """The conversation with a person, by workspace and user."""

    async def find(
        self,
        client: AsyncWebClient,
        place: tuple[str, str],
        delivery_id: str,
        *,
        since: datetime,
        until: datetime,
        now: datetime,
        thread_ts: str = "",
    ) -> str | None:
        """Return the ts of the message with this delivery id; None when there is none between these instants.

        https://docs.slack.dev/reference/methods/conversations.history/ (metadata needs `include_all_metadata`), and
        https://docs.slack.dev/reference/methods/conversations.replies/ for threads, which the history leaves out.

        Args:
            place: the workspace, and the channel or user.
            since: by our clock.
            until: by our clock.
            now: by our clock; Slack's answers have the time by Slack's.
            thread_ts: the thread's first message, if it is there.
        """
        key = place[0], delivery_id, since
        search = self._searches.setdefault(key, _Search(since.timestamp(), until.timestamp(), thread_ts))
        channel_id = await self._conversation(client, place)
        found = await self._pages(client, channel_id, delivery_id, search, now)
        self._searches.pop(key, None)
        return found

    async def _pages(
        self,
        client: AsyncWebClient,
        channel_id: str,
        delivery_id: str,
        search: _Search,
        now: datetime,
    ) -> str | None:
        method = _IN_THREAD if search.thread_ts else _METHOD
        for _ in range(_PAGES):
            with translated(method):
                answer = await _page(client, channel_id, search)
                messages = list(answer["messages"])
                found = [str(message["ts"]) for message in messages if _carries(message, delivery_id)]
                more = bool((answer.get("response_metadata") or {}).get("next_cursor"))
            if found:
                return found[0]
            if not search.widened and _widen(search, answer, now):
                continue
            if not more:
                return None
            search.read += len(messages)
            if search.read >= _MOST_MESSAGES or not _move_on(search, messages):
                raise SlackRefused(code="too_many_messages", method=method)
        raise SlackBusy(retry_after=_REST, method=method)

    async def _conversation(self, client: AsyncWebClient, place: tuple[str, str]) -> str:
        """Return the channel itself, or the direct messages with a user.

        Posts take a user's id, the history does not.
        """
        if not place[1].startswith(("U", "W")):
            return place[1]
        if place not in self._direct:
            with translated(_METHOD):  # a part of the search: an undocumented code leaves open what is there
                answer = await client.conversations_open(users=place[1])
                self._direct[place] = str(answer["channel"]["id"])
        return self._direct[place]


def _widen(search: _Search, answer: AsyncSlackResponse, now: datetime) -> bool:
    """Search as much earlier or later as our clock differs from Slack's; returns whether it does."""
    search.widened = True
    date = read_date(header_in(answer.headers, "date") or "")
    ahead = now - date if date else timedelta(0)
    if abs(ahead) <= _IN_STEP:
        return False
    search.oldest -= max(ahead.total_seconds(), 0)
    search.latest += max(-ahead.total_seconds(), 0)
    return True


def _move_on(search: _Search, messages: list[Any]) -> bool:
    """Leave out what was read: a history comes newest first, a thread oldest first. False when that is impossible."""
    stamps = [str(message.get("ts")) for message in messages if isinstance(message, dict)]
    read = [float(ts) for ts in stamps if _TS.fullmatch(ts)]
    if search.thread_ts and (later := [ts for ts in read if ts > search.oldest]):
        search.oldest = max(later)
    elif not search.thread_ts and (earlier := [ts for ts in read if ts < search.latest]):
        search.latest = min(earlier)
    else:
        return False
    return True


async def _page(client: AsyncWebClient, channel_id: str, search: _Search) -> AsyncSlackResponse:
    oldest, latest = f"{search.oldest:.6f}", f"{search.latest:.6f}"
    if search.thread_ts:
        return await client.conversations_replies(
            channel=channel_id,
            ts=search.thread_ts,
            oldest=oldest,
            latest=latest,
            limit=_PAGE,
            include_all_metadata=True,
        )
    return await client.conversations_history(
        channel=channel_id, oldest=oldest, latest=latest, limit=_PAGE, include_all_metadata=True
    )


def _carries(message: object, delivery_id: str) -> bool:
    """Whether a message has this delivery id. Any app may write metadata, in any shape."""
    metadata = message.get("metadata") if isinstance(message, dict) else None
    if not isinstance(metadata, dict) or metadata.get("event_type") != DELIVERY_EVENT:
        return False
    payload = metadata.get("event_payload")
    return isinstance(payload, dict) and payload.get("id") == delivery_id
