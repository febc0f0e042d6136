"""Baselib sets minimums as processes on PostgreSQL while its sessions end and answers are lost; people stop it."""

import pytest

from tests.chaos.effects import assert_kept, plan
from tools.chaos.effects.wire import Passing

pytestmark = [pytest.mark.e2e, pytest.mark.postgres]


async def test_sessions_end_and_answers_are_lost(*, whole: bool) -> None:
    """A restart of PostgreSQL, a short stop, every session, lost calls; opted out, ended, and rolled back."""
    await assert_kept(
        plan("restart", "opt-out", Passing.CALL_ARRIVES, 4),
        plan("stop-3", "end", Passing.CALL_TAKEN, 3),
        plan("every-session", "none", Passing.COMMIT_ASKED, 4),
        plan("lossy", "none", Passing.SECONDS, 1),
        plan("restart", "end", Passing.CALL_TAKEN, 2, back="meanwhile"),
        whole=whole,
    )
