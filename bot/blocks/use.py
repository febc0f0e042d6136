"""The answer to `use <program>`."""

from bot.blocks.message import Message
from bot.blocks.names import name
from bot.blocks.parts import sentence_message
from bot.domain.program import Program
from bot.i18n import Texts


def used_message(program: Program, t: Texts) -> Message:
    """That the channel now means this program."""
    return sentence_message(t("used", program=name(program)))
