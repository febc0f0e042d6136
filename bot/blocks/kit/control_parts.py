"""The parts of a control's value, which may be forged: what does not fit raises `StaleControl`."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar

from bot.blocks.kit import limits
from bot.errors import StaleControl

_T = TypeVar("_T")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parts_in(value: str) -> dict[str, str]:
    """The parts by their letters; as long as the place allows."""
    try:
        parts = json.loads(value[: limits.BUTTON_VALUE + 1])
    except ValueError as error:
        raise StaleControl from error
    if not isinstance(parts, dict) or not parts.keys() <= set("pdvsocantmfrwe"):
        raise StaleControl
    in_button = limits.BUTTON_VALUE if parts.keys() & {"w", "e"} else limits.OPTION_VALUE
    longest = limits.BLOCK_ID if "r" in parts else in_button
    if len(value) > longest:
        raise StaleControl
    if not all(isinstance(part, str) and part for part in parts.values()):
        raise StaleControl
    return parts


def matching(parts: dict[str, str], key: str, pattern: re.Pattern[str]) -> str:
    """An id or a word of ours; empty without one."""
    part = parts.get(key, "")
    if part and not pattern.fullmatch(part):
        raise StaleControl
    return part


def typed(parts: dict[str, str], key: str, longest: int) -> str:
    """One line of words, split and joined."""
    part = parts.get(key, "")
    if len(part) > longest or not part.isprintable() or part != " ".join(part.split()):
        raise StaleControl
    return part


def lines(parts: dict[str, str], key: str) -> str:
    """Lines of words, as `in_lines` leaves them."""
    part = parts.get(key, "")
    if part != in_lines(part):
        raise StaleControl
    return part


def in_lines(text: str) -> str:
    """A text without control characters, each of which would take six characters of a value; it keeps its lines."""
    return "".join(each if each >= " " or each == "\n" else " " for each in text)


def read(parts: dict[str, str], key: str, parse: Callable[[str], _T | None]) -> _T | None:
    """A part that is read; None without one."""
    if key not in parts:
        return None
    found = parse(parts[key])
    if found is None:
        raise StaleControl
    return found


def day_in(text: str) -> date | None:
    """The day written as `2026-11-23`; None for anything else."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
