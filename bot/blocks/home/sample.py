"""The sample, as a breakdown and as an answer to "what if": always marked as invented."""

from datetime import datetime
from typing import Final

from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Block, Element, Message, actions, button, message, section, select
from bot.blocks.report.report import breakdown, what_if_option
from bot.blocks.what_if.answers import Reader, raise_message
from bot.domain.recommendation import Recommendation
from bot.domain.what_if.answers import RaiseAnswer
from bot.i18n import Texts

_REAL: Final = frozenset({"actions", "context"})


def sample_message(recommendation: Recommendation, t: Texts, zone: str, *, now: datetime) -> Message:
    """The breakdown, with "what if the minimum were ..."; invented numbers offer no other action."""
    return _marked(breakdown(recommendation, t, zone, now=now), t, _what_if(recommendation, t), _connect(t))


def sample_raise_message(
    answer: RaiseAnswer, recommendation: Recommendation, t: Texts, zone: str, *, now: datetime
) -> Message:
    """The cost, another version to try, and the way back."""
    again = button(t("sample-again"), controls.SAMPLE_TRY, Control())
    return _marked(raise_message(answer, Reader(t, zone, now)), t, _what_if(recommendation, t), again, _connect(t))


def _marked(breakdown_message: Message, t: Texts, *elements: Element) -> Message:
    """The message marked as sample, without the controls and the origin line of real numbers."""
    mark = t("sample-mark")
    blocks: list[Block] = [block for block in breakdown_message.blocks if block["type"] not in _REAL]
    return message(f"{mark} {breakdown_message.text}", [section(f"🧪 {mark}"), *blocks, actions(*elements)])


def _what_if(recommendation: Recommendation, t: Texts) -> Element:
    options = [what_if_option(Control(), each, recommendation.report, t) for each in reversed(recommendation.every)]
    return select(t("what-if"), controls.SAMPLE_WHAT_IF, options[: limits.OPTIONS])


def _connect(t: Texts) -> Element:
    return button(t("button-connect"), controls.CONNECT_OPEN, Control(), style="primary")
