"""Limits posts: one per second in a channel, a few per second in a workspace, none while Slack asks to wait.

https://docs.slack.dev/apis/web-api/rate-limits ("Posting messages"): one message per second and channel, and several
hundred per minute in a workspace. The limits hold within one process; if several together exceed them, Slack answers
with Retry-After.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from typing import Final

from bot.errors import SlackBusy

CHANNEL_SECONDS: Final = 1.0
WORKSPACE_SECONDS: Final = 0.2
"""Three hundred per minute."""
LONGEST_WAIT: Final = 86_400
"""Seconds of Slack's Retry-After; a longer one counts as a day."""
_PATIENCE: Final = 15.0
"""Longer waits are left to the caller, who can do other work meanwhile."""
_KEEP_MOST: Final = 5000
_METHOD: Final = "chat.postMessage"


class SlackRateLimit:
    """Gives out turns to post, first come, first served."""

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._workspaces: dict[str, float] = {}
        """When each workspace's next turn is due."""
        self._channels: dict[tuple[str, str], float] = {}
        self._held: dict[str, float] = {}
        """Until when Slack asked us to wait, by workspace."""

    async def turn(self, team_id: str, channel_id: str) -> None:
        """Wait until a post into a channel is due.

        Raises:
            SlackBusy: that would take too long; raised without waiting.
        """
        wait = self._reserve(team_id, channel_id)
        if wait > 0:
            await self._sleep(wait)
        self._refuse_beyond_patience(self._held.get(team_id, 0.0) - self._monotonic(), patience=0)

    def hold(self, team_id: str, seconds: float) -> None:
        """Stop posts into a workspace for the seconds of Slack's Retry-After."""
        self._held[team_id] = max(self._held.get(team_id, 0.0), self._monotonic() + seconds)

    def _reserve(self, team_id: str, channel_id: str) -> float:
        """Take the next turn; returns the seconds until then."""
        now, channel = self._monotonic(), (team_id, channel_id)
        in_workspace = max(now, self._workspaces.get(team_id, 0.0), self._held.get(team_id, 0.0))
        at = max(in_workspace, self._channels.get(channel, 0.0))
        self._refuse_beyond_patience(at - now, patience=_PATIENCE)
        self._workspaces[team_id] = in_workspace + WORKSPACE_SECONDS
        if len(self._channels) >= _KEEP_MOST:
            self._channels = {each: until for each, until in self._channels.items() if until > now}
        self._channels[channel] = at + CHANNEL_SECONDS
        return at - now

    @staticmethod
    def _refuse_beyond_patience(wait: float, *, patience: float) -> None:
        if wait > patience:
            raise SlackBusy(retry_after=math.ceil(wait), method=_METHOD)
