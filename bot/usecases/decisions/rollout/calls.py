"""The calls that set some programs, ten at a time."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

import structlog

from bot.domain.decisions.decision import Decision
from bot.domain.decisions.rollout import running
from bot.domain.decisions.rollout.program import FleetProgram, LeftOut, ProgramState, Tally
from bot.domain.decisions.rollout.run import Halt, Run, halt_of
from bot.errors import BotError, MinimumUnclear, WeChatRefused
from bot.lib.batches import batches
from bot.ports.clock import Clock
from bot.ports.wechat import MinimumSetter
from bot.usecases.report.read_failures import rest_until, stops_everything

_log = structlog.get_logger(__name__)
IN_FLIGHT: Final = 10
"""Calls at the same moment: httpx's pool slows down beyond that."""


class MayBeSet(Protocol):
    """Which programs Baselib may set now."""

    async def among(self, team_id: str, appids: Collection[str]) -> Collection[str]:
        """Those of these AppIDs."""


@dataclass
class Calls:
    """Calls WeChat for programs that are committed as `APPLYING`."""

    decision: Decision
    setter: MinimumSetter
    may: MayBeSet
    run: Run
    count_batch: Callable[[], Awaitable[Tally]]
    """The present batch before the calls: counting thousands takes milliseconds, and matters once a call fails."""
    clock: Clock
    done: list[FleetProgram] = field(default_factory=list)
    """The programs as they are after their calls; those that are not among them may have been called or not."""
    _batch: Tally | None = None

    async def __call__(self, programs: Sequence[FleetProgram]) -> Halt | None:
        """Call for all of them, unless a rule stops it; the rule.

        Merchants may opt out at any moment, so that is asked again before every ten calls.
        """
        for some in batches(programs, IN_FLIGHT):
            now = await self.clock.now()
            may = await self.may.among(self.decision.team_id, [each.appid for each in some])
            self.done += [running.set_aside(each, LeftOut.OPTED_OUT, now=now) for each in some if each.appid not in may]
            answers = await asyncio.gather(*(self._call(each, now) for each in some if each.appid in may))
            self.done += [program for program, _ in answers]
            if halt := await self._halt([error for _, error in answers]):
                left = programs[len(self.done) :]
                self.done += [running.not_called(each) for each in left]
                return halt
        return None

    async def _call(self, program: FleetProgram, now: datetime) -> tuple[FleetProgram, BotError | None]:
        """Call once."""
        try:
            await self.setter.set_minimum(program.appid, self.decision.version)
        except MinimumUnclear as error:
            _log.warning("whether a minimum was set is unclear", decision=self.decision.id, appid=program.appid)
            return running.unclear(program), error
        except WeChatRefused as error:
            if stops_everything(error):
                return running.unreached(program, now=now), error
            return running.refused(program, error.code, now=now), error
        except BotError as error:
            _log.info("a minimum was not set", decision=self.decision.id, appid=program.appid, error=str(error))
            return running.unreached(program, now=now, until=rest_until(error, now)), error
        return running.accepted(program), None

    async def _halt(self, errors: Sequence[BotError | None]) -> Halt | None:
        failed = [error for error in errors if error is not None]
        if any(map(stops_everything, failed)):
            return Halt.EVERYWHERE
        if len(failed) == IN_FLIGHT and not any(isinstance(error, WeChatRefused) for error in failed):
            return Halt.EVERYWHERE
        if not failed:
            return None
        self._batch = self._batch or await self.count_batch()
        states = Counter(self._batch.states)
        states[ProgramState.APPLYING] -= len(self.done)
        states.update(each.state for each in self.done)
        return halt_of(Tally(states), self.run)
