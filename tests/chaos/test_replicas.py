"""Three replicas on one PostgreSQL, killed at any point while it crashes."""

from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest

from tests.postgres import running_postgres
from tools.chaos.kills import SKEWS_S, START, STRIKES, stage, strikes_of, survive_together
from tools.chaos.plan import KillPoint, Kind

pytestmark = [pytest.mark.e2e, pytest.mark.postgres]


async def test_three_replicas_and_a_crash_of_the_database(tmp_path: Path, *, whole: bool) -> None:
    slots, strikes = (30, STRIKES) if whole else (12, 30)
    with running_postgres() as server:
        async with stage(server.url(server.create()), tmp_path) as here:
            verdict = await survive_together(here, "suite", slots=slots, crashes=1, crash=server.crash, strikes=strikes)

    assert verdict.clean, verdict
    assert here.killed


@pytest.mark.parametrize("skew_s", SKEWS_S)
async def test_what_a_killed_replica_had_claimed_comes_soon(postgres_url: str, tmp_path: Path, skew_s: float) -> None:
    async with stage(postgres_url, tmp_path) as here:
        await here.add_subscription(here.sandboxes.channel("claimed"), within=timedelta(minutes=-2))
        dying = await here.launcher.start(KillPoint(Kind.AFTER, "claim"), skew_s=skew_s)
        other = await here.launcher.start(skew_s=-skew_s)
        assert not await dying.tick()
        while await here.open_slots():
            assert here.sandboxes.now() < START + timedelta(minutes=3)
            await here.sandboxes.advance(timedelta(seconds=10))
            await other.tick()
        verdict = await here.verdict()

    assert verdict.clean, verdict
    assert 240 <= verdict.latest_s <= 300  # it was two minutes late when it was claimed


def test_the_same_seed_strikes_the_same() -> None:
    assert list(islice(strikes_of("a"), 50)) == list(islice(strikes_of("a"), 50))
    assert list(islice(strikes_of("a"), 50)) != list(islice(strikes_of("b"), 50))
