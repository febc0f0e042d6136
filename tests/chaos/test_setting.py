"""Baselib sets minimums and is killed around the calls: never two different values, always a visible end."""

from pathlib import Path

import pytest

from bot.domain.decisions.decision import State
from bot.domain.decisions.program import ProgramState
from tests.postgres import running_postgres
from tools.chaos.plan import KillPoint, Kind
from tools.chaos.setting import FEW, FLEETS, ONE_PROGRAM, PROGRAMS, SET

pytestmark = pytest.mark.e2e


async def test_kills_around_the_call(tmp_path: Path) -> None:
    """At each edge: the minimum is set once, also where a call was lost before it reached WeChat."""
    edges = ONE_PROGRAM.edges
    async with ONE_PROGRAM.stage(f"sqlite:///{tmp_path}/chaos.db", tmp_path) as here:
        outcome = await ONE_PROGRAM.survive(here, [(point, "") for point in (*edges, KillPoint())])

    assert outcome.wrong == []
    assert here.killed >= len(edges) - 1
    assert outcome.states == {State.VERIFIED: len(edges) + 1}


@pytest.mark.postgres
async def test_three_replicas_press_at_once(tmp_path: Path) -> None:
    points = [
        (point, "")
        for point in (KillPoint(), KillPoint(Kind.BEFORE, "setter.set_minimum"), KillPoint(Kind.ACCEPTED, SET))
    ]
    with running_postgres() as server:
        async with ONE_PROGRAM.stage(server.url(server.create()), tmp_path) as here:
            outcome = await ONE_PROGRAM.survive(here, points, replicas=3)

    assert outcome.wrong == []
    assert outcome.states == {State.VERIFIED: len(points)}


async def test_kills_during_a_fleets_run(tmp_path: Path) -> None:
    points = [(point, "") for point in FEW] + [(FEW[3], "minimum_refused")]
    async with FLEETS.stage(f"sqlite:///{tmp_path}/chaos.db", tmp_path) as here:
        outcome = await FLEETS.survive(here, points, seed="suite")

    assert outcome.wrong == []
    assert here.killed == len(points)
    assert outcome.programs[ProgramState.REFUSED] == 1
    assert outcome.programs[ProgramState.VERIFIED] == len(points) * len(PROGRAMS) - 1


@pytest.mark.postgres
async def test_three_replicas_set_a_fleet(tmp_path: Path) -> None:
    with running_postgres() as server:
        async with FLEETS.stage(server.url(server.create()), tmp_path) as here:
            outcome = await FLEETS.survive(here, [(FEW[3], ""), (FEW[4], "")], seed="replicas", replicas=3)

    assert outcome.wrong == []
    assert outcome.programs == {ProgramState.VERIFIED: 2 * len(PROGRAMS)}
