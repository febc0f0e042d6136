"""APIs as a control carries them: ten full names would not fit into what Slack lets a button or an option hold."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.errors import StaleControl

MARK: Final = "="
GAME_MARK: Final = "=g"
"""With the mini games' table asked for; no code is read without its mark, so nobody types one by accident."""
_LENGTH: Final = 5


def code_of(name: str) -> str:
    """Five characters that stand for a name: 30 bits of its hash, which no two names of the tables share (tested).

    Not its place in a table: that changes with each release of the typings, and a button outlives a release.
    """
    digest = hashlib.sha256(name.encode()).digest()
    return base64.urlsafe_b64encode(digest)[:_LENGTH].decode()


def codes_of(names: Iterable[str]) -> Mapping[str, str]:
    """The names by their codes."""
    return {code_of(name): name for name in names}


def pack(names: Sequence[str], *, game: bool) -> str:
    """One word for some names."""
    return (GAME_MARK if game else MARK) + "." + "".join(map(code_of, names))


def is_packed(word: str) -> bool:
    """Whether it was made by `pack`."""
    return word.startswith((f"{MARK}.", f"{GAME_MARK}."))


def unpack(word: str, names: Mapping[str, str]) -> tuple[tuple[str, ...], bool]:
    """The names, and whether the mini games' table was asked for.

    Args:
        word: see `pack`.
        names: see `codes_of`.

    Raises:
        StaleControl: it holds a code of no name that there is now.
    """
    mark, _, codes = word.partition(".")
    found = [names.get(codes[at : at + _LENGTH]) for at in range(0, len(codes), _LENGTH)]
    known = tuple(name for name in found if name)
    if not known or len(known) < len(found):
        raise StaleControl
    return known, mark == GAME_MARK
