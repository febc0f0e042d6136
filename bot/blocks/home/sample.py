"""The sample, as a breakdown and as an answer to "what if": always marked as invented."""

from datetime import datetime
from typing import Final

from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Element, actions, button, context, message, section, select
from bot.blocks.kit.message import Block, Message
from bot.blocks.report.report import breakdown, what_if_option
from bot.blocks.what_if.raise_ import raise_message
from bot.domain.report.report import Report
from bot.domain.what_if import RaiseAnswer
from bot.i18n import Texts

_REAL: Final = frozenset({"actions", "context"})


def sample_message(report: Report, t: Texts, zone: str, *, now: datetime) -> Message:
    """The breakdown, with "what if the minimum were ..."; invented numbers offer no other action."""
    breakdown_message = breakdown(report, t, zone, now=now)
    return _marked(breakdown_message, t, _what_if(report, t), _connect(t), below=t("legend"))


def sample_raise_message(answer: RaiseAnswer, t: Texts, zone: str, *, now: datetime) -> Message:
    """The cost, another version to try, and the way back."""
    again = button(t("sample-again"), controls.SAMPLE_TRY, Control())
    return _marked(raise_message(answer, t, zone, now=now), t, _what_if(answer.report, t), again, _connect(t))


def _marked(breakdown_message: Message, t: Texts, *elements: Element, below: str = "") -> Message:
    """The message marked as sample, without the controls and the origin line of real numbers."""
    mark = t("sample-mark")
    blocks: list[Block] = [block for block in breakdown_message.blocks if block["type"] not in _REAL]
    small = [context(below)] if below else []
    return message(f"{mark} {breakdown_message.text}", [section(f"🧪 {mark}"), *blocks, *small, actions(*elements)])


def _what_if(report: Report, t: Texts) -> Element:
    distribution = report.computed()
    versions = distribution.versions[: limits.OPTIONS]
    options = [what_if_option(Control(), version, distribution.loss(version), t) for version in versions]
    return select(t("what-if"), controls.SAMPLE_WHAT_IF, options)


def _connect(t: Texts) -> Element:
    return button(t("button-connect"), controls.CONNECT_OPEN, Control(), style="primary")
