"""Let Baselib set what was decided: start, pause, resume and end a run, and roll back what was set."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.domain.access.roles import Permission
from bot.domain.decisions import steps
from bot.domain.decisions.decision import Decision, Origin
from bot.domain.decisions.outcome import Change, Difference
from bot.domain.decisions.proposable import Obstacle
from bot.domain.decisions.rollout import running
from bot.domain.decisions.rollout.program import FleetProgram, seal_of_programs
from bot.domain.decisions.rollout.run import Run, RunStatus
from bot.domain.decisions.steps import Moves, Step
from bot.errors import DecisionMoved, NoProposal, SettingOff, StaleControl
from bot.ports.decisions import Claims, Decisions
from bot.usecases.decisions.allow_deciding import AllowDeciding
from bot.usecases.decisions.bring_on import BringOn
from bot.usecases.decisions.change import ChangeDecision
from bot.usecases.programs.may_set import MaySet

_RUNNING: Final = frozenset({RunStatus.RUNNING})
_STANDING: Final = frozenset({RunStatus.PAUSED, RunStatus.STOPPED})


@dataclass(frozen=True)
class ControlRun:
    """The buttons of a card that Baselib sets. Editors start a run, admins pause, resume, end it and roll back."""

    change: ChangeDecision
    decisions: Decisions
    claims: Claims
    allow: AllowDeciding
    may_set: MaySet
    bring_on: BringOn

    async def start(self, decision: Decision, origin: Origin) -> Decision:
        """Begin with the first program; one alone is set at once. What the decision is then.

        Raises:
            SettingOff: Baselib may not set any of them.
            DecisionMoved: it is not approved, or another person was quicker.
            StaleControl: the programs are not those that were decided about.
            NotAllowed, OutsiderDecides: the person may not.
            OperatorError, TemporaryError: Slack does not say who may decide.
        """
        await self.allow(decision.team_id, origin.by)
        if not decision.may_begin:
            raise DecisionMoved(state=decision.state)
        programs = await self.decisions.programs(decision.team_id, decision.id)
        await self._check_allowed(decision, programs)
        await _check_seal(decision, programs)
        eligible = set(await self.allow.among(decision.team_id, decision.voters))
        words = [each for each in programs if each.said]  # each is read before it is called
        moves = Moves(words, [running.waiting(each, now=origin.at) for each in words])

        def begin(current: Decision) -> Step:
            step = steps.begin(current, origin, moves, run=Run(next_at=origin.at))
            votes = len(eligible & set(current.voters))
            if votes >= current.needed:
                return step
            return steps.outdate(current, origin, Change(Difference.VOTERS, str(current.needed), str(votes)))

        return await self._begin(decision, begin)

    async def preview_back(self, decision: Decision, origin: Origin) -> running.BackDraft:
        """What a roll-back would do.

        Raises:
            SettingOff: Baselib may not set any of them.
            NoProposal: its program has another open decision.
            DecisionMoved: nothing was set that could be rolled back.
            NotAllowed, OutsiderDecides: the person may not.
        """
        await self.allow(decision.team_id, origin.by, Permission.GOVERN)
        if not decision.may_roll_back:
            raise DecisionMoved(state=decision.state)
        programs = await self.decisions.programs(decision.team_id, decision.id)
        may = await self._check_allowed(decision, programs)
        busy = await self.decisions.busy(decision.team_id)
        if decision.appid in busy:
            raise NoProposal(because=Obstacle.OPEN, program=decision.named)
        draft = running.back_draft(decision, programs, may=may, busy=busy, now=origin.at)
        if not draft.back:
            raise DecisionMoved(state=decision.state)
        return draft

    async def roll_back(self, draft: running.BackDraft, origin: Origin) -> Decision:
        """Set the former minimums again, each if WeChat still shows the one that was decided.

        Raises:
            DecisionMoved: it is something else by now.
            NotAllowed, OutsiderDecides: the person may not.
        """
        await self.allow(draft.decision.team_id, origin.by, Permission.GOVERN)
        return await self._begin(draft.decision, lambda current: steps.roll_back(current, origin, draft.moves))

    async def pause(self, decision: Decision, origin: Origin) -> Decision:
        """Wait: what WeChat has taken is still verified.

        Raises:
            DecisionMoved: it does not run.
            NotAllowed, OutsiderDecides: the person may not.
        """

        def paused(run: Run) -> Run:
            return replace(run, status=RunStatus.PAUSED)

        return await self._change_run(decision, origin, _RUNNING, paused)

    async def resume(self, decision: Decision, origin: Origin) -> Decision:
        """Go on, also after a rule has stopped it. Errors as for `pause`."""
        run = decision.run or Run()
        batch = await self.decisions.tally(decision.team_id, decision.id, batch=run.batch)
        return await self._change_run(
            decision, origin, _STANDING, lambda current: running.resumed(current, batch, now=origin.at)
        )

    async def end(self, decision: Decision, origin: Origin) -> Decision:
        """Set no more programs, for good. Errors as for `pause`."""

        def ended(run: Run) -> Run:
            return replace(run, status=RunStatus.ENDED, next_at=None)

        return await self._change_run(decision, origin, _RUNNING | _STANDING, ended)

    async def calling(self, decision: Decision) -> int:
        """How many calls are under way: the last ones, once it was paused or has ended."""
        return await self.claims.calling(decision.team_id, decision_id=decision.id)

    async def _begin(self, decision: Decision, make: Callable[[Decision], Step]) -> Decision:
        begun = await self.change.step(decision, make)
        if begun.fleet or not begun.may_call:
            return begun
        return await self.change.shown(await self.bring_on(begun))

    async def _change_run(
        self,
        decision: Decision,
        origin: Origin,
        states: Collection[RunStatus],
        make_run: Callable[[Run], Run],
    ) -> Decision:
        await self.allow(decision.team_id, origin.by, Permission.GOVERN)

        def make(current: Decision) -> Step:
            run = current.active_run
            if run is None or run.status not in states:
                raise DecisionMoved(state=current.state)
            return steps.keep_run(current, make_run(run), origin)

        return await self.change.step(decision, make)

    async def _check_allowed(self, decision: Decision, programs: Sequence[FleetProgram]) -> Collection[str]:
        """The AppIDs of those that Baselib may set."""
        if decision.target:
            await self.may_set.check(decision.team_id, decision.appid, decision.named)
            return [decision.appid]
        may = await self.may_set.among(decision.team_id, [each.appid for each in programs if each.batch >= 0])
        if not may:
            because = "fleet" if self.may_set.allowed else "setting"
            raise SettingOff(because=because, program=decision.evidence.name)
        return may


async def _check_seal(decision: Decision, programs: Sequence[FleetProgram]) -> None:
    """Check that the programs are those of the evidence; that of one program is the evidence itself."""
    # Ten thousand take a tenth of a second: too long for the event loop.
    if decision.fleet and await asyncio.to_thread(seal_of_programs, programs) != decision.fleet.rows:
        raise StaleControl
