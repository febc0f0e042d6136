"""Keeps posts apart: one a second in a channel, a few a second in a workspace, none while Slack asks to wait.

https://docs.slack.dev/apis/web-api/rate-limits ("Posting messages"): one message a second and channel, and several
hundred a minute in a workspace. The bounds hold for one process; what is too much of several Slack answers with
Retry-After.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from typing import Final

from bot.errors import SlackBusy

CHANNEL_SECONDS: Final = 1.0
WORKSPACE_SECONDS: Final = 0.2
"""Three hundred a minute."""
_PATIENCE: Final = 15.0
"""Longer waits are for the caller, who can do something else meanwhile."""
_KEEP_MOST: Final = 5000
_METHOD: Final = "chat.postMessage"


class SlackRateLimit:
    """Turns are given in the order in which they are asked for."""

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._workspaces: dict[str, float] = {}
        """When each workspace's next turn is."""
        self._channels: dict[tuple[str, str], float] = {}
        self._held: dict[str, float] = {}
        """Until when Slack asked each workspace to wait."""

    async def turn(self, team_id: str, channel_id: str) -> None:
        """Wait until a post into a channel is due.

        Raises:
            SlackBusy: that would take too long; nothing was waited for.
        """
        wait = self._reserve(team_id, channel_id)
        if wait > 0:
            await self._sleep(wait)
        self._refuse_beyond_patience(self._held.get(team_id, 0.0) - self._monotonic(), patience=0)

    def hold(self, team_id: str, seconds: float) -> None:
        """Nothing more into this workspace for so long: Slack said so (Retry-After)."""
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
