"""The answer to `use <program>`."""

from bot.blocks.kit.elements import sentence_message
from bot.blocks.kit.message import Message
from bot.blocks.kit.names import name
from bot.domain.programs.program import Program
from bot.i18n import Texts


def used_message(program: Program, t: Texts) -> Message:
    """Confirms that this is now the channel's own program."""
    return sentence_message(t("used", program=name(program)))
