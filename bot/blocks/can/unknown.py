"""Messages about an unknown API, with suggestions."""

from collections.abc import Sequence

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Block, Message, actions, button, message, section
from bot.blocks.kit.names import code
from bot.blocks.kit.quoting import error_sentence
from bot.domain.can.parse import CanQuestion
from bot.errors import FeatureElsewhere, UnknownFeature
from bot.i18n import Texts


def unknown_message(error: UnknownFeature, suggested: Sequence[tuple[str, CanQuestion]], t: Texts) -> Message:
    """Says that an API is unknown, with a button for each suggestion.

    Args:
        suggested: names, each with the question that uses it.
    """
    sentence = error_sentence(error, t)
    blocks: list[Block] = [section(sentence)]
    blocks += [
        section(
            code(name),
            accessory=button(
                t("can-suggestion-check"),
                controls.CAN_SUGGESTED,
                carried(question),
                label=t("can-suggestion-label", name=name),
            ),
        )
        for name, question in suggested
        if carried(question).fits
    ]
    return message(sentence, blocks)


def elsewhere_message(error: FeatureElsewhere, question: CanQuestion | None, t: Texts) -> Message:
    """The answer for an API that only mini games have, with a button for their table.

    Args:
        question: the question for mini games; None when they lack one of its APIs, too.
    """
    sentence = error_sentence(error, t)
    blocks: list[Block] = [section(sentence)]
    if question is not None and carried(question).fits:
        blocks.append(actions(button(t("can-suggestion-game"), controls.CAN_SUGGESTED, carried(question))))
    return message(sentence, blocks)


def carried(question: CanQuestion) -> Control:
    """A question as a control; a long program name may exceed its limit."""
    return Control(text=question.packed, name=question.program)
