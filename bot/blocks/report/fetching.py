"""Said when WeChat takes longer than a person likes to wait."""

from bot.blocks.kit.elements import context, message
from bot.blocks.kit.message import Message
from bot.i18n import Texts


def fetching_message(t: Texts) -> Message:
    """That the answer is on its way and will stand here."""
    sentence = t("fetching")
    return message(sentence, [context(f"⏳ {sentence}")])
