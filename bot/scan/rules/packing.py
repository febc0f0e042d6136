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
_NOT_ALIKE: Final = re.compile(r"\\[^\W0-9bdfnrstvw_]|\(\?(?!:)|\[\^?\]|\[:|(?:[$^]|\\b)[*+?{]")
"""What JavaScript and RE2 do not read alike."""
_PART: Final = re.compile(r"(\*++)|(\?)|\[(?P<not>[!^]?)(?P<set>(?:\w(?:-\w)?+)++)\]|[^*?\[\](){}|\\]")
"""A part of what is between two slashes of a glob."""
_SLASHES: Final = re.compile("/++")


class _NotUnderstood(Exception):
    pass


def _folder(value: str) -> Rule:
    folder = f"/{value.removeprefix('/')}"
    folder = folder if folder.endswith("/") else f"{folder}/"
    return lambda path: f"/{path}".startswith(folder)


def _pattern(value: str) -> Rule:
    if _NOT_ALIKE.search(value):
        raise _NotUnderstood
    expression = _compiled(f"(?im){value}")
    return lambda path: expression.search(path) is not None or expression.search(f"/{path}") is not None


def _compiled(pattern: str) -> Any:
    """Compile a pattern for a matcher whose time is linear: Python's tries each length of each repeated part.

    Raises:
        re2.error: not a pattern, or one that only looking ahead or back can match.
        UnicodeEncodeError: not text.
    """
    options = re2.Options()
    options.max_mem, options.log_errors = _MEMORY, False
    return re2.compile(pattern, options)


def _wildcard(value: str) -> Rule:
    """Compile a glob of WeChat's: only `**`, between slashes, matches folders in folders."""
    value = value.strip()
    if value.startswith(("#", "!")):
        raise _NotUnderstood
    *folders, name = _SLASHES.split(value.lstrip("/"))
    parts = ["(?:[^/]+/)*" if each == "**" else f"{_between(each)}/" for each in folders]
    expression = _compiled("".join([*parts, ".+" if name == "**" else _between(name)]))
    return lambda path: expression.fullmatch(path) is not None


def _between(value: str) -> str:
    """The expression for what is between two slashes."""
    parts, at = [], 0
    while at < len(value):
        found = _PART.match(value, at)
        if found is None:
            raise _NotUnderstood
        at = found.end()
        if found["set"] is not None:
            parts.append(f"[^/{found['set']}]" if found["not"] else f"[{found['set']}]")
        else:
            parts.append("[^/]*" if found[1] else "[^/]" if found[2] else re2.escape(found[0]))
    return "".join(parts)


def glob(value: str) -> Rule:
    """Compile a pattern of the scan's own configuration: `*` also matches folders in folders."""
    expression = re.compile(translate(value))  # each `*` takes as little as it can, and never tries more
    return lambda path: expression.match(path) is not None


_RULES: Final[Mapping[str, Callable[[str], Rule]]] = {
    "file": lambda value: lambda path: path == value.removeprefix("/"),
    "folder": _folder,
    "suffix": lambda value: lambda path: path.rpartition("/")[2].endswith(value),
    "prefix": lambda value: lambda path: path.rpartition("/")[2].startswith(value),
    "glob": _wildcard,
    "regexp": _pattern,
}
"""Rules by `type`."""


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
        path = path.lower()
        return any(rule(path) for rule in self.ignored) and not any(rule(path) for rule in self.included)


def read_packing(options: Any) -> Packing:
    """Parse `packOptions`."""
    if not isinstance(options, dict):
        return Packing()
    ignored, wrong = _rules(options.get("ignore"))
    included, wrong_too = _rules(options.get("include"))
    return Packing([] if wrong_too else ignored, included, wrong + wrong_too)  # it may name what is ignored


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
    try:
        return _RULES[kind](value.lower())  # so does WeChat, even with expressions
    except (_NotUnderstood, re2.error, UnicodeEncodeError):
        return None
