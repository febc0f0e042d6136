"""Short codes of APIs for buttons and options: ten full names would exceed Slack's limit for a value."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.errors import StaleControl

MARK: Final = "="
GAME_MARK: Final = "=g"
"""Marks a question about mini games. A code needs its mark, so none is typed by accident."""
_LENGTH: Final = 5


def code_of(name: str) -> str:
    """A name's five-character code: 30 bits of its hash, unique among the tables' names (tested).

    Not its index in a table: that changes with each release of the typings, and buttons outlive releases.
    """
    digest = hashlib.sha256(name.encode()).digest()
    return base64.urlsafe_b64encode(digest)[:_LENGTH].decode()


def codes_of(names: Iterable[str]) -> Mapping[str, str]:
    """The names by their codes."""
    return {code_of(name): name for name in names}


def pack(names: Sequence[str], *, game: bool) -> str:
    """Pack names into one word."""
    return (GAME_MARK if game else MARK) + "." + "".join(map(code_of, names))


def is_packed(word: str) -> bool:
    """Whether a word was made by `pack`."""
    return word.startswith((f"{MARK}.", f"{GAME_MARK}."))


def unpack(word: str, names: Mapping[str, str]) -> tuple[tuple[str, ...], bool]:
    """The names, and whether the question was about mini games.

    Args:
        word: see `pack`.
        names: see `codes_of`.

    Raises:
        StaleControl: it holds a code that no current name has.
    """
    mark, _, codes = word.partition(".")
    found = [names.get(codes[at : at + _LENGTH]) for at in range(0, len(codes), _LENGTH)]
    known = tuple(name for name in found if name)
    if not known or len(known) < len(found):
        raise StaleControl
    return known, mark == GAME_MARK
