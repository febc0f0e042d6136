"""Decisions that Baselib sets, with processes killed around the call: what WeChat was asked, and what is on record."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, Final

from bot.domain.decisions import steps
from bot.domain.decisions.decision import OPEN, Decision, Origin, State
from bot.domain.decisions.evidence import seal_of
from bot.domain.decisions.program import UNDER_WAY, FleetProgram, ProgramState, tally_of
from bot.domain.decisions.proposable import arrange
from bot.domain.decisions.steps import card
from bot.domain.numbers.distribution import Bounds
from bot.domain.programs import OptIn
from bot.storage.decisions import SqlDecisions
from bot.storage.programs.labels import SqlOptIns
from tests.domain.build import v
from tests.domain.decisions.build import DRAFT, DRAFT_FLEET, EVIDENCE, evidence_for, row
from tools.chaos.kills import Stage, stage
from tools.chaos.ledger import killed
from tools.chaos.plan import WECHAT, KillPoint, Kind
from tools.chaos.process import UNTOUCHED, Process
from tools.chaos.sandboxes import SHOP
from tools.sandbox.faults import Fault
from tools.sandbox.launch import TEAM_ID
from tools.sandbox.wechat.config import Program

_SHOP: Final = replace(SHOP, minimum="2.30.0")
_AROUND: Final = (Kind.BEFORE, Kind.AFTER)
SET: Final = "/cgi-bin/wxopen/setweappsupportversion"


@dataclass
class Outcome:
    states: Counter[State] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """Broken promises, each with its decision's number."""
    programs: Counter[str] = field(default_factory=Counter)
    """The programs of fleets, by their states."""
    halts: Counter[str] = field(default_factory=Counter)
    """Runs that a rule stopped, and that a person resumed."""

    def to_json(self, kills: Mapping[str, int]) -> dict[str, Any]:
        """Return the figures of a scenario in which so many processes were killed at each point."""
        counts: dict[str, Counter[Any]] = {"states": self.states, "programs": self.programs, "halts": self.halts}
        shown = {key: {str(name): count for name, count in sorted(each.items())} for key, each in counts.items()}
        return {"runs": self.states.total(), **shown, **killed(kills), "wrong": self.wrong}


@dataclass(frozen=True, slots=True)
class Scenario:
    """Decisions of one kind: how they are made, killed and judged."""

    programs: Sequence[Program]
    draft: Callable[[Stage, int], tuple[Decision, Sequence[FleetProgram]]]
    """The decision of this number, and its programs if it has several."""
    voters: Sequence[str]
    promises: Callable[[Stage, Outcome, Decision], Awaitable[Mapping[str, bool]]]
    """What must hold of a decision that has an end, and whether it does."""
    edges: Sequence[KillPoint]
    most_calls: int
    later: Sequence[timedelta]
    """How the clock moves before each undisturbed tick."""
    moves: Sequence[timedelta] = (timedelta(),)
    """How it moves before each tick of a process that is to be killed."""
    troubles: Sequence[str] = ()
    """What WeChat does meanwhile: faults of its sandbox."""
    skews_s: Sequence[float] = (0.0, 0.0)
    """How far the clocks of further replicas are ahead."""

    def plan(self, seed: str) -> Iterator[tuple[KillPoint, str]]:
        """Each edge, then a function call anywhere, and so on without end, each with a trouble."""
        random = Random(seed)  # noqa: S311 # repeatable on purpose
        for edge in cycle(self.edges):
            yield edge, self._trouble(random)
            yield KillPoint(Kind.CALL, n=random.randint(1, self.most_calls)), self._trouble(random)

    def _trouble(self, random: Random) -> str:
        return random.choice(self.troubles) if self.troubles else ""

    @asynccontextmanager
    async def stage(self, url: str, folder: Path) -> AsyncIterator[Stage]:
        """Yield a stage whose processes set minimums."""
        async with stage(url, folder, programs=self.programs) as here:
            here.launcher.sets = True
            here.launcher.environment = {**here.launcher.environment, "BASELIB_MAY_SET_MINIMUM": "on"}
            for program in self.programs:
                await SqlOptIns(here.database).put(TEAM_ID, program.appid, OptIn(on=True), instead_of=OptIn())
            yield here

    async def survive(
        self, here: Stage, points: Sequence[tuple[KillPoint, str]], *, seed: str = "", replicas: int = 1
    ) -> Outcome:
        """Return a decision for each kill point.

        Of several replicas, all of which set it at once, one is to be killed.
        """
        outcome, random, wechat = Outcome(), Random(seed), here.sandboxes.wechat  # noqa: S311 # repeatable on purpose
        calm = await here.launcher.start()
        for number, (point, trouble) in enumerate(points):
            decision = await self._approved(here, number)
            asked_before = len(wechat.changes)
            here.sandboxes.calm()
            _arm(here, trouble, random.choice(self.programs).appid)
            processes = [await here.launcher.start(point)]
            processes += [await here.launcher.start(skew_s=skew) for skew in self.skews_s[: replicas - 1]]
            here.sandboxes.arm(point, processes[0].kill)
            here.count(point if await self._first_is_killed(here, processes) else None)
            here.sandboxes.calm()
            for process in processes:
                await process.end()
            await asyncio.sleep(UNTOUCHED.total_seconds())  # from now on what was lost may be taken over
            ended = await self._settled(outcome, here, calm, decision)
            calls = Counter((change.appid, change.version) for change in wechat.changes[asked_before:])
            promises = {
                "it has an end": ended.state not in OPEN,
                "each is set at most once": all(times == 1 for times in calls.values()),
                "only to what was decided": {version for _, version in calls} <= {ended.version.text},
                **await self.promises(here, outcome, ended),
            }
            outcome.states[ended.state] += 1
            outcome.wrong += [f"{ended.number} {ended.state}: {each}" for each, kept in promises.items() if not kept]
            wechat.faults.clear()
        await calm.end()
        return outcome

    async def _approved(self, here: Stage, number: int) -> Decision:
        decisions, now = SqlDecisions(here.database), here.sandboxes.now()
        draft, programs = self.draft(here, number)
        draft = replace(draft, id=f"decision{number}", team_id=TEAM_ID, proposed_at=now, seal=seal_of(draft.evidence))
        added = await decisions.add(draft, card(draft, lease_until=now), programs)
        assert added
        step = steps.open_vote(added, Origin(draft.proposer_id, now, f"{number}.1"))
        for voter in self.voters:
            assert await decisions.keep(step)
            step = steps.approve(step.after, Origin(voter, now))
        assert await decisions.keep(step)
        return step.after

    async def _first_is_killed(self, here: Stage, processes: Sequence[Process]) -> bool:
        """Tick them all at once, until the first one is killed; whether it was."""
        for move in self.moves:
            await here.sandboxes.advance(move)
            first_lives, *_ = await asyncio.gather(*(process.tick() for process in processes))
            if not first_lives:
                return True
        return False

    async def _settled(self, outcome: Outcome, here: Stage, process: Process, decision: Decision) -> Decision:
        """Return the decision once nothing comes of it any more.

        A run that stands is counted, and resumed by a person.
        """
        found = await _found(here, decision)
        for later in self.later:
            if (run := found.active_run) and run.stands:
                outcome.halts[run.because] += 1
            await here.sandboxes.advance(later)
            await process.tick()
            found = await _found(here, decision)
            if found.state not in OPEN:
                break
        return found


async def _found(here: Stage, decision: Decision) -> Decision:
    return await SqlDecisions(here.database).get(decision.team_id, decision.id) or decision


def _arm(here: Stage, trouble: str, appid: str) -> None:
    """Two answers are lost, or one program shows its minimum late or is refused."""
    if trouble == "truncated":
        here.sandboxes.wechat.faults.arm(Fault(trouble, SET, 2))
    elif trouble:
        code = {"code": 85015} if trouble == "minimum_refused" else {}
        here.sandboxes.wechat.faults.arm(Fault(trouble, appid, None, code))


def _draft(here: Stage, number: int) -> tuple[Decision, Sequence[FleetProgram]]:
    """About one program, whose minimum is what it was at first, so that each decision changes it."""
    here.sandboxes.wechat.programs[SHOP.appid] = _SHOP
    evidence = replace(
        EVIDENCE,
        appid=SHOP.appid,
        version=v(("3.0.0", "3.1.0")[number % 2]),
        minimum=v(_SHOP.minimum),
        loss=Bounds(EVIDENCE.loss.low, 1 - EVIDENCE.loss.low),
    )
    return replace(DRAFT, evidence=evidence, needed=1), ()


async def _promises(here: Stage, _: Outcome, ended: Decision) -> Mapping[str, bool]:
    shows = here.sandboxes.wechat.programs[SHOP.appid].minimum == ended.version.text
    return {"it is set": ended.state is State.VERIFIED, "and shows it": shows}


ONE_PROGRAM: Final = Scenario(
    programs=(_SHOP,),
    draft=_draft,
    voters=("U0BOWEN",),
    promises=_promises,
    edges=(
        *(KillPoint(kind, f"decisions.{step}", n) for step in ("keep", "move") for n in (1, 2) for kind in _AROUND),
        *(KillPoint(kind, f"claims.{step}") for step in ("claim", "settle") for kind in _AROUND),
        *(KillPoint(kind, "setter.set_minimum") for kind in _AROUND),
        *(KillPoint(kind, SET) for kind in (Kind.ARRIVES, Kind.ACCEPTED)),
    ),
    most_calls=60_000,
    later=(*[timedelta(minutes=2)] * 3, *[timedelta(hours=7)] * 40),
    moves=(timedelta(), timedelta(minutes=2)),
    skews_s=(-30.0, 0.0),
)
"""Killed around the call and its reading: before and after each commit and the client, and at WeChat."""


PROGRAMS: Final = tuple(
    Program(f"wx{number:016}", "chaos-secret", f"shop-{number}", alias=f"shop{number}", minimum="2.30.0")
    for number in range(1, 25)
)
_VERSION: Final = v("3.1.0")
FEW: Final = (
    KillPoint(Kind.BEFORE, "decisions.keep", 1),
    KillPoint(Kind.AFTER, "claims.claim", 1),
    KillPoint(Kind.BEFORE, "setter.set_minimum", 9),
    KillPoint(Kind.ARRIVES, SET, 2),
    KillPoint(Kind.ACCEPTED, SET, 20),
    KillPoint(Kind.BEFORE, "claims.settle", 8),
    KillPoint(Kind.AFTER, "decisions.keep", 4),
)


def _fleets_draft(here: Stage, _number: int) -> tuple[Decision, Sequence[FleetProgram]]:
    """About the programs, none of which has the new minimum yet."""
    wechat = here.sandboxes.wechat
    wechat.delayed.clear()
    wechat.programs.update({each.appid: each for each in PROGRAMS})
    programs = arrange([replace(row(each + 1), loss_high=Decimal(1)) for each in range(len(PROGRAMS))])
    evidence = replace(evidence_for(programs), version=_VERSION)
    return replace(DRAFT_FLEET, evidence=evidence, tally=tally_of(programs)), programs


async def _fleets_promises(here: Stage, outcome: Outcome, ended: Decision) -> Mapping[str, bool]:
    programs = await SqlDecisions(here.database).programs(ended.team_id, ended.id)
    outcome.programs.update(each.state for each in programs)
    unverified = any(each.state is ProgramState.UNVERIFIED for each in programs)
    showing = {appid for appid, each in here.sandboxes.wechat.programs.items() if each.minimum == _VERSION.text}
    return {
        "its programs have one": not any(each.state in UNDER_WAY for each in programs),
        "verified exactly if it shows": all(
            (each.state is ProgramState.VERIFIED) == (each.appid in showing) for each in programs
        ),
        "counted as they are": ended.tally == tally_of(programs),
        "the end says so": ended.state is (State.UNVERIFIED if unverified else State.VERIFIED),
    }


FLEETS: Final = Scenario(
    programs=PROGRAMS,
    draft=_fleets_draft,
    voters=("U0BOWEN", "U0CARLA"),
    promises=_fleets_promises,
    edges=(
        *(KillPoint(kind, "decisions.move", n) for n in (1, 2) for kind in (Kind.BEFORE, Kind.AFTER)),
        *(
            KillPoint(kind, f"claims.{step}", n)
            for step in ("claim", "settle")
            for n in (1, 3, 9, 20)
            for kind in (Kind.BEFORE, Kind.AFTER)
        ),
        *(KillPoint(kind, "decisions.keep", n) for n in (1, 2, 3, 4) for kind in (Kind.BEFORE, Kind.AFTER)),
        *(KillPoint(kind, "setter.set_minimum", n) for n in (1, 3, 9, 20) for kind in (Kind.BEFORE, Kind.AFTER)),
        *(KillPoint(kind, SET, n) for n in (1, 2, 9, 20) for kind in (Kind.ARRIVES, Kind.ACCEPTED)),
        *(KillPoint(Kind.ARRIVES, WECHAT, n) for n in (1, 4, 30)),
    ),
    most_calls=400_000,
    later=(*[timedelta(minutes=6)] * 30, *[timedelta(hours=7)] * 30),
    moves=(*[timedelta(), timedelta(minutes=2), timedelta(minutes=11)] * 3,),
    troubles=("", "truncated", "minimum_delayed", "minimum_refused"),
)
"""Killed before and after each commit of the run and of its programs, around one program's call, and at WeChat: in the
canary, in the second batch, and between calls of the third one. Between ticks a batch is called, then read, and the
next one comes."""
