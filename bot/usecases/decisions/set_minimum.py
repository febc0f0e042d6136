"""Set an approved minimum at WeChat, or roll it back.

The order is what makes it safe. The state `applying` is committed before the call, by one process: the second one finds
another revision. The call is claimed for this very revision. So after a crash at any moment WeChat is read, and never
asked again by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.access.roles import Permission
from bot.domain.decisions import steps
from bot.domain.decisions.decision import Decision, Origin, State
from bot.domain.decisions.outcome import Change, Failure, SettingCall
from bot.domain.decisions.proposable import Obstacle
from bot.domain.decisions.rollout.program import ProgramState
from bot.domain.decisions.steps import Step
from bot.errors import (
    BotError,
    DecisionMoved,
    MinimumChanged,
    MinimumUnclear,
    NoProposal,
    SettingOff,
    StaleControl,
    TooBusy,
    WeChatLimited,
    WeChatRefused,
)
from bot.ports.decisions import Claims, Decisions, Rollouts
from bot.ports.wechat import MinimumSetter
from bot.usecases.decisions.allow_deciding import AllowDeciding
from bot.usecases.decisions.claimed_call import ClaimedCall
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.recheck import Recheck
from bot.usecases.decisions.show_cards import ShowCards
from bot.usecases.programs.may_set import MaySet

_TRIES: Final = 5
"""A vote may come or go while WeChat is read; then it is looked at once more."""

_LONGEST: Final = 300

Begin = Callable[[Decision, Origin], Step]


@dataclass(frozen=True)
class SetMinimum:
    """The buttons "Set now" and "Roll back"."""

    decisions: Decisions
    rollouts: Rollouts
    claims: Claims
    setter: MinimumSetter | None
    """None where the operator does not allow it."""
    may_set: MaySet
    recheck: Recheck
    keep_step: KeepStep
    allow: AllowDeciding
    show_cards: ShowCards

    async def __call__(self, decision: Decision, origin: Origin) -> Decision:
        """Look at everything again, then set the minimum; returns what the decision is then.

        It is *stale* when what it rests on has changed, *applying* when WeChat took it or its answer was lost, *failed*
        when WeChat refused, and *approved* as before when WeChat was not reached.

        Raises:
            NotAllowed, OutsiderDecides: the person may not.
            SettingOff: Baselib may not set this program's minimum.
            DecisionMoved: it is not approved, or another person was quicker.
            NoProposal, MeaningUnproved, OperatorError, TemporaryError: it cannot be looked at again; nothing was set.
        """
        await self.allow(decision.team_id, origin.by)
        _check_single(decision)
        for _ in range(_TRIES):
            begun = steps.begin(decision, origin, calling=True)
            setter = await self._setter(decision)
            changed = await self.recheck(decision, now=origin.at)
            step = steps.outdate(decision, origin, changed) if changed else begun
            if await self.keep_step(step):
                return await self._shown(step.after) if changed else await self._ask(setter, decision, begun.after)
            decision = await self._current(decision)
        raise TooBusy

    async def roll_back(self, decision: Decision, origin: Origin) -> Decision:
        """Set the former minimum again, if WeChat still shows the one that was decided.

        Raises:
            MinimumChanged: WeChat shows another one.
            NoProposal: a newer decision about the program is open.
            NotAllowed, OutsiderDecides, SettingOff, DecisionMoved, OperatorError, TemporaryError: as for setting.
        """
        await self.allow(decision.team_id, origin.by, Permission.GOVERN)
        _check_single(decision)
        begun = steps.roll_back(decision, origin)
        setter = await self._setter(decision)
        await self._check_shown(decision, origin.at)
        if await self.decisions.open_for(decision.team_id, decision.appid):
            raise NoProposal(because=Obstacle.OPEN, program=decision.named)
        await self._put_back(decision)
        if not await self.keep_step(begun):
            raise DecisionMoved(state=(await self._current(decision)).state)
        return await self._ask(setter, decision, begun.after)

    async def _setter(self, decision: Decision) -> MinimumSetter:
        name = decision.named
        await self.may_set.check(decision.team_id, decision.appid, name)
        if self.setter is None:
            raise SettingOff(because="setting", program=name)
        return self.setter

    async def _check_shown(self, decision: Decision, now: datetime) -> None:
        report = await self.recheck.read(decision, now=now)
        found = None if isinstance(report, Change) else report.minimum
        if found != decision.version:
            version, shown = decision.version.text, found.text if found else "none"
            raise MinimumChanged(program=decision.named, version=version, found=shown)

    async def _ask(self, setter: MinimumSetter, before: Decision, begun: Decision) -> Decision:
        """Ask WeChat, once, and keep what is known then. Whatever ends this early leaves it to the next reading."""
        at, since = begun.applied_at or before.proposed_at, before.applied_at
        (program,) = await self.rollouts.programs(begun.team_id, begun.id)
        called = await ClaimedCall(self.claims, setter)(begun, program, now=at)
        error = called.error if called else await self._why_not(begun)

        def make(current: Decision) -> Step:
            match error:
                case None:
                    return steps.answered(current, SettingCall.ACCEPTED, at)
                case MinimumUnclear():
                    return steps.answered(current, SettingCall.UNCLEAR, at)
                case WeChatRefused():
                    return steps.refuse(current, at, _failure(error), since=since)
                case _:
                    return steps.release(current, at, _failure(error), since=since)

        return await self._settle(begun, make)

    async def _put_back(self, decision: Decision) -> None:
        """Let the program wait for another call, before the step that asks for it: so a step without a call shows."""
        await self.claims.take_over(decision.team_id, decision.id)
        programs = await self.rollouts.programs(decision.team_id, decision.id)
        waiting = [replace(each, state=ProgramState.WAITING) for each in programs]
        await self.rollouts.move(decision.team_id, decision.id, programs, waiting)

    async def _why_not(self, decision: Decision) -> BotError:
        """Why a claim was refused."""
        try:
            await self.may_set.check(decision.team_id, decision.appid, decision.named)
        except SettingOff as error:
            return error
        return TooBusy()

    async def _settle(self, begun: Decision, make: Callable[[Decision], Step]) -> Decision:
        """Keep the outcome, unless a reading has brought the decision further meanwhile."""
        current = begun
        for _ in range(_TRIES):
            if (current.state, current.outcome, current.applied_at) != (
                State.APPLYING,
                SettingCall.CALLING,
                begun.applied_at,
            ):
                return current
            step = make(current)
            if await self.keep_step(step):
                return await self._shown(step.after)
            current = await self._current(current)
        raise TooBusy

    async def _current(self, decision: Decision) -> Decision:
        return await self.decisions.get(decision.team_id, decision.id) or decision

    async def _shown(self, decision: Decision) -> Decision:
        await self.show_cards.one(decision)
        return decision


def _check_single(decision: Decision) -> None:
    """Refuse a fleet's decision, whose programs are set in batches."""
    if decision.fleet:
        raise StaleControl


def _failure(error: BotError) -> Failure:
    """What its sentence needs; what WeChat says may be long."""
    until = {"until": error.until.isoformat()} if isinstance(error, WeChatLimited) else {}
    params = {name: value[:_LONGEST] if isinstance(value, str) else value for name, value in error.params.items()}
    return Failure(error.key, {**params, **until})
