"""Find out which programs of a fleet's decision people have set at WeChat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import structlog

from bot.domain.access.audit import SYSTEM
from bot.domain.access.roles import Viewpoint
from bot.domain.decisions import steps
from bot.domain.decisions.deadlines import LOOKED_AT_EVERY, SET_WITHIN
from bot.domain.decisions.decision import Decision, Origin, State
from bot.domain.decisions.rollout.by_hand import found_set, never_set
from bot.domain.decisions.rollout.program import UNDER_WAY, FleetProgram, ProgramState
from bot.domain.decisions.said_set import Seen, seen_in
from bot.errors import OperatorError, StorageUnavailable, TemporaryError
from bot.lib.batches import batches
from bot.ports.decisions import Decisions, Rollouts
from bot.ports.numbers import Snapshots
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.read import ReadReport

_log = structlog.get_logger(__name__)
_AT_ONCE: Final = 100
READ_AT_ONCE: Final = 20
"""Programs that a person's question reads anew: more are read once a day anyway."""


@dataclass(frozen=True)
class CountSet:
    """The daily readings tell: a person who sets a hundred programs need not press a hundred buttons."""

    decisions: Decisions
    rollouts: Rollouts
    snapshots: Snapshots
    visible: VisiblePrograms
    read_report: ReadReport
    keep_step: KeepStep

    async def __call__(self, decision: Decision, *, now: datetime) -> Decision:
        """Count by the readings kept, and bring the decision to its end once there is nothing to wait for.

        Raises:
            StorageUnavailable: the next call goes on.
        """
        states = (*UNDER_WAY, ProgramState.UNVERIFIED)
        waiting = await self.rollouts.programs(decision.team_id, decision.id, states=states)
        current, found = decision, 0
        for some in batches(waiting, _AT_ONCE):
            shown = await self._shown(decision.team_id, some)
            changed = found_set(some, shown, decision.version, since=decision.proposed_at)
            current, found = await self._keep(current, some, changed), found + len(changed)
        return await self._go_on(current, left=len(waiting) - found, now=now)

    async def check(self, decision: Decision, *, now: datetime) -> Decision:
        """Count, read the programs that are missing if they are few, and count again.

        What Baselib is setting is read by itself.

        Raises:
            StorageUnavailable: nothing is kept.
        """
        if decision.active_run:
            return decision
        counted = await self(decision, now=now)
        states = (*UNDER_WAY, ProgramState.UNVERIFIED)
        missing = await self.rollouts.programs(decision.team_id, decision.id, states=states, limit=READ_AT_ONCE + 1)
        if not missing or len(missing) > READ_AT_ONCE:
            return counted
        every = await self.visible(Viewpoint.everything(decision.team_id))
        for program in every.among(each.appid for each in missing):
            try:
                await self.read_report(decision.team_id, program, now=now, refresh=True)
            except StorageUnavailable:
                raise
            except (OperatorError, TemporaryError) as error:
                _log.info("a program could not be read", decision=decision.id, error=str(error))
        return await self(counted, now=now)

    async def _shown(self, team_id: str, programs: Sequence[FleetProgram]) -> dict[str, Seen]:
        newest = await self.snapshots.newest(team_id, [each.appid for each in programs], before=date.max)
        return seen_in(newest)

    async def _keep(
        self, decision: Decision, seen: Sequence[FleetProgram], changed: Sequence[FleetProgram]
    ) -> Decision:
        if not changed:
            return decision
        await self.rollouts.move(decision.team_id, decision.id, seen, changed)
        return await self.decisions.get(decision.team_id, decision.id) or decision

    async def _go_on(self, decision: Decision, *, left: int, now: datetime) -> Decision:
        verified = decision.tally.verified if decision.tally else 0
        if decision.state is State.APPROVED and verified:
            step = steps.begin(decision, Origin(SYSTEM, now))
            if not await self.keep_step(step):
                return decision  # looked at again by the next call
            decision = step.after
        if decision.state in (State.APPLYING, State.UNVERIFIED) and not left:
            return await self._conclude(decision, now)
        if now - (decision.changed_at or decision.proposed_at) >= SET_WITHIN and decision.state is not State.UNVERIFIED:
            return await self._give_up(decision, now)
        if decision.state is not State.UNVERIFIED:
            await self.decisions.look_later(decision, now + LOOKED_AT_EVERY)
        return decision

    async def _give_up(self, decision: Decision, now: datetime) -> Decision:
        """A week is over: numbers are old by then."""
        if decision.state is State.APPROVED:
            step = steps.expire(decision, now)
            return step.after if await self.keep_step(step) else decision
        left = await self.rollouts.programs(decision.team_id, decision.id, states=UNDER_WAY)
        return await self._conclude(await self._keep(decision, left, never_set(left, now=now)), now)

    async def _conclude(self, decision: Decision, now: datetime) -> Decision:
        tally = decision.tally
        unverified = tally.count(ProgramState.UNVERIFIED) if tally else 0
        step = steps.conclude(decision, State.UNVERIFIED if unverified else State.VERIFIED, now)
        return step.after if await self.keep_step(step) else decision
