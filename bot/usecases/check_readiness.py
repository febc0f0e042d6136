"""Whether every part that an answer needs is there: the database, Slack, a usable credential."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.errors import BotError
from bot.single_flight import SingleFlight

Probe = Callable[[], Awaitable[object]]
"""Raises one of our errors when its part is not there."""


@dataclass(frozen=True)
class CheckReadiness:
    """`GET /readyz`."""

    probes: Mapping[str, Probe]
    slowest: float = 5.0
    """Seconds that a part may take to answer."""
    _flights: SingleFlight[None, dict[str, str]] = field(default_factory=SingleFlight, repr=False)

    async def __call__(self) -> dict[str, str]:
        """Per part `ok`, or the key of the error; never a detail that an outsider should not read.

        Anybody may ask, so those who ask at the same time share one answer.
        """
        return await self._flights(None, self._ask)

    async def _ask(self) -> dict[str, str]:
        states = await asyncio.gather(*map(self._state, self.probes.values()))
        return dict(zip(self.probes, states, strict=True))

    async def _state(self, probe: Probe) -> str:
        try:
            async with asyncio.timeout(self.slowest):
                await probe()
        except BotError as error:
            return error.key
        except TimeoutError:
            return "timeout"
        return "ok"
