"""Runs of `make effects` in the suite."""

from typing import Final

from tools import ROOT
from tools.chaos.effects.course import run
from tools.chaos.effects.people import prepare
from tools.chaos.effects.plan import Plan
from tools.chaos.effects.stage import Shape, staged
from tools.chaos.effects.wire import Passing

_SHAPE: Final = Shape(replicas=2, programs=6)
_SLOW: Final = (0.5, 1.0)


def plan(trouble: str, press: str, passing: Passing, n: int, *, many: bool = True, back: str = "") -> Plan:
    """A run whose trouble strikes at the n-th of these moments."""
    return Plan(
        "suite", n, many, trouble, passing, n, cut=True, press=press, at_call=-1, slow=_SLOW, reads=0.0, back=back
    )


async def assert_kept(*plans: Plan, whole: bool) -> None:
    """One after the other on one stage, or the first alone: each trouble strikes, and every promise is kept."""
    plans = plans if whole else plans[:1]
    async with staged(ROOT, _SHAPE) as stage:
        await prepare(stage)
        lines = [await run(stage, each) for each in plans]

    assert [line["broken"] for line in lines] == [{}] * len(plans)
    assert all(line["struck"] and line["ended"] for line in lines)
    assert [line["notes"] for line in lines] == [[]] * len(plans)
