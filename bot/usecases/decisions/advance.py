"""Advance a decision: read what was called, count what people set, set what waits, and end it.

Several processes may do so at once. That none is set twice, or after a person has stopped it, rests on the claim of
each single call (`bot.usecases.decisions.advance`).
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

import structlog

from bot.domain.access import SYSTEM
from bot.domain.decisions import running, steps
from bot.domain.decisions.decision import (
    LOOKED_AT_EVERY,
    LOOKED_AT_FOR,
    SET_WITHIN,
    Claim,
    Decision,
    Halt,
    Origin,
    RunStatus,
    State,
    halt_of,
    is_recent,
)
from bot.domain.decisions.program import (
    ASIDE,
    MAY_SHOW,
    UNDER_WAY,
    Aside,
    Change,
    Difference,
    Failure,
    FleetProgram,
    LeftOut,
    Outcome,
    ProgramState,
)
from bot.domain.decisions.steps import NO_MOVES, Moves
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.platform.errcodes import NOT_AUTHORISED, SET_NOT_GRANTED
from bot.errors import BotError, HeldUp, MinimumUnclear, WeChatLimited, WeChatRefused
from bot.lib.cache import batches
from bot.lib.machine_time import boot_time
from bot.lib.work import ignore
from bot.ports.decisions import Claims, Decisions
from bot.ports.machine import Clock
from bot.ports.numbers import Snapshots
from bot.ports.wechat import MinimumSetter
from bot.usecases.decisions.show_cards import KeepStep
from bot.usecases.report.read import rest_until, stops_everything
from bot.usecases.sweep.sweep import Readings

_log = structlog.get_logger(__name__)
_NOT_GRANTED: Final = frozenset({NOT_AUTHORISED, SET_NOT_GRANTED})
"""getSupportVersion needs the same permission set as setSupportVersion, so a refused reading shows that it is gone."""
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Called:
    program: FleetProgram
    error: BotError | None
    """None: WeChat has taken it."""


@dataclass(frozen=True)
class ClaimedCall:
    """Whatever ends it early leaves the program claimed: it is taken over later, and read first."""

    claims: Claims
    setter: MinimumSetter
    seconds: Callable[[], float] = boot_time

    async def __call__(
        self, decision: Decision, program: FleetProgram, *, read_at: float, now: datetime
    ) -> Called | None:
        """Set the minimum that a decision wants for one of its programs.

        Args:
            decision: as it was read when everything else was looked at.
            program: as it was read, too.
            read_at: see `Claim.check`.

        Returns:
            None where the call may not be made, see `bot.ports.decisions.Claims.claim`.

        Raises:
            StorageUnavailable: no call was made, or what came of it is not kept.
        """
        claim = await self.claims.claim(decision, program, now=now)
        if claim is None:
            return None
        called = await self._call(claim, decision, program, read_at, now)
        if not await self.claims.settle(claim, called.program):
            _log.warning("a call was settled by another process", decision=decision.id, appid=program.appid)
        return called

    async def _call(
        self, claim: Claim, decision: Decision, before: FleetProgram, read_at: float, now: datetime
    ) -> Called:
        claimed = claim.program
        version = decision.wanted(claimed)

        def check() -> None:
            claim.check(self.seconds(), read_at=read_at)

        try:
            await self.setter.set_minimum(claimed.appid, version, before=check)
        except HeldUp as error:
            _log.warning("a call came too late, and was not made", decision=decision.id, appid=claimed.appid)
            return Called(before, error)
        except MinimumUnclear as error:
            _log.warning("whether a minimum was set is unclear", decision=decision.id, appid=claimed.appid)
            return Called(running.unclear(claimed), error)
        except WeChatRefused as error:
            if not stops_everything(error):
                return Called(running.ended(claimed, ProgramState.REFUSED, failure_of(error), now=now), error)
            return Called(running.unreached(decision, claimed, failure_of(error), now=now), error)
        except BotError as error:
            _log.info("a minimum was not set", decision=decision.id, appid=claimed.appid, error=str(error))
            why, until = failure_of(error), rest_until(error, now)
            return Called(running.unreached(decision, claimed, why, now=now, until=until), error)
        return Called(running.accepted(claimed), None)


def why_unread(error: BotError) -> Failure | Change:
    """Why a program could not be read; that its merchant grants it no more is a change."""
    if isinstance(error, WeChatRefused) and error.code in _NOT_GRANTED:
        return Change(Difference.GRANT)
    return failure_of(error)


def failure_of(error: BotError) -> Failure:
    """Return what an error's sentence needs; what WeChat says may be long."""
    until = {"until": error.until.isoformat()} if isinstance(error, WeChatLimited) else {}
    params = {name: value[:_LONGEST] if isinstance(value, str) else value for name, value in error.params.items()}
    return Failure(error.key, {**params, **until})


AT_ONCE: Final = 100
"""Programs that are read and judged together."""
IN_FLIGHT: Final = 10
"""Calls at the same moment: httpx's pool slows down beyond that."""
READ_AT_ONCE: Final = 20
"""Programs that a person's question reads anew: more are read once a day anyway."""
GOES_ON: Final = frozenset({State.APPROVED, State.APPLYING, State.UNVERIFIED})
_CALLED: Final = (ProgramState.APPLYING, ProgramState.ACCEPTED)


Programs = Sequence[FleetProgram]


class MayBeSet(Protocol):
    """Which programs Baselib may set now."""

    async def among(self, team_id: str, appids: Collection[str]) -> Collection[str]:
        """Those of these AppIDs."""


class ReadPrograms(Protocol):
    """Reads programs now."""

    async def __call__(self, team_id: str, appids: Collection[str], *, now: datetime) -> Readings:
        """Keep a snapshot of each that can be read."""


@dataclass(frozen=True)
class AdvanceDecision:
    """Advances a decision as far as possible now."""

    decisions: Decisions
    claims: Claims
    snapshots: Snapshots
    setter: MinimumSetter | None
    """None where the operator does not allow it: then what runs waits."""
    may: MayBeSet
    keep_step: KeepStep
    read: ReadPrograms
    clock: Clock
    moved: Callable[[], None] = ignore
    """Called after each step."""
    seconds: Callable[[], float] = boot_time

    async def __call__(self, decision: Decision, *, asked: bool = False) -> Decision:
        """Advance an approved, applying or unverified decision, and return it; leave all others unchanged.

        Args:
            asked: a person waits for it: a few programs are read that would have been later.

        Raises:
            StorageUnavailable: the next call goes on.
        """
        if decision.state not in GOES_ON:
            return decision
        await self._read_called(decision)
        if decision.active_run is None:
            left = await self._mark_shown(decision)
            if asked and 0 < len(left) <= READ_AT_ONCE:
                await self._read(decision, left, await self.clock.now())
                await self._mark_shown(decision)
        while (current := await self._current(decision)).may_call and await self._set_some(current):
            pass
        return await self._go_on(await self._current(decision))

    async def _current(self, decision: Decision) -> Decision:
        return await self.decisions.get(decision.team_id, decision.id) or decision

    async def _programs(self, decision: Decision, *states: ProgramState, due: datetime | None = None) -> Programs:
        return await self.decisions.programs(decision.team_id, decision.id, states=states, due=due)

    async def _move(self, decision: Decision, seen: Programs, changed: Programs) -> None:
        await self.decisions.move(decision.team_id, decision.id, Moves(seen, changed))
        self.moved()

    async def _read_called(self, decision: Decision) -> None:
        """Read WeChat for the programs that were called, or that a person has set, as far as they are due."""
        lost = decision.tally.count(ProgramState.CALLING) and await self.claims.take_over(decision.team_id, decision.id)
        if lost:
            _log.warning("calls were lost: WeChat is read first", decision=decision.id, count=lost)
        due = await self._programs(decision, *_CALLED, ProgramState.SAID, due=await self.clock.now())
        for some in batches(due, AT_ONCE):
            now = await self.clock.now()
            found, _ = await self._read(decision, some, now)
            shown = {appid: each for appid, each in found.items() if isinstance(each, Snapshot)}
            checked = [running.checked(decision, each, shown.get(each.appid), now=now) for each in some]
            await self._move(decision, some, checked)

    async def _mark_shown(self, decision: Decision) -> Programs:
        """Mark the programs that daily readings already show as set; return those still open.

        A person who sets a hundred programs need not press a hundred buttons.
        """
        left: list[FleetProgram] = []
        for some in batches(await self._programs(decision, *MAY_SHOW), AT_ONCE):
            newest = await self._newest(decision, [each.appid for each in some], date.max)
            changed = running.counted(decision, some, newest, since=decision.proposed_at)
            await self._move(decision, some, changed)
            left += [each for each in changed if each.state in MAY_SHOW]
        return left

    async def _read(
        self, decision: Decision, programs: Programs, now: datetime
    ) -> tuple[Mapping[str, Snapshot | Outcome], Mapping[str, float]]:
        """Return what WeChat shows now, by AppID, or why it could not be read; and `Readings.begun`."""
        appids = [each.appid for each in programs]
        readings = await self.read(decision.team_id, appids, now=now) if appids else Readings()
        found: dict[str, Snapshot | Outcome] = dict.fromkeys(appids, Aside(LeftOut.UNREACHED))
        found |= {appid: why_unread(error) for appid, error in readings.errors.items()}
        return found | dict(readings.taken), readings.begun

    async def _newest(self, decision: Decision, appids: Iterable[str], before: date) -> Mapping[str, Snapshot]:
        return await self.snapshots.newest(decision.team_id, [Visible(appid) for appid in appids], before=before)

    async def _set_some(self, decision: Decision) -> bool:
        """Set some waiting programs of the present batch; False when there is nothing to set now."""
        run, now = decision.run, await self.clock.now()
        if self.setter is None or run is None or run.waits(now):
            return False
        waiting = await self.decisions.programs(
            decision.team_id, decision.id, states=[ProgramState.WAITING], batch=run.batch, due=now, limit=AT_ONCE
        )
        if not waiting:
            return False
        may = await self.may.among(decision.team_id, [each.appid for each in waiting])
        found, begun = await self._read(decision, [each for each in waiting if each.appid in may], now)
        appids = [Visible(appid) for appid in found]
        losses = await self.snapshots.losses(decision.team_id, appids, decision.version)
        ready = await asyncio.to_thread(running.prepare, decision, waiting, found, losses, may=may, now=now)
        await self._move(decision, waiting, ready)
        unchanged = [each for each, before in zip(ready, waiting, strict=True) if each == before]
        try:
            halt, made = await self._call(decision, self.setter, unchanged, begun)
        finally:  # also when this process is about to stop
            await self.decisions.touch(decision.team_id, decision.id)
        self.moved()
        if running.none_read(waiting, found, may=may):
            halt = Halt.EVERYWHERE
        if halt and (current := await self._current(decision)).may_call and current.run:
            await self._keep(steps.keep_run(current, running.halted(current.run, halt), Origin(SYSTEM, now)))
        return halt is None and made + len(waiting) - len(unchanged) > 0

    async def _call(
        self, decision: Decision, setter: MinimumSetter, programs: Programs, begun: Mapping[str, float]
    ) -> tuple[Halt | None, int]:
        """Call WeChat for them until a rule or a call that may not be made stops it: the rule, and how many.

        Those that were read too long ago are left to the next time: where WeChat is slow, these are the first ones.
        """
        call, done = ClaimedCall(self.claims, setter, self.seconds), 0
        for those in batches(programs, IN_FLIGHT):
            some = [each for each in those if is_recent(begun[each.appid], self.seconds())]
            now = await self.clock.now()
            calls = (call(decision, each, read_at=begun[each.appid], now=now) for each in some)
            answers = await asyncio.gather(*calls, return_exceptions=True)
            for answer in answers:
                if isinstance(answer, BaseException):
                    raise answer
            made = [each for each in answers if isinstance(each, Called) and not isinstance(each.error, HeldUp)]
            refused = [each for each, answer in zip(some, answers, strict=True) if answer is None]
            done += len(made) + await self._set_aside(decision, refused)
            if halt := await self._halt(decision, [each.error for each in made if each.error]):
                return halt, done
            if len(made) < len(some):
                break
        return None, done

    async def _halt(self, decision: Decision, failed: Sequence[BotError]) -> Halt | None:
        answered = any(isinstance(error, WeChatRefused) for error in failed)
        if any(map(stops_everything, failed)) or (len(failed) == IN_FLIGHT and not answered):
            return Halt.EVERYWHERE
        if not failed or decision.run is None:
            return None
        batch = await self.decisions.tally(decision.team_id, decision.id, batch=decision.run.batch)
        return halt_of(batch, decision.run)

    async def _set_aside(self, decision: Decision, programs: Programs) -> int:
        """Of programs whose claims were refused: set those aside that Baselib may not set any more; how many."""
        may = await self.may.among(decision.team_id, [each.appid for each in programs])
        now, out = await self.clock.now(), [each for each in programs if each.appid not in may]
        await self._move(decision, out, running.set_aside(out, Aside(LeftOut.OPTED_OUT), now=now))
        return len(out)

    async def _go_on(self, decision: Decision) -> Decision:
        """End the decision, or the batch, when nothing is under way any more."""
        now = await self.clock.now()
        if decision.active_run is None:
            return await self._go_on_by_hand(decision, now)
        run = decision.active_run
        if run.status is RunStatus.ENDED and decision.tally.count(ProgramState.WAITING):
            waiting = await self._programs(decision, ProgramState.WAITING)
            await self._move(decision, waiting, running.set_aside(waiting, Aside(LeftOut.ENDED), now=now))
            decision = await self._current(decision)
        if not decision.tally.under_way:
            return await self._conclude(decision, now)
        batch = await self.decisions.tally(decision.team_id, decision.id, batch=run.batch)
        changed = running.after_batch(run, batch, decision.tally, now=now)
        return await self._keep(steps.keep_run(decision, changed, Origin(SYSTEM, now))) if changed else decision

    async def _go_on_by_hand(self, decision: Decision, now: datetime) -> Decision:
        """Where people set its programs: they have a week from the approval, then its numbers are old."""
        if decision.state is State.APPROVED and decision.tally.count(ProgramState.VERIFIED):
            decision = await self._keep(steps.begin(decision, Origin(SYSTEM, now)))
        began = decision.changed_at or decision.proposed_at
        if decision.state is State.APPROVED and now - decision.approved_at >= decision.good_for:
            return await self._keep(steps.expire(decision, now))
        if decision.state is State.APPLYING and decision.tally.under_way and now - began >= SET_WITHIN:
            left = await self._programs(decision, *UNDER_WAY)
            await self._move(
                decision, left, [running.ended(each, ProgramState.UNVERIFIED, None, now=now) for each in left]
            )
            decision = await self._current(decision)
        if decision.state in (State.APPLYING, State.UNVERIFIED) and not decision.tally.under_way:
            decision = await self._conclude(decision, now)
        if decision.state is State.UNVERIFIED and now - began >= LOOKED_AT_FOR:
            await self.decisions.look_later(decision, None)
        elif decision.next_at:
            words = await self._programs(decision, ProgramState.SAID)
            soon = [each.next_at for each in words if each.next_at]
            await self.decisions.look_later(decision, min([now + LOOKED_AT_EVERY, *soon]))
        return decision

    async def _conclude(self, decision: Decision, now: datetime) -> Decision:
        aside, moves = await self._programs(decision, *ASIDE), NO_MOVES
        state, outcome = running.end_of(decision, aside), decision.target.outcome if decision.target else None
        if state is State.APPROVED:
            busy = await self.decisions.busy(decision.team_id)  # they were free meanwhile
            free = [each for each in aside if each.appid not in busy]
            moves = Moves(free, [running.waiting(each, each.outcome, now=now) for each in free])
            state, outcome = (state, free[0].outcome) if free else (State.STALE, Aside(LeftOut.OPEN))
        return await self._keep(steps.conclude(decision, state, Origin(SYSTEM, now), outcome=outcome, moves=moves))

    async def _keep(self, step: steps.Step) -> Decision:
        """Keep a step, unless a person has changed the decision: the next call looks at that."""
        return step.after if await self.keep_step(step) else await self._current(step.before)
