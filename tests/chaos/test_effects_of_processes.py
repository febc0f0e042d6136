"""Baselib sets minimums as processes on PostgreSQL while these are killed and stopped, and people press buttons."""

import pytest

from tests.chaos.effects import assert_kept, plan
from tools.chaos.effects.wire import Passing

pytestmark = [pytest.mark.e2e, pytest.mark.postgres]


async def test_killed_stopped_and_cut(*, whole: bool) -> None:
    """Killed between calls; in a call, which is claimed for a minute; without its lock; stopped for a day.

    People end, pause, decide anew and roll back.
    """
    await assert_kept(
        plan("kill", "end", Passing.READING_ARRIVES, 3),
        plan("kill", "pause", Passing.CALL_ARRIVES, 3),
        plan("lock-holder", "newer", Passing.READING_ARRIVES, 5),
        plan("stop-day", "newer", Passing.COMMITTED, 1, many=False),
        plan("kill", "none", Passing.CALL_ARRIVES, 1, many=False, back="meanwhile"),
        whole=whole,
    )
