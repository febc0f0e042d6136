"""The message while WeChat takes long."""

from bot.blocks.kit.elements import Message, context, message
from bot.i18n import Texts


def fetching_message(t: Texts) -> Message:
    """Says that the answer follows. After a press this stays above it: Slack offers no way to remove it."""
    sentence = t("fetching")
    return message(sentence, [context(f"⏳ {sentence}")])


def opened_message(t: Texts) -> Message:
    """Says that the answer which was to follow is a modal."""
    sentence = t("fetching-opened")
    return message(sentence, [context(sentence)])
