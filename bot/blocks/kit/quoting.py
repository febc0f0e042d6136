"""The sentence for an error, with everything from outside made fit for Slack."""

from bot.blocks.kit.limits import clean
from bot.errors import BotError
from bot.i18n import Texts

_LONGEST = 300
"""Enough for an errmsg of WeChat or a few names; a person types less."""


def error_sentence(error: BotError, t: Texts, zone: str = "UTC") -> str:
    """What happened and what to do next.

    Args:
        error: what went wrong.
        t: the reader's language.
        zone: the reader's IANA zone, for instants.
    """
    return t.error(error, zone=zone, quote=lambda text: clean(text, _LONGEST))
