"""Moments that each reader sees in their own zone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.kit.elements import message, mrkdwn, section
from bot.blocks.kit.limits import escape, in_one_zone, let_through, readers_moment
from bot.i18n import texts_for
from tests.blocks.samples import NOW

T = texts_for("en")
MOMENT = "<!date^1795395900^{date_short}, {time}|Mon 23 Nov 2026, 09:05 (Asia/Shanghai)>"


def test_slack_gets_the_instant_and_what_to_say_without_it() -> None:
    """In seconds, with one zone that is named."""
    assert mrkdwn(readers_moment(NOW, T))["text"] == MOMENT


def test_a_notification_names_one_zone() -> None:
    """Nothing fills it in there."""
    sentence = f"Until {readers_moment(NOW, T)}."
    made = message(sentence, [section(sentence)])

    assert made.text == in_one_zone(sentence) == "Until Mon 23 Nov 2026, 09:05 (Asia/Shanghai)."
    assert made.blocks[0]["text"]["text"] == f"Until {MOMENT}."


@pytest.mark.parametrize(
    "text",
    [
        "<!date^1^{date_short}, {time}^https://a.example|x>",
        "<!date^1^{date}|x>",
        "<!channel>",
        "<!date^1^{date_short}, {time}|<!channel>>",
    ],
)
def test_nothing_else_is_let_through(text: str) -> None:
    """No link, and no other mark."""
    assert mrkdwn(text)["text"] == escape(text)


@given(st.text(alphabet="<>!date^1{}_short, m|&;x"))
def test_what_is_let_through_pings_nobody(text: str) -> None:
    """Whatever is written."""
    bare = in_one_zone(let_through(escape(text)))

    assert "<" not in bare
    assert ">" not in bare
