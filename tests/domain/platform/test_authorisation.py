"""Failures of authorisations, and their stored text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.platform.authorisation import Failure, FailureKey


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("expired", Failure(FailureKey.EXPIRED)),
        ("official-account", Failure(FailureKey.OFFICIAL_ACCOUNT)),
        ("refused 61003", Failure(FailureKey.REFUSED, 61003)),
        ("refused 61004 203.0.113.7", Failure(FailureKey.REFUSED, 61004, "203.0.113.7")),
        ("refused -1", Failure(FailureKey.REFUSED, -1)),
        ("refused 007", Failure(FailureKey.OTHER, other="refused 007")),
        ("refused x", Failure(FailureKey.OTHER, other="refused x")),
        ("expired early", Failure(FailureKey.OTHER, other="expired early")),
    ],
)
def test_the_stored_text_of_a_failure(text: str, failure: Failure) -> None:
    """A text that only another version of Baselib understands is kept whole."""
    assert Failure.parse(text) == failure
    assert str(failure) == text


@given(text=st.text().map(str.rstrip))
def test_every_stored_text_is_a_failure(text: str) -> None:
    """It is stored again as it was."""
    assert str(Failure.parse(text)) == text


@given(code=st.integers(-(10**9), 10**9), address=st.just("") | st.ip_addresses().map(str))
def test_every_refusal_survives_storage(code: int, address: str) -> None:
    """With WeChat's errcode, and the address that it names."""
    failure = Failure(FailureKey.REFUSED, code, address)

    assert Failure.parse(str(failure)) == failure
