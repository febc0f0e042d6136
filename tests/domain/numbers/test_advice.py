"""What to do about a minimum, at the edge of one percent."""

from decimal import Decimal

import pytest

from bot.domain.numbers.distribution import Bounds, Do, advise
from tests.domain.build import v


@pytest.mark.parametrize(("loss", "do"), [("0.01", Do.KEEP), ("0.0100001", Do.REVIEW)])
def test_one_percent_is_not_too_many(loss: str, do: Do) -> None:
    """A list in whole percents names it often."""
    bounds = Bounds(Decimal(loss), Decimal(loss))

    assert advise(v("3.8.0"), bounds, v("3.8.0"), Bounds(Decimal("0.01"), Decimal("0.01"))).do is do
