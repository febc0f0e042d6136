"""Set the programs of fleets' decisions at WeChat, batch by batch.

One replica sets a decision at a time, which saves readings. That none is set twice, or after a person has stopped it,
rests on the claim of each single call (`bot.usecases.decisions.claimed_call`).
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final, Protocol

import structlog

from bot.domain.decisions import steps
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.rollout import running
from bot.domain.decisions.rollout.by_hand import unsaid
from bot.domain.decisions.rollout.program import FleetProgram, LeftOut, ProgramState, Tally
from bot.domain.decisions.rollout.run import Halt, Run, RunStatus
from bot.domain.numbers.snapshot import Snapshot
from bot.lib.batches import batches
from bot.lib.ignoring import ignore
from bot.lib.isolation import Isolation
from bot.lib.locks import OnlyOne, uncontended
from bot.ports.clock import Clock
from bot.ports.decisions import Claims, Decisions, Rollouts
from bot.ports.numbers import Snapshots
from bot.ports.wechat import MinimumSetter
from bot.usecases.decisions.claimed_call import ClaimedCall
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.rollout.calls import Calls, MayBeSet

_log = structlog.get_logger(__name__)
AT_ONCE: Final = 100
"""Programs that are read and judged together."""
_CALLED: Final = (ProgramState.APPLYING, ProgramState.ACCEPTED)


class ReadPrograms(Protocol):
    """Reads programs now, and leaves the last calls of their quotas to people."""

    async def __call__(self, team_id: str, appids: Collection[str], *, now: datetime) -> Collection[str]:
        """Keep a snapshot of each; the AppIDs of those that could be read."""


@dataclass(frozen=True)
class SetFleets:
    """A routine of the scheduler."""

    decisions: Decisions
    rollouts: Rollouts
    claims: Claims
    snapshots: Snapshots
    setter: MinimumSetter | None
    """None where the operator does not allow it: then what runs waits."""
    may: MayBeSet
    keep_step: KeepStep
    read: ReadPrograms
    clock: Clock
    only_one: OnlyOne = uncontended
    moved: Callable[[], None] = ignore
    """Called after each step."""

    async def __call__(self, *, now: datetime) -> None:
        """Bring every run on as far as it goes now.

        Raises:
            StorageUnavailable: the next call goes on.
            Exception: the first failure; the other runs were brought on.
        """
        del now  # a run takes longer than a tick
        isolation = Isolation()
        for decision in await self.decisions.running():
            with isolation.item(decision=decision.id):
                async with self.only_one(f"rollout {decision.id}") as ours:
                    if ours:
                        await self.bring_on(decision)
        isolation.raise_first()

    async def bring_on(self, decision: Decision) -> None:
        """Read what was called, set what waits, and go on with the next batch or to the end."""
        await self._check_called(decision)
        await self._check_words(decision)
        while (current := await self._current(decision)) and await self._set_some(current):
            pass
        await self._go_on(decision)

    async def _current(self, decision: Decision) -> Decision | None:
        """The decision while it is being set."""
        current = await self.decisions.get(decision.team_id, decision.id)
        return current if current and current.active_run else None

    async def _check_called(self, decision: Decision) -> None:
        """Read WeChat for the programs that were called, as far as they are due."""
        if lost := await self.claims.take_over(decision.team_id, decision.id):
            _log.warning("calls were lost: WeChat is read first", decision=decision.id, count=lost)
        now = await self.clock.now()
        called = await self.rollouts.programs(decision.team_id, decision.id, states=_CALLED, due=now)
        for some in batches(called, AT_ONCE):
            now = await self.clock.now()
            found = await self._read(decision.team_id, some, now)
            changed = [running.checked(each, found.get(each.appid), decision.version, now=now) for each in some]
            await self.rollouts.move(decision.team_id, decision.id, some, changed)
            self.moved()

    async def _check_words(self, decision: Decision) -> None:
        """What people said is set waits as all others: each is read before it is called."""
        words = await self.rollouts.programs(decision.team_id, decision.id, states=[ProgramState.SAID])
        now = await self.clock.now()
        await self.rollouts.move(decision.team_id, decision.id, words, [unsaid(each, now=now) for each in words])

    async def _set_some(self, decision: Decision) -> bool:
        """Set some waiting programs of the present batch; False when there is nothing to set now."""
        run, now = decision.run, await self.clock.now()
        if self.setter is None or run is None or run.status is not RunStatus.RUNNING or _later(run.next_at, now):
            return False
        team_id, waiting = decision.team_id, await self._waiting(decision, run.batch, now)
        if not waiting:
            return False
        appids = [each.appid for each in waiting]
        may = await self.may.among(team_id, appids)
        found = await self._read(team_id, [each for each in waiting if each.appid in may], now)
        ready = await asyncio.to_thread(running.prepared, waiting, found, decision.version, may=may, now=now)
        await self.rollouts.move(team_id, decision.id, waiting, ready)
        unchanged = [each for each, before in zip(ready, waiting, strict=True) if each == before]
        count_batch = partial(self.rollouts.tally, team_id, decision.id, batch=run.batch)
        calls = Calls(decision, run, ClaimedCall(self.claims, self.setter), count_batch, self.clock)
        try:
            halt = await calls(unchanged)
        finally:  # also when this process is about to stop
            await self.rollouts.touch(team_id, decision.id)
        self.moved()
        if running.none_read(waiting, found, may=may):
            halt = Halt.EVERYWHERE
        if halt and (current := await self._current(decision)) and current.run and not current.run.stands:
            await self._keep_run(current, running.halted(current.run, halt))
        refused = await self._set_aside_refused(decision, calls.refused)
        return halt is None and calls.made + refused + len(waiting) - len(unchanged) > 0

    async def _set_aside_refused(self, decision: Decision, programs: Sequence[FleetProgram]) -> int:
        """Of programs whose claims were refused: set those aside that Baselib may not set any more; how many."""
        may = await self.may.among(decision.team_id, [each.appid for each in programs])
        now, out = await self.clock.now(), [each for each in programs if each.appid not in may]
        aside = [running.set_aside(each, LeftOut.OPTED_OUT, now=now) for each in out]
        await self.rollouts.move(decision.team_id, decision.id, out, aside)
        return len(aside)

    async def _waiting(self, decision: Decision, batch: int, now: datetime) -> Sequence[FleetProgram]:
        return await self.rollouts.programs(
            decision.team_id, decision.id, states=[ProgramState.WAITING], batch=batch, due=now, limit=AT_ONCE
        )

    async def _go_on(self, decision: Decision) -> None:
        """End the decision, or the batch, when nothing is under way any more."""
        current = await self._current(decision)
        if current is None or current.run is None:
            return
        now, run = await self.clock.now(), current.run
        if run.status is RunStatus.ENDED:
            current = await self._set_aside(current, now)
        tally = current.tally or Tally()
        if not tally.under_way:
            await self.keep_step(steps.conclude(current, _end(tally), now))
            return
        batch = await self.rollouts.tally(current.team_id, current.id, batch=run.batch)
        if changed := running.after_batch(run, batch, tally, now=now):
            await self._keep_run(current, changed)

    async def _set_aside(self, decision: Decision, now: datetime) -> Decision:
        waiting = await self.rollouts.programs(decision.team_id, decision.id, states=[ProgramState.WAITING])
        await self.rollouts.move(decision.team_id, decision.id, waiting, running.ended(waiting, now=now))
        return await self._current(decision) or decision

    async def _keep_run(self, decision: Decision, run: Run) -> None:
        """Keep the run, unless a person has changed the decision: the next call looks at that."""
        await self.keep_step(steps.keep_run(decision, run, await self.clock.now()))

    async def _read(self, team_id: str, programs: Sequence[FleetProgram], now: datetime) -> Mapping[str, Snapshot]:
        """What WeChat shows now, by AppID; programs that could not be read are missing."""
        appids = [each.appid for each in programs]
        kept = await self.read(team_id, appids, now=now) if appids else ()
        return await self.snapshots.newest(team_id, list(kept), before=date.max) if kept else {}


def _later(at: datetime | None, now: datetime) -> bool:
    return at is not None and at > now


def _end(tally: Tally) -> State:
    if tally.count(ProgramState.UNVERIFIED):
        return State.UNVERIFIED
    return State.VERIFIED if tally.verified else State.FAILED
