"""The options of subcommands: `--format csv`, `--on 2026-10-01`, `--on all`, `--game`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain.report import ALL, is_all, read_day
from bot.errors import BadOption
from bot.export import Format

_OPTION: Final = re.compile(r"(?:--+|[‒–—―⸺]+-*)([A-Za-z][A-Za-z0-9-]*)(?:=(.*))?")
"""Slack and phones turn two hyphens into a dash."""
_SHOWN: Final = 60
_ON: Final = "on"
_AND: Final = "and"
_FORMAT: Final = "format"
_HISTORY: Final = "history"
_GAME: Final = "game"
_VALUED: Final = (_ON, _AND, _FORMAT)


@dataclass(frozen=True, slots=True)
class Options:
    on: date | None = None
    """The day to show, in China's calendar; None for now."""
    beside: date | None = None
    """The other day to show beside it."""
    format: Format | None = None
    """The format of the requested file; None for a message."""
    history: bool = False
    """Whether the file contains every stored day (`--on all`)."""
    deprecated: bool = False
    """Whether that was asked for with `--history`."""
    game: bool = False
    """Whether mini games are meant."""

    @property
    def typed(self) -> tuple[str, ...]:
        day = self.on.isoformat() if self.on else ALL if self.history else ""
        on = ("--on", day) if day else ()
        beside = ("--and", self.beside.isoformat()) if self.beside else ()
        form = ("--format", self.format.value) if self.format else ()
        until = [f"--{_HISTORY}"] if self.history and self.on else []  # every day up to that one
        return (*on, *beside, *form, *until, *([f"--{_GAME}"] if self.game else []))


NO_OPTIONS: Final = Options()


def is_option(word: str) -> bool:
    return _OPTION.fullmatch(word) is not None


def options_apart(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the other words, and the options with their values."""
    plain, options, left = list[str](), list[str](), iter(words)
    for word in left:
        option = _OPTION.fullmatch(word)
        valued = option and option[1].casefold() in _VALUED and not option[2]
        (options if option else plain).append(word)
        options += [value for value in [next(left, "")] if value] if valued else []
    return plain, options


@dataclass(frozen=True, slots=True)
class Takes:
    """The options that a subcommand takes. One that takes none gets every word as it is."""

    on: bool = False
    beside: bool = False
    """A second day, too; not in a file."""
    formats: tuple[Format, ...] = ()
    history: bool = False
    """Every stored day, too: `--on all`, and `--history`, which it replaces."""
    game: bool = False

    def split(self, words: Sequence[str], *, today: date, usage: str) -> tuple[list[str], Options]:
        """Split a command's words into the other words and the options, which may be anywhere.

        Args:
            today: in China's calendar, for `yesterday`.
        """
        if self == TAKES_NONE:
            return list(words), NO_OPTIONS
        plain: list[str] = []
        found: dict[str, str] = {}
        left = iter(words)
        for word in left:
            option = _OPTION.fullmatch(word)
            if not option:
                plain.append(word)
                continue
            name, value = option[1].casefold(), option[2] or ""
            if name in _VALUED:
                value = value or next(left, "")
            if name in found or not self._takes(name, value, today):
                raise BadOption(option=f"--{name} {value}".strip()[:_SHOWN], usage=usage)
            found[name] = value
        if _AND in found and (_FORMAT in found or _HISTORY in found or is_all(found.get(_ON, ""))):
            raise BadOption(option=f"--{_AND} {found[_AND]}", usage=usage)
        every = [f"--{_HISTORY}"] if _HISTORY in found else [f"--{_ON} {ALL}"] if is_all(found.get(_ON, "")) else []
        if every and found.get(_FORMAT, "").casefold() == Format.BROWSERSLIST:  # this format has no days
            raise BadOption(option=f"--{_FORMAT} {found[_FORMAT]} {every[0]}"[:_SHOWN], usage=usage)
        return plain, Options(
            read_day(found.get(_ON, ""), today=today),
            read_day(found.get(_AND, ""), today=today),
            Format(found[_FORMAT].casefold()) if _FORMAT in found else None,
            history=bool(every),
            deprecated=_HISTORY in found,
            game=_GAME in found,
        )

    def _takes(self, name: str, value: str, today: date) -> bool:
        if name == _ON:
            return self.on and (read_day(value, today=today) is not None or (self.history and is_all(value)))
        if name == _AND:
            return self.beside and read_day(value, today=today) is not None
        if name == _FORMAT:
            return value.casefold() in self.formats
        return not value and ((name == _HISTORY and self.history) or (name == _GAME and self.game))


TAKES_NONE: Final = Takes()
