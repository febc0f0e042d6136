"""Whether a person is a member of a channel."""

from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackRefused
from bot.slack.errors import translated

_METHOD: Final = "conversations.members"
_PAGE: Final = 999
_PAGES: Final = 30
"""Thirty thousand members: a larger channel cannot be read in the time that a person waits."""


async def is_member(client: AsyncWebClient, channel_id: str, user_id: str) -> bool:
    """Whether a person is a member of a channel now.

    https://docs.slack.dev/reference/methods/conversations.members/ (scopes channels:read, groups:read; tier 4, a
    hundred calls a minute)

    Raises:
        ChannelUnavailable, WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear: Slack does not tell;
            `too_many_members` is our own code.
    """
    cursor: str | None = None
    for _ in range(_PAGES):
        with translated(_METHOD):
            answer = await client.conversations_members(channel=channel_id, limit=_PAGE, cursor=cursor or None)
            found = user_id in set(answer["members"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if found or not cursor:
            return found
    raise SlackRefused(code="too_many_members", method=_METHOD)
