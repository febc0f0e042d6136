"""Claims in any order, beside a model of them: on fakes and on both databases."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from bot.domain.decisions import running, steps
from bot.domain.decisions.decision import Claim, Decision, Run, RunStatus
from bot.domain.decisions.program import FleetProgram, ProgramState
from bot.domain.decisions.steps import Moves
from bot.domain.programs import OptIn
from bot.storage.engine.database import Database
from tests.contracts.conftest import Stores, in_database, in_memory
from tests.contracts.decisions import decision_of
from tests.contracts.test_claims import begun
from tests.domain.decisions.build import CAROL, NOW, by
from tests.domain.decisions.rollout.build import DRAFT_FLEET, evidence_for, fleet
from tests.fakes.opt_ins import choose

PROCESSES: Final = ("here", "there")
PROGRAMS: Final = fleet(3)
_NUMBERS: Final = count(1)
_EXAMPLES: Final = settings(
    max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


@dataclass
class Held:
    """A claim in a process's hands."""

    claim: Claim
    called: bool = False
    """Whether WeChat has been called."""
    late: bool = False
    """Whether it was taken over: so its process has stood still, or has ended."""


@dataclass
class Picture:
    """What a process has read."""

    decision: Decision
    programs: Sequence[FleetProgram]


@dataclass
class Truth:
    """What must be so."""

    stopped: bool = False
    opted_out: set[int] = field(default_factory=set)
    revision: int = 0
    rows: dict[int, tuple[ProgramState, int]] = field(default_factory=dict)
    """State and attempt by position."""
    calling: dict[int, Held] = field(default_factory=dict)
    shows: set[int] = field(default_factory=set)
    """The programs that WeChat has set."""
    readings: dict[int, int] = field(default_factory=dict)
    """Of an unclear program, those that found it unset."""


class Machine(RuleBasedStateMachine):
    """Two processes set three programs; each may have an old picture, and stand still between any two steps."""

    def __init__(self, run: Callable[[Awaitable[Any]], Any], stores: Stores) -> None:
        super().__init__()
        self.run, self.stores, self.team = run, stores, f"T{next(_NUMBERS)}"
        draft = replace(DRAFT_FLEET, team_id=self.team, evidence=evidence_for(PROGRAMS), needed=2)
        decision, _ = run(begun(stores, draft, PROGRAMS))
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
        """A process reads what is stored."""
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
        before = replace(PROGRAMS[position], attempt=program.attempt)
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
        appid = PROGRAMS[position].appid
        self.run(choose(self.stores.opt_ins, self.team, appid, OptIn(on=on)))
        (self.truth.opted_out.discard if on else self.truth.opted_out.add)(position)
        counted = self.run(self.stores.claims_of("here").calling(self.team, appid=appid))
        assert counted == (position in self.truth.calling)

    def teardown(self) -> None:
        """What is stored is what must be so."""
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
