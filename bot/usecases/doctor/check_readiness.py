"""Whether every part that an answer needs is there: the database, Slack, a usable credential."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

import structlog

from bot.errors import BotError
from bot.lib.single_flight import SingleFlight

_log = structlog.get_logger(__name__)
GOOD_FOR: Final = 30.0
"""Seconds for which an outside part that answered counts as there."""
BAD_FOR: Final = 5.0
"""Seconds for which one that did not answer counts as missing."""

Probe = Callable[[], Awaitable[object]]
"""Raises one of our errors when its part is not there; a `Remark` that it returns is added to `ok`."""


OK: Final = "ok"


def is_ready(state: str) -> bool:
    """Whether a state of a part, such as `ok` or `ok, 2 suspended`, lets it be used."""
    return state.partition(",")[0] == OK


@dataclass(frozen=True, slots=True)
class Remark:
    """What a part that is there has to add."""

    text: str


@dataclass(frozen=True)
class CheckReadiness:
    """`GET /readyz`."""

    probes: Mapping[str, Probe]
    outside: Collection[str] = ()
    """The parts outside this process: they are asked less often than Prometheus or an orchestrator asks here."""
    slowest: float = 5.0
    """Seconds that a part may take to answer."""
    monotonic: Callable[[], float] = time.monotonic
    _flights: SingleFlight[None, dict[str, str]] = field(default_factory=SingleFlight, repr=False)
    _known: dict[str, tuple[str, float]] = field(default_factory=dict, repr=False)
    """The last state of those outside, and until when it counts."""

    async def __call__(self) -> dict[str, str]:
        """By part `ok`, or the key of the error; never a detail that an outsider should not read.

        Anyone may ask, so simultaneous requests share one answer.
        """
        return await self._flights(None, self._ask)

    async def _ask(self) -> dict[str, str]:
        states = await asyncio.gather(*(self._state(part, probe) for part, probe in self.probes.items()))
        return dict(zip(self.probes, states, strict=True))

    async def _state(self, part: str, probe: Probe) -> str:
        state, until = self._known.get(part, ("", 0.0))
        if state and self.monotonic() < until:
            return state
        state = await self._probed(probe)
        if part in self.outside:
            self._known[part] = state, self.monotonic() + (GOOD_FOR if is_ready(state) else BAD_FOR)
        return state

    async def _probed(self, probe: Probe) -> str:
        try:
            async with asyncio.timeout(self.slowest):
                remark = await probe()
        except BotError as error:
            return error.key
        except TimeoutError:
            return "timeout"
        except Exception:  # noqa: BLE001 - a bug in one probe must not hide the states of the other parts
            _log.exception("a part could not be probed")
            return BotError.key
        return f"{OK}, {remark.text}" if isinstance(remark, Remark) else OK
