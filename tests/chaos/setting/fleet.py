"""Decisions for a fleet that Baselib sets, with processes killed in the middle of the run, and resumed after it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Final

from bot.domain.decisions import steps
from bot.domain.decisions.decision import OPEN, Decision, Origin, State
from bot.domain.decisions.delivery import card
from bot.domain.decisions.evidence import seal_of
from bot.domain.decisions.rollout.plan import arrange
from bot.domain.decisions.rollout.program import UNDER_WAY, FleetProgram, ProgramState, tally_of
from bot.sandbox.faults import Fault
from bot.sandbox.wechat.config import Program
from bot.sandbox.wechat.state import State as WeChat
from bot.storage.decisions.decisions import SqlDecisions
from bot.storage.decisions.rollouts import SqlRollouts
from tests.chaos.kill_points import KillPoint, Kind
from tests.chaos.kills import Stage
from tests.chaos.plan import WECHAT
from tests.chaos.processes import Process
from tests.chaos.setting.outcome import Outcome
from tests.chaos.setting.process import TEAM
from tests.chaos.setting.single import SET, deciding, wechat_of
from tests.domain.build import v
from tests.domain.decisions.rollout.build import DRAFT_FLEET, evidence_for, row

PROGRAMS: Final = tuple(
    Program(f"wx{number:016}", "chaos-secret", f"shop-{number}", alias=f"shop{number}", minimum="2.30.0")
    for number in range(1, 25)
)
"""A canary, two, and twenty-one."""
_VERSION: Final = v("3.1.0")
_VOTERS: Final = ("U0BOWEN", "U0CARLA")
_MOVES: Final = (*[timedelta(), timedelta(minutes=2), timedelta(minutes=11)] * 3,)
"""Before each tick of a process that is to be killed: a batch is called, then read, and the next one comes."""
_LATER: Final = (*[timedelta(minutes=6)] * 30, *[timedelta(hours=7)] * 30)
_MOST_CALLS: Final = 400_000
"""Calls and returns of a process that sets a fleet, roughly."""
EDGES: Final = (
    *(KillPoint(kind, "rollouts.keep", n) for n in (1, 2, 3, 5, 8, 9) for kind in (Kind.BEFORE, Kind.AFTER)),
    *(KillPoint(kind, "decisions.keep", n) for n in (1, 2, 3, 4) for kind in (Kind.BEFORE, Kind.AFTER)),
    *(KillPoint(kind, "setter.set_minimum", n) for n in (1, 3, 9, 20) for kind in (Kind.BEFORE, Kind.AFTER)),
    *(KillPoint(kind, SET, n) for n in (1, 2, 9, 20) for kind in (Kind.ARRIVES, Kind.ACCEPTED)),
    *(KillPoint(Kind.ARRIVES, WECHAT, n) for n in (1, 4, 30)),
)
"""Before and after each commit of the run and of its programs, around one program's call, and at WeChat: in the canary,
in the second batch, and between calls of the third one."""
FEW: Final = (
    KillPoint(Kind.BEFORE, "decisions.keep", 1),
    KillPoint(Kind.AFTER, "rollouts.keep", 1),
    KillPoint(Kind.BEFORE, "setter.set_minimum", 9),
    KillPoint(Kind.ARRIVES, SET, 2),
    KillPoint(Kind.ACCEPTED, SET, 20),
    KillPoint(Kind.BEFORE, "rollouts.keep", 8),
    KillPoint(Kind.AFTER, "decisions.keep", 4),
)
"""One of each kind, over all three batches."""


_TROUBLES: Final = ("", "truncated", "minimum_delayed", "minimum_refused")
"""What WeChat does meanwhile: two answers are lost, one program shows its minimum late, or one is refused."""


def plan(seed: str) -> Iterator[tuple[KillPoint, str]]:
    """Each edge, then a function call anywhere, and so on, each with a trouble."""
    random = Random(seed)  # noqa: S311 # repeatable on purpose
    for edge in cycle(EDGES):
        yield edge, random.choice(_TROUBLES)
        yield KillPoint(Kind.CALL, n=random.randint(1, _MOST_CALLS)), random.choice(_TROUBLES)


@asynccontextmanager
async def deciding_fleets(url: str, folder: Path) -> AsyncIterator[Stage]:
    """A stage with the programs."""
    async with deciding(url, folder, PROGRAMS) as here:
        yield here


async def survive_runs(
    here: Stage, points: Sequence[tuple[KillPoint, str]], *, seed: str, replicas: int = 1
) -> Outcome:
    """A fleet's decision for each kill point; of several replicas, all of which set it, one is to be killed."""
    outcome, random = Outcome(), Random(seed)  # noqa: S311 # repeatable on purpose
    calm = await here.launcher.start()
    for number, (point, trouble) in enumerate(points):
        decision = await _decide(here, number)
        asked_before = len(wechat_of(here).changes)
        here.sandboxes.calm()
        _arm(here, trouble, random)
        processes = [await here.launcher.start(point if first else None) for first in [True, *[False] * (replicas - 1)]]
        here.sandboxes.arm(point, processes[0].kill)
        outcome.count(point, killed=await _run_until_killed(here, processes))
        here.sandboxes.calm()
        for process in processes:
            await process.end()
        await _settle(outcome, here, calm, decision)
        await _judge(outcome, here, decision, asked_before)
        wechat_of(here).faults.clear()
    await calm.end()
    return outcome


async def _decide(here: Stage, number: int) -> Decision:
    """A new approved decision about the programs, none of which has the new minimum yet."""
    now, wechat = here.sandboxes.now(), wechat_of(here)
    wechat.delayed.clear()
    wechat.programs.update({each.appid: each for each in PROGRAMS})
    costly = [replace(row(each + 1), loss_high=Decimal(1)) for each in range(len(PROGRAMS))]
    programs = arrange(costly)
    evidence = replace(evidence_for(programs), version=_VERSION)
    draft = replace(
        DRAFT_FLEET,
        id=f"fleet{number}",
        team_id=TEAM,
        proposed_at=now,
        evidence=evidence,
        seal=seal_of(evidence),
        tally=tally_of(programs),
    )
    decisions = SqlDecisions(here.database)
    added = await decisions.add(draft, card(draft, lease_until=now), programs)
    assert added
    step = steps.present(added, Origin(draft.proposer_id, now, f"{number}.1"))
    assert await decisions.keep(step)
    for voter in _VOTERS:
        step = steps.approve(step.after, Origin(voter, now))
        assert await decisions.keep(step)
    return step.after


def _arm(here: Stage, trouble: str, random: Random) -> None:
    faults, appid = wechat_of(here).faults, random.choice(PROGRAMS).appid
    if trouble == "truncated":
        faults.arm(Fault(trouble, SET, 2))
    elif trouble:
        faults.arm(Fault(trouble, appid, None, {"code": 85015} if trouble == "minimum_refused" else {}))


async def _run_until_killed(here: Stage, processes: Sequence[Process]) -> bool:
    """Tick them all at once, until the first one is killed; whether it was."""
    for move in _MOVES:
        await here.sandboxes.advance(move)
        first, *_ = await asyncio.gather(*(process.tick() for process in processes))
        if first is None:
            return True
    return False


async def _settle(outcome: Outcome, here: Stage, process: Process, decision: Decision) -> None:
    """Undisturbed ticks until nothing comes of it any more; a run that stands is counted, and resumed by a person."""
    for later in _LATER:
        found = await _found(here, decision)
        if found.state not in OPEN:
            break
        if (run := found.active_run) and run.stands:
            outcome.halts[run.because] += 1
        await here.sandboxes.advance(later)
        await process.tick()


async def _judge(outcome: Outcome, here: Stage, decision: Decision, asked_before: int) -> None:
    wechat, rollouts = wechat_of(here), SqlRollouts(here.database, SqlDecisions(here.database))
    calls = Counter((change.appid, change.version) for change in wechat.changes[asked_before:])
    ended, programs = await _found(here, decision), await rollouts.programs(decision.team_id, decision.id)
    outcome.states[ended.state] += 1
    outcome.programs.update(each.state for each in programs)
    promises = {
        "it has an end": ended.state not in OPEN,
        "its programs have one": not any(each.state in UNDER_WAY for each in programs),
        "each is set at most once": all(times == 1 for times in calls.values()),
        "only to what was decided": {version for _, version in calls} <= {_VERSION.text},
        "verified exactly if it shows": all(_true(each, wechat) for each in programs),
        "counted as they are": ended.tally == tally_of(programs),
        "the end says so": ended.state is _end(programs),
    }
    outcome.judge(f"{ended.number} {ended.state}", promises)


def _true(program: FleetProgram, wechat: WeChat) -> bool:
    shows = wechat.programs[program.appid].minimum == _VERSION.text
    return (program.state is ProgramState.VERIFIED) == shows


def _end(programs: Sequence[FleetProgram]) -> State:
    unverified = any(each.state is ProgramState.UNVERIFIED for each in programs)
    return State.UNVERIFIED if unverified else State.VERIFIED


async def _found(here: Stage, decision: Decision) -> Decision:
    return await SqlDecisions(here.database).get(decision.team_id, decision.id) or decision
