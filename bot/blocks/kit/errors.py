"""The message of an error: what happened and what to do next."""

from bot.blocks.kit.elements import sentence_message
from bot.blocks.kit.message import Message
from bot.blocks.kit.quoting import error_sentence
from bot.errors import BotError
from bot.i18n import Texts


def error_message(error: BotError, t: Texts, zone: str = "UTC") -> Message:
    """The error's sentence as a message."""
    return sentence_message(error_sentence(error, t, zone))
