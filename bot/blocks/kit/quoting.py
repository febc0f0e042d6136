"""The sentence for an error, with outside text made safe for Slack."""

from bot.errors import BotError
from bot.i18n import Texts
from bot.i18n.outside_text import clean

_LONGEST = 300
"""Enough for an errmsg of WeChat or a few names; typed text is shorter."""


def error_sentence(error: BotError, t: Texts, zone: str = "UTC") -> str:
    """What happened and what to do next.

    Args:
        zone: the reader's IANA zone, for instants.
    """
    return t.error(error, zone=zone, quote=lambda text: clean(text, _LONGEST))
