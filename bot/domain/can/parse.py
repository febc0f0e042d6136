"""Parse the words after `can`: APIs and an optional program."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.can.codes import pack

_BETWEEN: Final = re.compile(r"[,;、]")
_DOTTED: Final = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+", re.ASCII)
_HUMPED: Final = re.compile(r"[a-z][a-z\d]*[A-Z]\w*", re.ASCII)


@dataclass(frozen=True, slots=True)
class CanQuestion:
    """A `can` question as typed."""

    names: tuple[str, ...]
    """The APIs as typed, or in full once found; no duplicates."""
    program: str = ""
    """The program's name as typed; empty for the channel's program."""
    game: bool = False
    """Whether the mini games' table was asked for."""

    @property
    def packed(self) -> str:
        """The APIs and the table as one word, for a button or option."""
        return pack(self.names, game=self.game)


def read_can(words: Sequence[str], knows: Callable[[str], bool], *, game: bool = False) -> CanQuestion:
    """Separate the APIs from the program: they stand together, before or after its name.

    Args:
        words: at least one; if none looks like an API, the first counts as one.
        knows: whether a table has an API of that name.
        game: whether the mini games' table was asked for.
    """
    parts = [part for word in _joined(words) for part in _split(word, knows)]
    are_names = [is_dotted(part) or knows(part) for part in parts]
    start = are_names.index(True) if True in are_names else 0
    rest = are_names[start + 1 :]
    end = start + 1 + (rest.index(False) if False in rest else len(rest))
    return CanQuestion(tuple(parts[start:end]), " ".join([*parts[:start], *parts[end:]]), game=game)


def names_in(word: str) -> list[str]:
    """Split a word into API names: `wx.login,wx.request()` has two."""
    return [part.removesuffix("()") for part in _BETWEEN.split(word) if part]


def is_dotted(word: str) -> bool:
    """Whether a word has the form of an API: `wx.request`."""
    return _DOTTED.fullmatch(word) is not None


def is_humped(word: str) -> bool:
    """Whether a word could be an API without `wx.`: `getUserProfile`."""
    return _HUMPED.fullmatch(word) is not None


def _joined(words: Sequence[str]) -> list[str]:
    """Join words that form one name: `<scroll-view binddragstart>`."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1].startswith("<") and not joined[-1].endswith(">"):
            joined[-1] += f" {word}"
        else:
            joined.append(word)
    return joined


def _split(word: str, knows: Callable[[str], bool]) -> list[str]:
    """Split a word at commas, unless it is a program's name."""
    parts = names_in(word)
    return parts if any(is_dotted(part) or knows(part) for part in parts) else [word]
