"""The calls that set some programs, ten at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.domain.decisions.decision import Decision
from bot.domain.decisions.rollout.program import FleetProgram, Tally
from bot.domain.decisions.rollout.run import Halt, Run, halt_of
from bot.errors import BotError, HeldUp, WeChatRefused
from bot.lib.batches import batches
from bot.lib.boot_time import boot_time
from bot.ports.clock import Clock
from bot.usecases.decisions.claimed_call import Called, ClaimedCall
from bot.usecases.report.read_failures import stops_everything

IN_FLIGHT: Final = 10
"""Calls at the same moment: httpx's pool slows down beyond that."""
_GOOD_FOR: Final = 60.0
"""Seconds for which a reading of WeChat is good enough to call it."""


class MayBeSet(Protocol):
    """Which programs Baselib may set now."""

    async def among(self, team_id: str, appids: Collection[str]) -> Collection[str]:
        """Those of these AppIDs."""


@dataclass
class Calls:
    """Calls WeChat for waiting programs."""

    decision: Decision
    run: Run
    call: ClaimedCall
    count_batch: Callable[[], Awaitable[Tally]]
    """The present batch: counting thousands takes milliseconds, and matters once a call fails."""
    clock: Clock
    seconds: Callable[[], float] = boot_time
    made: int = 0
    refused: list[FleetProgram] = field(default_factory=list)
    """Those whose claim was refused: they, or the decision, have changed."""

    async def __call__(self, programs: Sequence[FleetProgram]) -> Halt | None:
        """Call for them until a rule, a call that may not be made, or their age stops it; the rule.

        Args:
            programs: read just now.

        Raises:
            StorageUnavailable: the calls under way were ended first.
        """
        read_at = self.seconds()
        for some in batches(programs, IN_FLIGHT):
            if self.seconds() - read_at > _GOOD_FOR:
                return None
            now = await self.clock.now()
            calls = (self.call(self.decision, each, now=now) for each in some)
            answers = await asyncio.gather(*calls, return_exceptions=True)
            for answer in answers:
                if isinstance(answer, BaseException):
                    raise answer
            made = [answer for answer in answers if isinstance(answer, Called) and not isinstance(answer.error, HeldUp)]
            self.made += len(made)
            self.refused += [each for each, answer in zip(some, answers, strict=True) if answer is None]
            if halt := await self._halt([each.error for each in made]):
                return halt
            if len(made) < len(some):
                return None
        return None

    async def _halt(self, errors: Sequence[BotError | None]) -> Halt | None:
        failed = [error for error in errors if error is not None]
        if any(map(stops_everything, failed)):
            return Halt.EVERYWHERE
        if len(failed) == IN_FLIGHT and not any(isinstance(error, WeChatRefused) for error in failed):
            return Halt.EVERYWHERE
        return halt_of(await self.count_batch(), self.run) if failed else None
