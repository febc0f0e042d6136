"""Sentences as data, and how they are filled in: the part of Fluent that the catalogs use, without its parser.

`baselib scan` as a package of its own has the catalogs in this form, so that it needs no library for them.
"""

from collections.abc import Mapping
from typing import Any, Final, Protocol

Pattern = list[Any]
"""Parts in order: a text, `[parameter]`, or `[parameter, {case: pattern}, the case else]`."""
Entry = Mapping[str, Pattern]
"""A sentence under an empty name, and its attributes."""


class Sentences(Protocol):
    """The sentences of one language."""

    def entry(self, key: str) -> Entry | None:
        """A sentence with its attributes; None when there is none."""


class Compiled:
    """A catalog that was read before."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries: Final = entries

    def entry(self, key: str) -> Entry | None:
        """A sentence with its attributes; None when there is none."""
        return self._entries.get(key)


def filled(pattern: Pattern, params: Mapping[str, str | int], locale: str) -> str:
    """The sentence with its parameters.

    Raises:
        KeyError: a parameter is missing.
    """
    return "".join(part if isinstance(part, str) else _filled(part, params, locale) for part in pattern)


def _filled(part: list[Any], params: Mapping[str, str | int], locale: str) -> str:
    name, *choice = part
    value = params[name]
    if choice:
        cases, default = choice
        return filled(next((cases[case] for case in cases if _is(case, value, locale)), cases[default]), params, locale)
    return value if isinstance(value, str) else f"{value:,}"


def _is(case: str, value: str | int, locale: str) -> bool:
    """Whether a case is the value's: a text itself, or a number itself or its plural form."""
    number = case.isdecimal()  # a name of Fluent's starts with a letter
    if isinstance(value, str):
        return not number and case == value
    return case == (str(value) if number else _plural(value, locale))


def _plural(number: int, locale: str) -> str:
    """The form of a word beside a number; Chinese has one."""
    return "one" if number == 1 and locale == "en" else "other"
