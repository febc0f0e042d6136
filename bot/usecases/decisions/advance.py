"""Bring decisions on when their time has come: expire them, and read WeChat until it shows what was set."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from bot.domain.access.audit import SYSTEM
from bot.domain.access.roles import Viewpoint
from bot.domain.decisions import steps
from bot.domain.decisions.claim import UNTOUCHED
from bot.domain.decisions.deadlines import LOOKED_AT_EVERY
from bot.domain.decisions.decision import Decision, Origin, State
from bot.domain.decisions.outcome import Failure, SettingCall
from bot.domain.decisions.rollout.program import ProgramState, shows
from bot.domain.decisions.steps import Step
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.errors import HeldUp, OperatorError, StorageUnavailable, TemporaryError
from bot.lib.isolation import Isolation
from bot.ports.decisions import Claims, Decisions, Rollouts
from bot.ports.numbers import Snapshots
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.rollout.count_set import CountSet
from bot.usecases.decisions.show_cards import ShowCards
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.read import ReadReport

_log = structlog.get_logger(__name__)
_AT_ONCE: Final = 50


@dataclass(frozen=True)
class AdvanceDecisions:
    """A routine of the scheduler; several replicas may call it at once, and one of them wins."""

    decisions: Decisions
    rollouts: Rollouts
    claims: Claims
    snapshots: Snapshots
    visible: VisiblePrograms
    read_report: ReadReport
    keep_step: KeepStep
    show_cards: ShowCards
    count_set: CountSet

    async def __call__(self, *, now: datetime) -> None:
        """Look at the decisions that are due, and update cards.

        Raises:
            StorageUnavailable: the next call goes on.
            Exception: the first failure; the other decisions were looked at.
        """
        isolation = Isolation()
        for decision in await self.decisions.due(now=now, limit=_AT_ONCE):
            with isolation.item(decision=decision.id):
                await self._look(decision, now)
        with isolation.item():
            await self.show_cards()
        isolation.raise_first()

    async def check(self, decision: Decision, *, now: datetime) -> Decision:
        """Read WeChat now for a decision that was set, or that stayed unverified; returns what it is then.

        Raises:
            DecisionMoved: it was not set.
            StorageUnavailable: nothing is kept.
        """
        if decision.fleet:
            counted = await self.count_set.check(decision, now=now)
            await self.show_cards.one(counted)
            return counted
        if await self.claims.calling(decision.team_id, decision_id=decision.id):
            return decision  # a reading now would say nothing against the call
        step = await self._never_called(decision, now)
        step = step or steps.verify(decision, await self._minimum(decision, now), now)
        if await self._keep(step):
            return step.after
        return await self.decisions.get(decision.team_id, decision.id) or decision

    async def _look(self, decision: Decision, now: datetime) -> None:
        match decision.state:
            case State.PROPOSED:
                await self._keep(steps.expire(decision, now))
            case State.APPROVED | State.APPLYING if decision.fleet:
                await self.count_set(decision, now=now)
            case State.APPROVED:
                await self._look_at_approved(decision, now)
            case State.APPLYING:
                await self.check(decision, now=now)
            case _:
                _log.warning("a decision is due that waits for nothing", decision=decision.id)

    async def _look_at_approved(self, decision: Decision, now: datetime) -> None:
        """It may have been set without a word; else it expires in the end."""
        approved_at = decision.approved_at
        newest = await self.snapshots.latest(decision.team_id, decision.appid)
        if newest and newest.taken_at > approved_at and shows(newest.minimum, decision.version):
            begun = steps.begin(decision, Origin(SYSTEM, now))
            if await self._keep(begun):
                await self._keep(steps.verify(begun.after, newest.minimum, now))
        elif now - approved_at >= decision.good_for:
            await self._keep(steps.expire(decision, now))
        else:
            await self.decisions.look_later(decision, now + LOOKED_AT_EVERY)

    async def _never_called(self, decision: Decision, now: datetime) -> Step | None:
        """The step back where the process that was to call ended before its claim: nothing was asked."""
        if decision.outcome is not SettingCall.CALLING or now - (decision.applied_at or now) < UNTOUCHED:
            return None
        programs = await self.rollouts.programs(decision.team_id, decision.id, states=[ProgramState.WAITING])
        return steps.release(decision, now, Failure(HeldUp.key)) if programs else None

    async def _minimum(self, decision: Decision, now: datetime) -> Version | None:
        """What WeChat shows now; None when it cannot be read."""
        every = await self.visible(Viewpoint.everything(decision.team_id))
        program = every.get(decision.appid) or Program(decision.appid)
        try:
            # As it is: unusable numbers of today say nothing against the minimum that comes with them.
            report = await self.read_report(decision.team_id, program, now=now, refresh=True, as_is=True)
        except StorageUnavailable:
            raise
        except (OperatorError, TemporaryError) as error:
            _log.info("what was set could not be read", decision=decision.id, error=str(error))
            return None
        return report.minimum if report.stale_because is None else None

    async def _keep(self, step: Step) -> bool:
        kept = await self.keep_step(step)
        if kept:
            await self.show_cards.one(step.after)
        return kept
