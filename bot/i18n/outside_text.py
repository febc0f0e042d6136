"""Text from outside, such as a nickname, made fit for one line of a sentence."""

import unicodedata
from typing import Final

NAME: Final = 60
"""Baselib's own limit for a name from outside."""
ELLIPSIS: Final = "…"
_BIDI_CONTROLS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})


def clean(text: str, limit: int = NAME) -> str:
    """One readable line of outside text: no control characters, and no effect on the direction of text after it."""
    head = text[: 4 * limit]  # do not scan a name of 10,000 characters
    kept = (" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in head)
    line = clip(" ".join("".join(char for char in kept if char not in _BIDI_CONTROLS).split()), limit)
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in line):
        return f"\u2068{line}\u2069"  # isolated, so that the numbers after it stay where they are
    return line


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, the last one an ellipsis if cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS
