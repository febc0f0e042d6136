"""Promises of `bot.ports.decisions.Claims`: the only way to a call that sets a minimum."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from bot.domain.decisions import running, steps
from bot.domain.decisions.decision import Claim, Decision, Run, RunStatus, State
from bot.domain.decisions.program import Aside, FleetProgram, LeftOut, ProgramState, SettingCall, Tally
from bot.domain.decisions.steps import Moves
from bot.domain.programs import MerchantChoice, OptIn
from bot.storage.engine.database import Database
from tests.contracts.conftest import Stores, in_database, in_memory
from tests.contracts.decisions import approved, decision_of, keep, said_set
from tests.domain.decisions.build import (
    BOB,
    CAROL,
    DRAFT,
    DRAFT_FLEET,
    EVIDENCE,
    NOW,
    PROGRAM,
    PROGRAMS,
    by,
    evidence_for,
    fleet,
)
from tests.fakes.programs import choose

FLEET, ONE = DRAFT_FLEET.id, DRAFT.id
LATER, NO_TIME = NOW + timedelta(hours=1), timedelta()
CAROL_LATER = by(CAROL, 60)


async def begun(
    stores: Stores, draft: Decision = DRAFT_FLEET, programs: Sequence[FleetProgram] = PROGRAMS
) -> tuple[Decision, Sequence[FleetProgram]]:
    """A decision that Baselib is setting, and its programs; Baselib may set all of them."""
    decision = await approved(stores, draft, programs)
    await keep(stores, steps.begin(decision, by(BOB, 3), run=Run(next_at=NOW)))
    rows = await stores.decisions.programs(draft.team_id, draft.id)
    for each in rows:
        await choose(stores.opt_ins, draft.team_id, each.appid, OptIn(on=True))
    return await decision_of(stores, draft.id, draft.team_id), rows


async def row_of(stores: Stores, position: int = 0, decision_id: str = FLEET) -> FleetProgram:
    (found,) = await stores.decisions.programs("T1", decision_id, limit=1, skip=position)
    return found


async def test_a_call_is_claimed_once(stores: Stores) -> None:
    """Of ten processes one gets it; what came of it is kept, and the next call is another attempt."""
    decision, (first, *_) = await begun(stores)
    processes = [stores.claims_of(f"process{number}") for number in range(10)]
    claims = await asyncio.gather(*(each.claim(decision, first, now=NOW) for each in processes))
    ((holder, claim),) = [(each, claim) for each, claim in zip(processes, claims, strict=True) if claim]

    assert await row_of(stores) == claim.program == running.called(first, now=NOW)
    assert claim.program.state is ProgramState.CALLING
    assert claim.program.attempt == 1
    assert await stores.claims_of("x").calling("T1") == 1
    assert await stores.claims_of("x").calling("T1", appid=first.appid) == 1
    assert await stores.claims_of("x").calling("T1", appid="another") == 0
    assert await stores.claims_of("x").calling("T2") == 0
    assert await holder.settle(claim, running.accepted(claim.program))
    assert (await row_of(stores)).state is ProgramState.ACCEPTED
    assert await holder.calling("T1") == 0
    assert not await holder.settle(claim, running.unclear(claim.program))
    assert await holder.claim(decision, first, now=NOW) is None


async def test_a_call_that_was_not_made(stores: Stores) -> None:
    """The program is as before, but for the attempt, which is counted; it can be claimed again."""
    decision, (first, *_) = await begun(stores)
    here = stores.claims_of("here")
    claim = await here.claim(decision, first, now=NOW)
    assert claim
    assert await here.settle(claim, first)
    again = await row_of(stores)

    assert again == replace(first, attempt=1)
    assert await here.claim(decision, first, now=NOW) is None
    second = await here.claim(decision, again, now=LATER)
    assert second
    assert second.program.attempt == 2


@pytest.mark.parametrize("status", [RunStatus.PAUSED, RunStatus.STOPPED, RunStatus.ENDED])
async def test_what_stops_a_run_stops_the_next_call(stores: Stores, status: RunStatus) -> None:
    decision, (first, second, *_) = await begun(stores)
    here = stores.claims_of("here")
    claim = await here.claim(decision, first, now=NOW)
    stop = steps.keep_run(decision, replace(Run(), status=status), CAROL_LATER)
    assert await stores.decisions.keep(stop)

    assert await here.claim(decision, second, now=LATER) is None
    assert await stores.claims_of("x").calling("T1") == 1
    assert claim
    assert await here.settle(claim, running.accepted(claim.program))
    resumed = steps.keep_run(stop.after, Run(), CAROL_LATER)
    assert await stores.decisions.keep(resumed)
    assert await here.claim(decision, second, now=LATER) is None
    assert await here.claim(await decision_of(stores, FLEET), second, now=LATER)


async def test_the_end_of_a_decision_stops_the_next_call(stores: Stores) -> None:
    decision, (first, *_) = await begun(stores)
    ended = steps.conclude(decision, State.VERIFIED, CAROL_LATER)
    assert await stores.decisions.keep(ended)

    for seen in (decision, await decision_of(stores, FLEET)):
        assert await stores.claims_of("here").claim(seen, first, now=LATER) is None


@pytest.mark.parametrize("opt_in", [OptIn(), OptIn(on=True, merchant=MerchantChoice.DECLINED)])
async def test_an_opt_out_stops_the_next_call(stores: Stores, opt_in: OptIn) -> None:
    decision, (first, second, *_) = await begun(stores)
    here = stores.claims_of("here")
    await choose(stores.opt_ins, "T1", first.appid, opt_in)

    assert await here.claim(decision, first, now=NOW) is None
    assert await here.claim(decision, second, now=NOW)


async def test_progress_stops_nothing(stores: Stores) -> None:
    decision, (first, second, *_) = await begun(stores)
    aside = running.set_aside([second], Aside(LeftOut.OPTED_OUT), now=NOW)
    await stores.decisions.move("T1", FLEET, Moves([second], aside))
    await stores.decisions.touch("T1", FLEET)

    assert await stores.claims_of("here").claim(decision, first, now=NOW)


async def test_a_lost_call_is_taken_over(stores: Stores) -> None:
    decision, (first, *_) = await begun(stores)
    here, there, late = (stores.claims_of("here"), stores.claims_of("there"), stores.claims_of("t", NO_TIME))
    claim = await here.claim(decision, first, now=NOW)
    assert claim

    assert await there.take_over("T1", FLEET) == 0
    assert await late.take_over("T1", FLEET) == 1
    assert await late.take_over("T1", FLEET) == 0
    lost = await row_of(stores)
    assert lost == replace(claim.program, state=ProgramState.APPLYING)
    assert not await here.settle(claim, running.accepted(claim.program))
    assert await row_of(stores) == lost


async def test_a_holder_cannot_settle_another_ones_call(stores: Stores) -> None:
    decision, (first, *_) = await begun(stores)
    claim = await stores.claims_of("here").claim(decision, first, now=NOW)
    assert claim

    forged = replace(claim, holder="there")
    assert not await stores.claims_of("there").settle(forged, running.accepted(claim.program))


async def test_one_call_for_a_program_whichever_decision(stores: Stores) -> None:
    """An older decision's call may still be on its way when the next decision is there."""
    evidence = replace(EVIDENCE, appid=PROGRAMS[0].appid)
    single, (row,) = await begun(stores, replace(DRAFT, evidence=evidence, needed=1), ())
    claim = await stores.claims_of("here").claim(single, row, now=NOW)
    assert claim
    assert await stores.decisions.keep(steps.conclude(single, State.VERIFIED, CAROL_LATER))
    fleet, (first, *_) = await begun(stores)

    assert first.appid == row.appid
    assert await stores.claims_of("there").claim(fleet, first, now=NOW) is None
    assert await stores.claims_of("there", NO_TIME).claim(fleet, first, now=NOW)


async def test_one_program_has_a_row_as_well(stores: Stores) -> None:
    """With the numbers of the evidence, read with its decision, as what was claimed is."""
    decision, rows = await begun(stores, DRAFT, ())

    (row,) = rows
    assert decision.target == row == PROGRAM
    claim = await stores.claims_of("here").claim(decision, row, now=NOW)
    assert claim
    called = await decision_of(stores, ONE)
    assert (called.target, called.tally) == (claim.program, Tally({ProgramState.CALLING: 1}))
    assert await stores.claims_of("here").settle(claim, running.accepted(claim.program))
    assert (await decision_of(stores, ONE)).call is SettingCall.ACCEPTED


async def test_no_call_where_people_set_it(stores: Stores) -> None:
    decision = await approved(stores)
    await choose(stores.opt_ins, "T1", decision.appid, OptIn(on=True))
    by_hand = await keep(stores, said_set(decision))

    for seen_as, row in ((decision, PROGRAM), (by_hand, by_hand.target)):
        assert row
        assert await stores.claims_of("here").claim(seen_as, row, now=NOW) is None


async def test_a_pause_while_claims_come(stores: Stores) -> None:
    decision, rows = await begun(stores)
    here = stores.claims_of("here")
    stop = steps.keep_run(decision, Run(RunStatus.PAUSED), CAROL_LATER)

    async def pause() -> int:
        await asyncio.sleep(0)
        assert await stores.decisions.keep(stop)
        return await here.calling("T1")

    counted, *claims = await asyncio.gather(pause(), *(here.claim(decision, each, now=NOW) for each in rows[:20]))

    assert counted == sum(claim is not None for claim in claims)


PROCESSES: Final = ("here", "there")
CLAIMS_MODEL_PROGRAMS: Final = fleet(3)
_NUMBERS: Final = count(1)
_EXAMPLES: Final = settings(
    max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


@dataclass
class Held:
    claim: Claim
    called: bool = False
    late: bool = False
    """Whether it was taken over: so its process has stood still, or has ended."""


@dataclass
class Picture:
    decision: Decision
    programs: Sequence[FleetProgram]


@dataclass
class Truth:
    stopped: bool = False
    opted_out: set[int] = field(default_factory=set)
    revision: int = 0
    rows: dict[int, tuple[ProgramState, int]] = field(default_factory=dict)
    calling: dict[int, Held] = field(default_factory=dict)
    shows: set[int] = field(default_factory=set)
    readings: dict[int, int] = field(default_factory=dict)
    """Of an unclear program, those that found it unset."""


class Machine(RuleBasedStateMachine):
    """Two processes set three programs; each may have an old picture, and stand still between any two steps."""

    def __init__(self, run: Callable[[Awaitable[Any]], Any], stores: Stores) -> None:
        super().__init__()
        self.run, self.stores, self.team = run, stores, f"T{next(_NUMBERS)}"
        draft = replace(DRAFT_FLEET, team_id=self.team, evidence=evidence_for(CLAIMS_MODEL_PROGRAMS), needed=2)
        decision, _ = run(begun(stores, draft, CLAIMS_MODEL_PROGRAMS))
        self.decision_id = decision.id
        self.truth = Truth(revision=decision.revision)
        self.truth.rows = dict.fromkeys(range(3), (ProgramState.WAITING, 0))
        self.held: list[Held] = []
        self.pictures: dict[str, Picture] = {}
        for process in PROCESSES:
            self.look(process)

    def _rows(self) -> list[FleetProgram]:
        return list(self.run(self.stores.decisions.programs(self.team, self.decision_id, limit=3)))

    @rule(process=st.sampled_from(PROCESSES))
    def look(self, process: str) -> None:
        decision = self.run(decision_of(self.stores, self.decision_id, self.team))
        self.pictures[process] = Picture(decision, self._rows())

    @rule(process=st.sampled_from(PROCESSES), position=st.integers(0, 2))
    def claim(self, process: str, position: int) -> None:
        """Given exactly if all still is as this process has read it, and may be."""
        picture, truth = self.pictures[process], self.truth
        seen = picture.programs[position]
        may = (
            not truth.stopped
            and truth.revision == picture.decision.revision
            and position not in truth.opted_out
            and truth.rows[position] == (seen.state, seen.attempt)
            and position not in truth.calling
        )
        if seen.state is not ProgramState.WAITING:
            return  # it is not a process's turn
        claim = self.run(self.stores.claims_of(process).claim(picture.decision, seen, now=NOW))
        assert bool(claim) is may
        if claim:
            held = Held(claim)
            self.held.append(held)
            truth.calling[position] = held
            truth.rows[position] = (ProgramState.CALLING, seen.attempt + 1)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), arrives=st.booleans())
    def call(self, data: st.DataObject, *, arrives: bool) -> None:
        """WeChat is called, unless the process finds that it stood still; the call may be lost on its way."""
        held = data.draw(st.sampled_from(self.held))
        if held.called or held.late:
            return
        held.called = True
        position = held.claim.program.position
        assert position not in self.truth.shows
        if arrives:
            self.truth.shows.add(position)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), answered=st.booleans())
    def settle(self, data: st.DataObject, *, answered: bool) -> None:
        """The outcome is kept exactly if the call is still this process's."""
        held = data.draw(st.sampled_from(self.held))
        self.held.remove(held)
        position, program = held.claim.program.position, held.claim.program
        before = replace(CLAIMS_MODEL_PROGRAMS[position], attempt=program.attempt)
        arrived = answered and held.called and position in self.truth.shows
        after = running.accepted(program) if arrived else running.unclear(program) if held.called else before
        kept = self.run(self.stores.claims_of(held.claim.holder).settle(held.claim, after))
        assert kept is (self.truth.calling.get(position) is held)
        if kept:
            del self.truth.calling[position]
            self.truth.rows[position] = (after.state, after.attempt)

    @rule()
    def a_minute_passes(self) -> None:
        """What was claimed is taken over, by whichever process."""
        lost = self.run(self.stores.claims_of("late", timedelta()).take_over(self.team, self.decision_id))
        assert lost == len(self.truth.calling)
        for position, held in self.truth.calling.items():
            held.late = True
            self.truth.rows[position] = (ProgramState.APPLYING, held.claim.program.attempt)
        self.truth.calling.clear()

    @rule(process=st.sampled_from(PROCESSES), position=st.integers(0, 2))
    def read_wechat(self, process: str, position: int) -> None:
        """It shows the minimum, or the third reading allows another call; only what is as seen is changed."""
        seen, truth = self.pictures[process].programs[position], self.truth
        if seen.state not in (ProgramState.APPLYING, ProgramState.ACCEPTED):
            return
        if position in truth.shows:
            after = replace(seen, state=ProgramState.VERIFIED)
        elif seen.checks < running.REPEATED_AT - 1 or seen.state is ProgramState.ACCEPTED:
            after = replace(seen, checks=seen.checks + 1)
        else:
            after = replace(seen, state=ProgramState.WAITING, checks=0)
        current = self._rows()[position]
        self.run(self.stores.decisions.move(self.team, self.decision_id, Moves([seen], [after])))
        as_seen = (current.state, current.attempt, current.checks) == (seen.state, seen.attempt, seen.checks)
        if as_seen:
            truth.rows[position] = (after.state, after.attempt)

    @rule(status=st.sampled_from([RunStatus.PAUSED, RunStatus.RUNNING, RunStatus.ENDED]))
    def press(self, status: RunStatus) -> None:
        """A person stops the run, or resumes it; the answer counts the calls that are under way."""
        decision = self.run(decision_of(self.stores, self.decision_id, self.team))
        step = steps.keep_run(decision, replace(Run(), status=status), by(CAROL))
        assert self.run(self.stores.decisions.keep(step))
        self.truth.revision, self.truth.stopped = step.after.revision, status is not RunStatus.RUNNING
        counted = self.run(self.stores.claims_of("here").calling(self.team))
        assert counted == len(self.truth.calling)

    @rule(position=st.integers(0, 2), on=st.booleans())
    def opt(self, position: int, *, on: bool) -> None:
        """An admin lets Baselib set a program, or not."""
        appid = CLAIMS_MODEL_PROGRAMS[position].appid
        self.run(choose(self.stores.opt_ins, self.team, appid, OptIn(on=on)))
        (self.truth.opted_out.discard if on else self.truth.opted_out.add)(position)
        counted = self.run(self.stores.claims_of("here").calling(self.team, appid=appid))
        assert counted == (position in self.truth.calling)

    def teardown(self) -> None:
        for each in self._rows():
            assert (each.state, each.attempt) == self.truth.rows[each.position]


def test_claims_in_any_order(url: str) -> None:
    """Nobody calls for a program that WeChat has set, or after it was stopped; what is stored is never overwritten."""
    with asyncio.Runner() as runner:
        database = Database(url) if url else None
        stores = in_database(database) if database else in_memory()

        def run(awaited: Awaitable[Any]) -> Any:
            async def work() -> Any:
                return await awaited

            return runner.run(work())

        class Here(Machine):
            def __init__(self) -> None:
                super().__init__(run, stores)

        run_state_machine_as_test(Here, settings=_EXAMPLES)
        if database:
            run(database.close())
