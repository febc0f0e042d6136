"""The share after `cover`."""

from decimal import Decimal

import pytest

from bot.domain.what_if import parse_target
from bot.errors import BadPercent


@pytest.mark.parametrize(("typed", "target"), [("99", "0.99"), ("99.5%", "0.995"), ("0.99%", "0.0099"), ("100", "1")])
def test_percentages(typed: str, target: str) -> None:
    """With the sign even less than one percent is what it says."""
    assert parse_target(typed) == Decimal(target)


@pytest.mark.parametrize(("typed", "meant"), [("0.99", "99%"), (".995", "99.5%"), ("0.5", "50%")])
def test_a_fraction_is_asked_about(typed: str, meant: str) -> None:
    """It would keep almost no user, which is hardly meant."""
    with pytest.raises(BadPercent) as question:
        parse_target(typed)

    assert question.value.params == {"text": typed, "suggestion": meant}


@pytest.mark.parametrize("typed", ["0", "101", "many", ""])
def test_no_share(typed: str) -> None:
    """What is none is refused without a suggestion."""
    with pytest.raises(BadPercent) as refused:
        parse_target(typed)

    assert refused.value.suggestion is None
