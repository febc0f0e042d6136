"""The history that the benchmark makes up."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bench.kit.seed import WEEKS, months, opened, sampled, seed
from bench.kit.upstream import TEAM_ID, fleet
from bench.serving import FULL, QUICK, effort
from bot.domain.numbers.course import judge_all
from bot.domain.retention import PERIODS, Retained, expired_days
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.numbers.ranks import SqlUnjudgedNumbers
from bot.storage.numbers.snapshots import SqlSnapshots

DAILY_FOR = PERIODS[Retained.SNAPSHOTS]
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(("programs", "count"), [(10_000, 100), (500, 10), (7, 7), (1, 1)])
def test_the_sample_is_spread_over_the_fleet(programs: int, count: int) -> None:
    numbers = sampled(programs, count)
    assert len(set(numbers)) == count
    assert max(numbers) < programs


def test_sampled_programs_have_what_the_bot_would_have_kept() -> None:
    """Every day for 90 days and one a week before that; the others one day a week."""
    plan = months(20, [3], TODAY)
    days = [day for day, numbers in plan.items() if 3 in numbers]
    others = [day for day, numbers in plan.items() if 4 in numbers]
    recent = [day for day in days if day >= TODAY - DAILY_FOR]
    assert recent == [TODAY - DAILY_FOR + timedelta(days=number) for number in range(DAILY_FOR.days)]
    assert len(others) == WEEKS
    assert not set(expired_days(days, today=TODAY)) - set(others)
    assert TODAY not in plan


async def test_a_database_is_one_that_the_bot_reads(tmp_path: Path) -> None:
    """What is written past the repository comes out of it, and the next sweep goes on from there."""
    url = f"sqlite:///{tmp_path}/months.db"
    await seed(url, months(4, [1], TODAY))
    async with opened(url) as database:
        kept = await SqlSnapshots(database).since(TEAM_ID, fleet(4)[1].appid, TODAY - timedelta(weeks=WEEKS))
        public = await SqlPublicSnapshots(database).since(TODAY - timedelta(weeks=WEEKS))
        count = await SqlSnapshots(database).public(TODAY)
        assert await SqlUnjudgedNumbers(database).unjudged(TEAM_ID, count.turn, limit=9) == []
        assert await SqlUnjudgedNumbers(database).alerts_due(TEAM_ID, count.turn, limit=9) == {}
        sweep = replace(kept[-1], day=TODAY, taken_at=kept[-1].taken_at + timedelta(days=1))
        (after,) = await SqlSnapshots(database).save(TEAM_ID, [sweep])
    assert len(kept) > DAILY_FOR.days
    assert all(snapshot.distribution for snapshot in kept)
    assert [each.judgement for each in (*kept, after)] == [each.judgement for each in judge_all([*kept, sweep])]
    assert [snapshot.day for snapshot in public] == [TODAY - timedelta(days=days) for days in range(7 * WEEKS, 0, -1)]


def test_the_command_line_decides_how_much_is_measured() -> None:
    assert effort(quick=False, programs=None) == FULL
    assert effort(quick=True, programs=None) == QUICK
    assert (effort(quick=True, programs=4).programs, effort(quick=True, programs=4).sampled) == (4, 4)
