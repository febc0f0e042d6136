"""Start a run, pause it, resume it, or end it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.domain.access.roles import Permission
from bot.domain.decisions import steps
from bot.domain.decisions.decision import Decision, Origin, State
from bot.domain.decisions.rollout import running
from bot.domain.decisions.rollout.program import seal_of_programs
from bot.domain.decisions.rollout.run import Run, RunStatus
from bot.domain.decisions.steps import Step
from bot.errors import DecisionMoved, SettingOff, StaleControl
from bot.ports.decisions import Claims, Rollouts
from bot.usecases.decisions.allow_deciding import AllowDeciding
from bot.usecases.decisions.change import ChangeDecision
from bot.usecases.programs.may_set import MaySet


@dataclass(frozen=True)
class ControlRollout:
    """The buttons of a card that Baselib sets. Editors start a run, admins pause, resume and end it."""

    change: ChangeDecision
    rollouts: Rollouts
    claims: Claims
    allow: AllowDeciding
    may_set: MaySet

    async def start(self, decision: Decision, origin: Origin) -> Decision:
        """Begin with the first program.

        Raises:
            SettingOff: Baselib may not set any of them.
            DecisionMoved: it is not approved, or a voter may not decide any more and it has too few votes.
            StaleControl: the programs are not those that were decided about.
            NotAllowed, OutsiderDecides: the person may not.
        """
        await self.allow(decision.team_id, origin.by)
        await self._check_programs(decision)
        eligible = await self.allow.among(decision.team_id, decision.voters)

        def begin(current: Decision) -> Step:
            if len(set(current.voters) & set(eligible)) < current.needed:
                raise DecisionMoved(state=State.PROPOSED)
            step = steps.begin(current, origin)
            return replace(step, after=replace(step.after, run=Run(next_at=origin.at), next_at=None))

        return await self.change.step(decision, begin)

    async def pause(self, decision: Decision, origin: Origin) -> tuple[Decision, int]:
        """Wait: what WeChat has taken is still verified. The decision, and how many calls are under way: the last ones.

        Raises:
            DecisionMoved: it does not run.
            NotAllowed, OutsiderDecides: the person may not.
        """
        return await self._stopped(await self._change_run(decision, origin, (RunStatus.RUNNING,), _paused))

    async def resume(self, decision: Decision, origin: Origin) -> Decision:
        """Go on, also after a rule has stopped it.

        Raises:
            DecisionMoved: it does not wait.
            NotAllowed, OutsiderDecides: the person may not.
        """
        run = decision.run or Run()
        batch = await self.rollouts.tally(decision.team_id, decision.id, batch=run.batch)
        waiting = (RunStatus.PAUSED, RunStatus.STOPPED)
        return await self._change_run(
            decision, origin, waiting, lambda current: running.resumed(current, batch, now=origin.at)
        )

    async def end(self, decision: Decision, origin: Origin) -> tuple[Decision, int]:
        """Set no more programs, for good. Returns the same as `pause`.

        Raises:
            DecisionMoved: it has ended.
            NotAllowed, OutsiderDecides: the person may not.
        """
        going = (RunStatus.RUNNING, RunStatus.PAUSED, RunStatus.STOPPED)
        return await self._stopped(await self._change_run(decision, origin, going, _ended))

    async def _stopped(self, decision: Decision) -> tuple[Decision, int]:
        # Committed before: no call can be claimed any more.
        return decision, await self.claims.calling(decision.team_id, decision_id=decision.id)

    async def _change_run(
        self, decision: Decision, origin: Origin, states: tuple[RunStatus, ...], change: Callable[[Run], Run]
    ) -> Decision:
        await self.allow(decision.team_id, origin.by, Permission.GOVERN)

        def make(current: Decision) -> Step:
            run = current.active_run
            if run is None or run.status not in states:
                raise DecisionMoved(state=current.state)
            return steps.keep_run(current, change(run), origin.at, by=origin.by)

        return await self.change.step(decision, make)

    async def _check_programs(self, decision: Decision) -> None:
        programs = await self.rollouts.programs(decision.team_id, decision.id)
        if not await self.may_set.among(decision.team_id, [each.appid for each in programs if each.batch >= 0]):
            because = "fleet" if self.may_set.allowed else "setting"
            raise SettingOff(because=because, program=decision.evidence.name)
        # Ten thousand take a tenth of a second: too long for the event loop.
        seal = await asyncio.to_thread(seal_of_programs, programs)
        if decision.fleet is None or seal != decision.fleet.rows:
            raise StaleControl


def _paused(run: Run) -> Run:
    return replace(run, status=RunStatus.PAUSED)


def _ended(run: Run) -> Run:
    return replace(run, status=RunStatus.ENDED, next_at=None)
