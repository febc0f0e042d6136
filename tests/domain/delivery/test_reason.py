"""Reasons of deliveries, and their stored text."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery import DeliveryReason, ReasonKey, SlackCode

SCOPED: Final = SlackCode("missing_scope", "chat:write")
STORED: Final = st.text().map(str.rstrip).filter(bool)
"""No trailing space, as every version of Baselib stores them."""
WORDS: Final = st.text(min_size=1).filter(lambda text: " " not in text)
CODES: Final = st.builds(SlackCode, WORDS, st.just("") | WORDS)
KEYS: Final = st.sampled_from([key for key in ReasonKey if key is not ReasonKey.OTHER])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("missed", DeliveryReason(ReasonKey.MISSED)),
        ("channel-unavailable is_archived", DeliveryReason(ReasonKey.CHANNEL_UNAVAILABLE, SlackCode("is_archived"))),
        ("slack-refused missing_scope chat:write", DeliveryReason(ReasonKey.SLACK_REFUSED, SCOPED)),
    ],
)
def test_the_stored_text_is_the_key_and_slacks_code(text: str, reason: DeliveryReason) -> None:
    """Rows of earlier versions read the same way."""
    assert DeliveryReason.parse(text) == reason
    assert str(reason) == text


@pytest.mark.parametrize(("text", "key"), [("mended", ReasonKey.RESOLVED), ("nobody-to-tell", ReasonKey.NO_RECIPIENT)])
def test_a_key_of_an_earlier_version_is_read(text: str, key: ReasonKey) -> None:
    """Under the name that it has today."""
    assert DeliveryReason.parse(text) == DeliveryReason(key)


def test_a_key_of_another_version_is_kept() -> None:
    """With Slack's code, so that the row is written back unchanged."""
    reason = DeliveryReason.parse("from-a-newer-version is_archived")

    assert (reason.key, reason.code) == (ReasonKey.OTHER, SlackCode("is_archived"))
    assert str(reason) == "from-a-newer-version is_archived"


@given(key=KEYS, code=st.none() | CODES)
def test_every_reason_survives_storage(key: ReasonKey, code: SlackCode | None) -> None:
    """Whatever Slack's code is."""
    reason = DeliveryReason(key, code)

    assert DeliveryReason.parse(str(reason)) == reason


@given(text=STORED)
def test_every_stored_text_is_a_reason(text: str) -> None:
    """It is stored again as it was."""
    assert str(DeliveryReason.parse(text)) == text
