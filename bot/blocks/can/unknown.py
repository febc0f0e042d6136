"""An API that there is not, and those that may be meant."""

from collections.abc import Sequence

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import actions, button, message, section
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import code
from bot.blocks.kit.quoting import error_sentence
from bot.domain.can.parse import Asked
from bot.errors import FeatureElsewhere, UnknownFeature
from bot.i18n import Texts


def unknown_message(error: UnknownFeature, suggested: Sequence[tuple[str, Asked]], t: Texts) -> Message:
    """That there is no such API, with a button for each that may be meant.

    Args:
        error: what there is not.
        suggested: names, and the question with each in its place.
        t: the reader's language.
    """
    sentence = error_sentence(error, t)
    blocks: list[Block] = [section(sentence)]
    blocks += [
        section(
            code(name),
            accessory=button(
                t("can-suggestion-check"),
                controls.CAN_SUGGESTED,
                carried(asked),
                label=t("can-suggestion-label", name=name),
            ),
        )
        for name, asked in suggested
        if carried(asked).fits
    ]
    return message(sentence, blocks)


def elsewhere_message(error: FeatureElsewhere, asked: Asked | None, t: Texts) -> Message:
    """That only the other table has it, with a button that asks there.

    Args:
        error: what only the other table has.
        asked: the question for mini games; None when they have not all of it either.
        t: the reader's language.
    """
    sentence = error_sentence(error, t)
    blocks: list[Block] = [section(sentence)]
    if asked is not None and carried(asked).fits:
        blocks.append(actions(button(t("can-suggestion-game"), controls.CAN_SUGGESTED, carried(asked))))
    return message(sentence, blocks)


def carried(asked: Asked) -> Control:
    """A question as a control carries it, unless a long name of a program is too much for one."""
    return Control(text=asked.packed, name=asked.program)
