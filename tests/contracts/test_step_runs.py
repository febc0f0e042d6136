"""Promises of `bot.ports.slack.StepRuns`."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.workflows import StepRun, WorkflowStep
from tests.contracts.conftest import Stores

NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
LATER: Final = NOW + timedelta(minutes=2)
RUN: Final = StepRun("T1", "Fx1", WorkflowStep.WAIT, "商店 <b>", "3.8.0", "C1", "U1", "U2", "for “pay”", NOW, NOW)


async def claim(stores: Stores, now: datetime = NOW, *, limit: int = 10) -> list[StepRun]:
    """Claim what is due, for two minutes."""
    return list(await stores.step_runs.claim(now=now, until=now + timedelta(minutes=2), limit=limit))


async def test_a_run_is_kept_once(stores: Stores) -> None:
    """A repeated event changes nothing; another workspace's run of that id is another."""
    assert await stores.step_runs.add(RUN)
    assert not await stores.step_runs.add(replace(RUN, version="3.9.0"))
    assert await stores.step_runs.add(replace(RUN, team_id="T2", next_at=LATER))

    assert [await stores.step_runs.count(team) for team in ("T1", "T2", "T3")] == [1, 1, 0]
    assert await claim(stores) == [replace(RUN, next_at=LATER)]


async def test_one_of_several_callers_gets_a_run(stores: Stores) -> None:
    """Until its claim runs out, as after a crash."""
    await stores.step_runs.add(RUN)
    both = await asyncio.gather(claim(stores), claim(stores))

    assert sorted(map(len, both)) == [0, 1]
    assert await claim(stores) == []
    assert [each.id for each in await claim(stores, LATER)] == ["Fx1"]


async def test_the_longest_due_come_first(stores: Stores) -> None:
    """At most as many as asked for."""
    for number in range(3):
        await stores.step_runs.add(replace(RUN, id=f"Fx{number}", next_at=NOW - timedelta(minutes=number)))

    assert [each.id for each in await claim(stores, limit=2)] == ["Fx2", "Fx1"]


async def test_later_and_the_end(stores: Stores) -> None:
    """A run waits for its next moment under the program's AppID; its result ends it."""
    await stores.step_runs.add(RUN)
    waiting = replace(RUN, program="wx1", next_at=LATER, waiting=True)
    await stores.step_runs.keep(waiting)
    assert await claim(stores) == []
    assert await claim(stores, LATER) == [replace(waiting, next_at=LATER + timedelta(minutes=2))]

    await stores.step_runs.end(waiting)
    await stores.step_runs.keep(waiting)
    assert await stores.step_runs.count("T1") == 0
