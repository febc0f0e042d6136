"""Which files are not shipped: `packOptions` of `project.config.json`.

https://developers.weixin.qq.com/miniprogram/dev/devtools/projectconfig.html
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from typing import Any, Final

import re2

Rule = Callable[[str], bool]

_LONGEST: Final = 200
"""Characters of one entry."""
_MOST: Final = 1000
"""Entries, each of which is compared with each file."""
_MEMORY: Final = 1024 * 1024
"""Bytes for one pattern."""


def _folder(value: str) -> Rule:
    return lambda path: path.startswith(f"{value}/")


def _pattern(value: str) -> Rule:
    """Compile a pattern for a matcher whose time is linear: Python's tries each length of each repeated part.

    Raises:
        re2.error: not a pattern, or one that only looking ahead or back can match.
        UnicodeEncodeError: not text.
    """
    options = re2.Options()
    options.max_mem, options.log_errors = _MEMORY, False
    expression = re2.compile(value.removeprefix("/").removesuffix("/"), options)
    return lambda path: expression.search(path) is not None


def glob(value: str) -> Rule:
    """Compile a pattern with `*`, `?` and `[...]`."""
    expression = re.compile(translate(value))  # each `*` takes as little as it can, and never tries more
    return lambda path: expression.match(path) is not None


_RULES: Final[Mapping[str, Callable[[str], Rule]]] = {
    "file": lambda value: lambda path: path == value,
    "folder": _folder,
    "suffix": lambda value: lambda path: path.endswith(value),
    "prefix": lambda value: lambda path: path.rpartition("/")[2].startswith(value),
    "glob": glob,
    "regexp": _pattern,
}
"""Rules by `type`."""
_OF_PATHS: Final = frozenset({"file", "folder", "glob"})


@dataclass(frozen=True, slots=True)
class Packing:
    """The files left out of a program's package."""

    ignored: Sequence[Rule] = ()
    included: Sequence[Rule] = ()
    """Files shipped although ignored."""
    misunderstood: int = 0
    """The number of invalid entries."""

    def leaves_out(self, path: str) -> bool:
        """Whether a file is not shipped.

        Args:
            path: relative to the program's root, with `/`.
        """
        return any(rule(path) for rule in self.ignored) and not any(rule(path) for rule in self.included)


def read_packing(options: Any) -> Packing:
    """Parse `packOptions`."""
    if not isinstance(options, dict):
        return Packing()
    ignored, wrong = _rules(options.get("ignore"))
    included, wrong_too = _rules(options.get("include"))
    return Packing(ignored, included, wrong + wrong_too)


def _rules(entries: Any) -> tuple[list[Rule], int]:
    if not isinstance(entries, list):
        return [], 0
    rules = [_rule(entry) for entry in entries[:_MOST]]
    return [rule for rule in rules if rule is not None], rules.count(None) + len(entries[_MOST:])


def _rule(entry: Any) -> Rule | None:
    if not isinstance(entry, dict):
        return None
    kind, value = entry.get("type"), entry.get("value")
    if not isinstance(kind, str) or kind not in _RULES or not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
        return None
    if kind in _OF_PATHS:
        value = value.removeprefix("./").strip("/")
    try:
        return _RULES[kind](value)
    except (re.error, re2.error, UnicodeEncodeError):
        return None
