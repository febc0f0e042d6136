"""Baselib sets minimums as processes on PostgreSQL while these are killed and stopped, and people press buttons."""

import pytest

from tests.chaos.effects import assert_kept, plan
from tools.chaos.effects.trap import Passing

pytestmark = [pytest.mark.e2e, pytest.mark.postgres]


async def test_killed_stopped_and_cut() -> None:
    """Killed in a call, without its lock, and stopped for a day before its claim; paused, decided anew, rolled back."""
    await assert_kept(
        plan("kill", "pause", Passing.CALL_ARRIVES, 3),
        plan("lock-holder", "newer", Passing.READING_ARRIVES, 5),
        plan("stop-day", "newer", Passing.COMMITTED, 1, many=False),
        plan("kill", "none", Passing.CALL_ARRIVES, 1, many=False, back="meanwhile"),
    )
