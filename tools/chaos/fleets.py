"""Decisions for a fleet that Baselib sets, with processes killed in the middle of the run, and resumed after it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.program import UNDER_WAY, FleetProgram, ProgramState, tally_of
from bot.domain.decisions.proposable import arrange
from bot.storage.decisions.decisions import SqlDecisions
from tests.domain.build import v
from tests.domain.decisions.rollout.build import DRAFT_FLEET, evidence_for, row
from tools.chaos.kill_points import KillPoint, Kind
from tools.chaos.kills import Stage
from tools.chaos.plan import WECHAT
from tools.chaos.setting import SET, Outcome, Scenario
from tools.sandbox.wechat.config import Program

PROGRAMS: Final = tuple(
    Program(f"wx{number:016}", "chaos-secret", f"shop-{number}", alias=f"shop{number}", minimum="2.30.0")
    for number in range(1, 25)
)
"""A canary, two, and twenty-one."""
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
"""One of each kind, over all three batches."""


def _draft(here: Stage, _number: int) -> tuple[Decision, Sequence[FleetProgram]]:
    """About the programs, none of which has the new minimum yet."""
    wechat = here.sandboxes.wechat
    wechat.delayed.clear()
    wechat.programs.update({each.appid: each for each in PROGRAMS})
    programs = arrange([replace(row(each + 1), loss_high=Decimal(1)) for each in range(len(PROGRAMS))])
    evidence = replace(evidence_for(programs), version=_VERSION)
    return replace(DRAFT_FLEET, evidence=evidence, tally=tally_of(programs)), programs


async def _promises(here: Stage, outcome: Outcome, ended: Decision) -> Mapping[str, bool]:
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
    draft=_draft,
    voters=("U0BOWEN", "U0CARLA"),
    promises=_promises,
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
