"""The parts of a control's value, which may be forged: what does not fit raises `StaleControl`."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, TypeVar

from bot.blocks.kit import limits
from bot.errors import StaleControl

_T = TypeVar("_T")
_PAGE: Final = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parts_in(value: str, letters: Mapping[str, object]) -> dict[str, str]:
    """The parts by their letters, none empty; as long as the place allows."""
    try:
        parts = json.loads(value[: limits.BUTTON_VALUE + 1])
    except ValueError as error:
        raise StaleControl from error
    if not isinstance(parts, dict) or not parts.keys() <= letters.keys():
        raise StaleControl
    in_button = limits.BUTTON_VALUE if parts.keys() & {"w", "e"} else limits.OPTION_VALUE
    longest = limits.BLOCK_ID if "r" in parts else in_button
    if len(value) > longest:
        raise StaleControl
    if not all(isinstance(part, str) and part for part in parts.values()):
        raise StaleControl
    return parts


def matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    """Read an id or a word of ours."""

    def read(part: str) -> str:
        if not pattern.fullmatch(part):
            raise StaleControl
        return part

    return read


def typed(longest: int) -> Callable[[str], str]:
    """Read one line of words, split and joined."""

    def read(part: str) -> str:
        if len(part) > longest or not part.isprintable() or part != " ".join(part.split()):
            raise StaleControl
        return part

    return read


def known(parse: Callable[[str], _T | None]) -> Callable[[str], _T]:
    """Read what is parsed."""

    def read(part: str) -> _T:
        found = parse(part)
        if found is None:
            raise StaleControl
        return found

    return read


def lines(part: str) -> str:
    """Lines of words, as `in_lines` leaves them."""
    if part != in_lines(part):
        raise StaleControl
    return part


def in_lines(text: str) -> str:
    """A text without control characters, each of which would take six characters of a value; it keeps its lines."""
    return "".join(each if each >= " " or each == "\n" else " " for each in text)


def day_in(text: str) -> date | None:
    """The day written as `2026-11-23`; None for anything else."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def page_in(text: str) -> int | None:
    """The page of a list, from 1; None for anything else."""
    return int(text) if _PAGE.fullmatch(text) else None
