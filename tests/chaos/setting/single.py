"""Decisions that Baselib sets, with processes killed around the call: what WeChat was asked, and what is on record."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Final

from bot.domain.decisions import steps
from bot.domain.decisions.decision import OPEN, Decision, Origin, State
from bot.domain.decisions.delivery import card
from bot.domain.decisions.evidence import Evidence, seal_of
from bot.domain.numbers.distribution import Bounds
from bot.domain.programs.opt_in import OptIn
from bot.sandbox.wechat.config import Program
from bot.sandbox.wechat.state import State as WeChat
from bot.storage.decisions.decisions import SqlDecisions
from bot.storage.programs.opt_ins import SqlOptIns
from tests.chaos.kill_points import KillPoint, Kind
from tests.chaos.kills import Stage, stage
from tests.chaos.processes import Process
from tests.chaos.sandboxes import SHOP
from tests.chaos.setting.outcome import Outcome
from tests.chaos.setting.process import TEAM
from tests.domain.build import v
from tests.domain.decisions.build import DRAFT, EVIDENCE

SET: Final = "/cgi-bin/wxopen/setweappsupportversion"
APPID: Final = SHOP.appid
EDGES: Final = (
    *(KillPoint(kind, "decisions.keep", n) for n in (1, 2) for kind in (Kind.BEFORE, Kind.AFTER)),
    *(KillPoint(kind, "setter.set_minimum") for kind in (Kind.BEFORE, Kind.AFTER)),
    *(KillPoint(kind, SET) for kind in (Kind.ARRIVES, Kind.ACCEPTED)),
)
"""Around the call: before and after each commit, before and after the client, and at WeChat."""
_MOST_CALLS: Final = 60_000
"""Calls and returns of a process that sets a minimum, roughly."""
_VERSIONS: Final = ("3.0.0", "3.1.0")
_LATER: Final = (*[timedelta(minutes=2)] * 3, *[timedelta(hours=7)] * 40)
_SKEWS_S: Final = (-30.0, 0.0, 30.0)


def kill_points(seed: str) -> Iterator[KillPoint]:
    """Each edge, then a function call anywhere, and so on."""
    random = Random(seed)  # noqa: S311 # repeatable on purpose
    for edge in cycle(EDGES):
        yield edge
        yield KillPoint(Kind.CALL, n=random.randint(1, _MOST_CALLS))


@asynccontextmanager
async def deciding(url: str, folder: Path, programs: Sequence[Program] = (SHOP,)) -> AsyncIterator[Stage]:
    """A stage whose processes set minimums."""
    async with stage(url, folder, programs=programs) as here:
        here.launcher.sets = True
        here.launcher.environment = {**here.launcher.environment, "BASELIB_MAY_SET_MINIMUM": "on"}
        for program in programs:
            await SqlOptIns(here.database).put(TEAM, program.appid, OptIn(on=True))
        yield here


async def decide(here: Stage, number: int) -> Decision:
    """A new approved decision about the program, as of now."""
    now, version = here.sandboxes.now(), v(_VERSIONS[number % 2])
    minimum = wechat_of(here).programs[APPID].minimum
    evidence: Evidence = replace(
        EVIDENCE,
        appid=APPID,
        version=version,
        minimum=v(minimum),
        loss=Bounds(EVIDENCE.loss.low, 1 - EVIDENCE.loss.low),
    )
    draft = replace(
        DRAFT,
        id=f"decision{number}",
        team_id=TEAM,
        proposed_at=now,
        evidence=evidence,
        seal=seal_of(evidence),
        needed=1,
    )
    decisions = SqlDecisions(here.database)
    added = await decisions.add(draft, card(draft, lease_until=now))
    assert added
    presented = steps.present(added, Origin(draft.proposer_id, now, f"{number}.1"))
    approved = steps.approve(presented.after, Origin("U0BOWEN", now))
    for step in (presented, approved):
        assert await decisions.keep(step)
    return approved.after


async def survive_setting(here: Stage, points: Sequence[KillPoint], *, replicas: int = 1) -> Outcome:
    """A decision for each kill point; of several replicas, each presses at the same moment, and one is to be killed."""
    outcome = Outcome()
    calm = await here.launcher.start()
    for number, point in enumerate(points):
        decision = await decide(here, number)
        asked_before = len(wechat_of(here).changes)
        here.sandboxes.calm()
        processes = [await here.launcher.start(point)]
        processes += [await here.launcher.start(skew_s=skew) for skew in _SKEWS_S[: replicas - 1]]
        here.sandboxes.arm(point, processes[0].kill)
        killed = [each is None for each in await asyncio.gather(*(process.tick() for process in processes))]
        outcome.count(point, killed=killed[0])
        here.sandboxes.calm()
        for process in processes:
            await process.end()
        _judge(outcome, here, await _settled(here, calm, decision), asked_before)
    await calm.end()
    return outcome


async def _settled(here: Stage, process: Process, decision: Decision) -> Decision:
    """The decision once nothing comes of it any more by itself."""
    found = decision
    for later in _LATER:
        await here.sandboxes.advance(later)
        await process.tick()
        found = await SqlDecisions(here.database).get(decision.team_id, decision.id) or decision
        if found.state not in OPEN:
            break
    return found


def _judge(outcome: Outcome, here: Stage, ended: Decision, asked_before: int) -> None:
    wechat = wechat_of(here)
    calls = [change.version for change in wechat.changes[asked_before:]]
    shows = wechat.programs[APPID].minimum
    outcome.states[ended.state] += 1
    promises = {
        "it has an end": ended.state not in OPEN,
        "set at most once": len(calls) <= 1,
        "only to what was decided": set(calls) <= {ended.version.text},
        "verified exactly if it shows": (ended.state is State.VERIFIED) == (shows == ended.version.text),
        "not failed": ended.state in (State.VERIFIED, State.UNVERIFIED),
    }
    outcome.judge(f"{ended.number} {ended.state}", promises)


def wechat_of(here: Stage) -> WeChat:
    """What WeChat has on record."""
    state: WeChat = here.sandboxes.wechat
    return state
