"""Baselib sets a minimum and is killed around the call: never two different values, always a visible end."""

from itertools import islice
from pathlib import Path

import pytest

from bot.domain.decisions.decision import State
from tests.chaos.kill_points import KillPoint
from tests.chaos.setting import EDGES, deciding, kill_points, survive_setting
from tests.postgres import running_postgres

pytestmark = pytest.mark.e2e


async def test_kills_around_the_call(tmp_path: Path, *, whole: bool) -> None:
    """At each edge and at function calls: WeChat is asked at most once, and the record says what it shows."""
    points = list(islice(kill_points("suite"), 400)) if whole else [*EDGES, KillPoint()]
    async with deciding(f"sqlite:///{tmp_path}/chaos.db", tmp_path) as here:
        outcome = await survive_setting(here, points)

    assert outcome.wrong == []
    assert outcome.kills.total() - outcome.kills["idle"] >= len(EDGES) - 1
    assert outcome.states[State.UNVERIFIED]
    assert outcome.states[State.VERIFIED] > outcome.states[State.UNVERIFIED]


@pytest.mark.postgres
async def test_three_replicas_press_at_once(tmp_path: Path, *, whole: bool) -> None:
    """One applies, whichever of them is killed."""
    points = list(islice(kill_points("replicas"), 100)) if whole else [KillPoint(), EDGES[4], EDGES[7]]
    with running_postgres() as server:
        async with deciding(server.url(server.create()), tmp_path) as here:
            outcome = await survive_setting(here, points, replicas=3)

    assert outcome.wrong == []
    assert outcome.states[State.VERIFIED]
