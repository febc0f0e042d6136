"""The first words: to whoever installed the bot, and to whoever invited it into a channel."""

from bot.blocks import controls
from bot.blocks.controls import Control
from bot.blocks.message import Message
from bot.blocks.parts import actions, button, message, section, sentence_message
from bot.i18n import Texts


def welcome_message(t: Texts) -> Message:
    """Three lines, and two ways to begin."""
    return message(
        t("welcome"),
        [
            section(t("welcome")),
            section(t("welcome-how")),
            section(t("welcome-begin")),
            actions(
                button(t("button-sample"), controls.SAMPLE_TRY, Control(), style="primary"),
                button(t("button-connect"), controls.CONNECT_OPEN, Control()),
            ),
        ],
    )


def hint_message(t: Texts) -> Message:
    """One line, for one person."""
    return sentence_message(t("hint"))
