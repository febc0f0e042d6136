"""Three replicas on one PostgreSQL, killed at any point while it crashes."""

from itertools import islice
from pathlib import Path

import pytest

from tests.postgres import running_postgres
from tools.chaos.kills import stage
from tools.chaos.replicas import STRIKES, strikes_of, survive_together

pytestmark = [pytest.mark.e2e, pytest.mark.postgres]


async def test_three_replicas_and_a_crash_of_the_database(tmp_path: Path, *, whole: bool) -> None:
    """Clocks two minutes apart, kills, and an immediate shutdown: each slot's message arrives once."""
    slots, strikes = (30, STRIKES) if whole else (12, 30)
    with running_postgres() as server:
        async with stage(server.url(server.create()), tmp_path) as here:
            verdict = await survive_together(here, "suite", slots=slots, crashes=1, crash=server.crash, strikes=strikes)

    assert verdict.clean, verdict
    assert here.killed


def test_the_same_seed_strikes_the_same() -> None:
    """A run's strikes can be repeated by its seed."""
    assert list(islice(strikes_of("a"), 50)) == list(islice(strikes_of("a"), 50))
    assert list(islice(strikes_of("a"), 50)) != list(islice(strikes_of("b"), 50))
