"""Baselib sets minimums and is killed around the calls: never two different values, always a visible end."""

from pathlib import Path

import pytest

from bot.domain.decisions.decision import State
from bot.domain.decisions.rollout.program import ProgramState
from tests.chaos.kill_points import KillPoint
from tests.chaos.setting import fleet
from tests.chaos.setting.fleet import deciding_fleets, survive_runs
from tests.chaos.setting.single import EDGES, deciding, survive_setting
from tests.postgres import running_postgres

pytestmark = pytest.mark.e2e


async def test_kills_around_the_call(tmp_path: Path) -> None:
    """At each edge and at a function call: WeChat is asked at most once, and the record says what it shows."""
    async with deciding(f"sqlite:///{tmp_path}/chaos.db", tmp_path) as here:
        outcome = await survive_setting(here, [*EDGES, KillPoint()])

    assert outcome.wrong == []
    assert outcome.killed >= len(EDGES) - 1
    assert outcome.states[State.UNVERIFIED]
    assert outcome.states[State.VERIFIED] > outcome.states[State.UNVERIFIED]


@pytest.mark.postgres
async def test_three_replicas_press_at_once(tmp_path: Path) -> None:
    """One applies, whichever of them is killed."""
    with running_postgres() as server:
        async with deciding(server.url(server.create()), tmp_path) as here:
            outcome = await survive_setting(here, [KillPoint(), EDGES[4], EDGES[7]], replicas=3)

    assert outcome.wrong == []
    assert outcome.states[State.VERIFIED]


async def test_kills_during_a_fleets_run(tmp_path: Path) -> None:
    """In each batch: the next process resumes the run, and sets each program once."""
    points = [(point, "") for point in fleet.FEW] + [(fleet.FEW[3], "minimum_refused")]
    async with deciding_fleets(f"sqlite:///{tmp_path}/chaos.db", tmp_path) as here:
        outcome = await survive_runs(here, points, seed="suite")

    assert outcome.wrong == []
    assert outcome.killed == len(points)
    assert outcome.programs[ProgramState.REFUSED] == 1
    assert outcome.programs[ProgramState.VERIFIED] == len(points) * len(fleet.PROGRAMS) - 1


@pytest.mark.postgres
async def test_three_replicas_set_a_fleet(tmp_path: Path) -> None:
    """One sets it at a time; another goes on when it is killed."""
    with running_postgres() as server:
        async with deciding_fleets(server.url(server.create()), tmp_path) as here:
            outcome = await survive_runs(here, [(fleet.FEW[3], ""), (fleet.FEW[4], "")], seed="replicas", replicas=3)

    assert outcome.wrong == []
    assert outcome.programs == {ProgramState.VERIFIED: 2 * len(fleet.PROGRAMS)}
