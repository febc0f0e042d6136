"""A digest's scope in words."""

from bot.domain.digest.parse_scope import TAG
from bot.i18n import Texts
from bot.i18n.outside_text import clean


def scope_text(word: str, t: Texts) -> str:
    """The text for a word of `bot.domain.digest.parse_scope.scope_word`."""
    if word.startswith(TAG):
        return t("about-tag", tag=clean(word.removeprefix(TAG)))
    return t(f"about-{word}" if word else "about-each")
