"""The states of a subscription, and their stored text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery import SlackCode
from bot.domain.digest.subscription import Lifecycle, Paused, State, parse_state


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", Lifecycle.ACTIVE),
        ("ended", Lifecycle.ENDED),
        ("moving", Lifecycle.TRIAL),
        ("is_archived", Paused(SlackCode("is_archived"))),
        ("missing_scope chat:write", Paused(SlackCode("missing_scope", "chat:write"))),
    ],
)
def test_the_stored_text_of_a_state(text: str, state: State) -> None:
    """Rows of earlier versions read the same way."""
    assert parse_state(text) == state
    assert str(state) == text


@given(text=st.text().map(str.rstrip))
def test_every_stored_text_is_a_state(text: str) -> None:
    """A newer version's state stops the subscription and is stored unchanged."""
    assert str(parse_state(text)) == text
