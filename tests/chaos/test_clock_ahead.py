"""A replica whose machine's clock is six minutes ahead: the database's clock says what is due."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.storage.engine.database import Database
from tools.chaos.kills import stage
from tools.chaos.ledger import entries, judge

AHEAD_S = 360.0
DUE = timedelta(minutes=-1)
NOT_YET = timedelta(minutes=5)
"""By the clock that is ahead it is due already."""

pytestmark = [pytest.mark.e2e, pytest.mark.postgres]


async def test_what_is_due_only_by_its_clock_waits(postgres_url: str, tmp_path: Path) -> None:
    """Beside a replica whose clock is right, it sends what is due, each once, and nothing before its time."""
    database = Database(postgres_url)
    start = await database.now()
    await database.close()
    async with stage(postgres_url, tmp_path, start=start) as here:
        here.launcher.environment = {
            name: value for name, value in here.launcher.environment.items() if name != "BASELIB_CLOCK_URL"
        }
        due = [await here.add_subscription(here.sandboxes.channel(f"due-{n}"), within=DUE) for n in range(6)]
        waiting = await here.add_subscription(here.sandboxes.channel("waiting"), within=NOT_YET)
        ahead = await here.launcher.start(machine_ahead_s=AHEAD_S)
        right = await here.launcher.start()
        await ahead.tick()
        for _ in range(3):
            await asyncio.gather(ahead.tick(), right.tick())

        on_record, arrived = await entries(here.database), await here.sandboxes.arrived()
        verdict = judge(due, on_record, arrived)
        assert verdict.clean, verdict
        assert waiting not in on_record
        assert waiting not in arrived
