"""Typed text: one plain form for commands, search fields and the names they are compared with."""

import re
import unicodedata
from typing import Final

_QUOTES: Final = re.compile("[\"'`\u2018\u2019\u201c\u201d\u300c\u300d]")


def plain_text(text: str) -> str:
    """The text in NFKC, without quotation marks, apostrophes and invisible characters; control characters are spaces.

    Keyboards and pasted text add all of these. Names lose them in comparisons too, so they can still be typed.
    """
    normal = unicodedata.normalize("NFKC", text)
    if normal.isalnum():  # the usual case, and ten thousand names are folded at once
        return normal
    plain = _QUOTES.sub("", normal)
    if not plain.isprintable():
        plain = "".join(map(_visible, plain))
    return unicodedata.normalize("NFKC", plain)  # characters that were apart may combine now


def folded(name: str) -> str:
    """The form in which names are compared: plain, without case, and with single spaces."""
    return " ".join(plain_text(name).casefold().split())


def _visible(char: str) -> str:
    """A visible form of a character; formatting ones (zero-width space, direction marks) occur within words, too."""
    if unicodedata.category(char) == "Cf":
        return ""
    return char if char.isprintable() else " "
