"""Whether every part that an answer needs is there: the database, Slack, a usable credential."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.errors import BotError

_SLOWEST = 5.0

Probe = Callable[[], Awaitable[object]]
"""Raises one of our errors when its part is not there."""


@dataclass(frozen=True)
class CheckReadiness:
    """`GET /readyz`."""

    probes: Mapping[str, Probe]

    async def __call__(self) -> dict[str, str]:
        """Per part `ok`, or the key of the error; never a detail that an outsider should not read."""
        states = await asyncio.gather(*map(self._state, self.probes.values()))
        return dict(zip(self.probes, states, strict=True))

    async def _state(self, probe: Probe) -> str:
        try:
            async with asyncio.timeout(_SLOWEST):
                await probe()
        except BotError as error:
            return error.key
        except TimeoutError:
            return "timeout"
        return "ok"
