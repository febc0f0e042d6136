"""A new minimum for a whole fleet."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fleet.report import Verdict, raise_row
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Judgement, Numbers
from bot.domain.numbers.snapshot import KnownLoss, Visible, loss_at
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from tests.domain.build import EITHER_WAY, PROGRAM, snapshot_of, v
from tests.fakes.fleets import fleet_raise_of_all

THREE = Version.parse("3.0.0")
SAFE = Judgement(numbers=Numbers.PROVED, safe=THREE)
_FRACTIONS = st.decimals(0, 1, places=5)


@given(low=_FRACTIONS, high=_FRACTIONS, unknown=st.booleans(), minimum=st.sampled_from(["", "2.9.9", "3.0.0", "3.0.1"]))
def test_a_verdict_holds_in_the_worst_case(low: Decimal, high: Decimal, unknown: bool, minimum: str) -> None:  # noqa: FBT001
    """What counts as kept is kept even at the upper end of the loss."""
    loss = None if unknown else Bounds(min(low, high), max(low, high))
    verdict = raise_row(
        Program(Visible("wx1")), KnownLoss(Version.read(minimum) if minimum else None, loss), THREE, SAFE
    ).verdict

    if minimum in ("3.0.0", "3.0.1"):
        assert verdict is Verdict.GUARANTEED
    elif loss is None:
        assert verdict is Verdict.UNKNOWN
    else:
        assert (verdict is Verdict.KEEPS_99) == (1 - loss.high >= Decimal("0.99"))
        assert (verdict is Verdict.LOSES_MORE) == (1 - loss.high < Decimal("0.95"))


@given(st.lists(st.one_of(st.none(), _FRACTIONS), max_size=20))
def test_the_cheapest_come_first(losses: list[Decimal | None]) -> None:
    """Every program once, by verdict and rising loss; unknown ones last."""
    rows = [
        raise_row(
            Program(Visible(f"wx{number}")),
            KnownLoss(None, None if loss is None else Bounds(loss, loss)),
            THREE,
            SAFE,
        )
        for number, loss in enumerate(losses)
    ]
    answer = fleet_raise_of_all(THREE, rows)
    known = [each.loss.high for each in answer.rows if each.loss is not None]

    assert known == sorted(known)
    assert [each.loss for each in answer.rows][: len(known)] == [each.loss for each in answer.rows if each.loss]
    assert sum(answer.verdicts.values()) == len(losses)
    assert {each.program.appid for each in answer.rows} == {each.program.appid for each in rows}


@pytest.mark.parametrize(
    ("version", "verdict"), [("2.0.0", Verdict.KEEPS_99), ("3.0.0", Verdict.LOSES_MORE), ("3.1.0", Verdict.LOSES_MORE)]
)
def test_the_worst_of_several_meanings_counts(version: str, verdict: Verdict) -> None:
    """3.0.0 may cost nothing, or 25 %."""
    loss = loss_at(snapshot_of(EITHER_WAY), v(version)).loss

    assert loss is not None
    assert raise_row(PROGRAM, KnownLoss(v("1.0.0"), loss), v(version), SAFE).verdict is verdict


@pytest.mark.parametrize(("safe", "verdict"), [("3.0.0", Verdict.KEEPS_99), ("2.9.0", Verdict.KEEPS_TODAY)])
def test_what_keeps_today_only_can_not_be_raised(safe: str, verdict: Verdict) -> None:
    """It keeps 99 % today, not yet over the week."""
    judgement, loss = Judgement(numbers=Numbers.PROVED, safe=v(safe)), Bounds(Decimal("0.005"), Decimal("0.005"))

    assert raise_row(PROGRAM, KnownLoss(v("1.0.0"), loss), THREE, judgement).verdict is verdict
