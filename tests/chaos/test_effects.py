"""Baselib sets minimums as processes on PostgreSQL while it is stopped and cut, and people press buttons."""

from typing import Final

import pytest

from tools import ROOT
from tools.chaos.effects.course import run
from tools.chaos.effects.people import prepare
from tools.chaos.effects.plan import Plan
from tools.chaos.effects.stage import Shape, staged
from tools.chaos.effects.trap import Passing

pytestmark = [pytest.mark.e2e, pytest.mark.postgres]

_SHAPE: Final = Shape(replicas=2, programs=6)
_SLOW: Final = (0.5, 1.0)


def _plan(trouble: str, press: str, passing: Passing, n: int, *, many: bool = True) -> Plan:
    return Plan("suite", n, many, trouble, passing, n, cut=True, press=press, at_call=-1, slow=_SLOW, reads=0.0)


@pytest.mark.parametrize(
    "plans",
    [
        [
            _plan("kill", "pause", Passing.CALL_ARRIVES, 3),
            _plan("lock-holder", "newer", Passing.READING_ARRIVES, 5),
            _plan("stop-day", "newer", Passing.COMMITTED, 1, many=False),
        ],
        [
            _plan("stop-3", "end", Passing.CALL_TAKEN, 3),
            _plan("every-session", "none", Passing.COMMIT_ASKED, 4),
            _plan("restart", "opt-out", Passing.CALL_ARRIVES, 4),
            _plan("lossy", "none", Passing.SECONDS, 1),
        ],
    ],
    ids=["processes", "sessions"],
)
async def test_each_trouble(plans: list[Plan]) -> None:
    """It strikes, and every promise is kept."""
    async with staged(ROOT, _SHAPE) as stage:
        await prepare(stage)
        lines = [await run(stage, plan) for plan in plans]

    assert [line["broken"] for line in lines] == [{}] * len(plans)
    assert all(line["struck"] and line["ended"] for line in lines)
    assert [line["notes"] for line in lines] == [[]] * len(plans)
