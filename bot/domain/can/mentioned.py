"""The APIs and components that a message names, in code or in prose."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.domain.can.features import Platform
from bot.domain.can.markup import Known, Markup
from bot.domain.can.parse import is_humped
from bot.domain.can.tables import Tables
from bot.domain.numbers.version import Version

_NAME: Final = re.compile(
    r"""
      < (?P<tag> [a-z][a-z0-9]*(?:-[a-z0-9]+)* ) (?= [\s/>] ) (?P<rest> [^<>]{0,2000} )
    | (?P<dotted> [A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+ )
    | (?<![\w.-]) (?P<word> [A-Za-z][A-Za-z0-9]*(?:-[a-z0-9]+)* ) (?![\w-])
    """,
    re.VERBOSE | re.ASCII,
)
_ATTRIBUTE: Final = re.compile(r"""(?P<name>[\w:-]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'))?""")
_PARTS: Final = 8
_EVENT: Final = "bind"


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What a message names."""

    names: tuple[str, ...] = ()
    """Documented ones, as far as one question may have them, each once, in order."""
    beyond: tuple[str, ...] = ()
    """More documented ones."""
    unknown: tuple[str, ...] = ()
    """Names under `wx`, tags, attributes and values that no table has."""


def mentioned(text: str, tables: Tables, *, most: int) -> Mentioned:
    """Find the names. Text around one does not hide it: `this.wx.request.abort` names `wx.request`.

    Args:
        most: names in one question.
    """
    markup = Markup(tables.of(Platform.MINI_PROGRAM))
    found: dict[str, bool] = {}
    for match in _NAME.finditer(text):
        if match["tag"]:
            found.update(_in_tag(match["tag"], match["rest"], markup))
        elif match["dotted"]:
            found.update(_dotted(match["dotted"], tables.knows))
        elif _is_name(match["word"]) and tables.knows(match["word"]):
            found[match["word"]] = True
    known = list(dict.fromkeys(_full(name, tables) for name, documented in found.items() if documented))
    unknown = tuple(name for name, documented in found.items() if not documented)
    return Mentioned(tuple(known[:most]), tuple(known[most:]), unknown)


def _full(name: str, tables: Tables) -> str:
    """The full name, so that two spellings count once."""
    return tables.full_name(name, Platform.MINI_PROGRAM)


def _is_name(word: str) -> bool:
    """Whether a word in prose can be meant as a name: `getUserProfile`, `page-container`, `bindscroll`."""
    return is_humped(word) or "-" in word or word.startswith(_EVENT)


def _in_tag(tag: str, rest: str, markup: Markup) -> Iterator[tuple[str, bool]]:
    """The parts of an element that need more than it does, else the element itself."""
    component = markup.component(tag)
    if component.known is Known.UNKNOWN:
        yield f"<{tag}>", False
        return
    needs = [part for part in _parts(tag, rest, markup) if not part[1] or _above(part[2], component.minimum)]
    if not any(documented for _, documented, _ in needs):
        yield f"<{tag}>", True
    yield from ((name, documented) for name, documented, _ in needs)


def _parts(tag: str, rest: str, markup: Markup) -> Iterator[tuple[str, bool, Version | None]]:
    for each in _ATTRIBUTE.finditer(rest):
        name, value = each["name"], each["double"] or each["single"] or ""
        attribute = markup.attribute(tag, name)
        if attribute.known is Known.UNKNOWN:
            yield f"<{tag} {name}>", False, None
            continue
        entry = attribute
        if (
            value
            and "{{" not in value
            and attribute.feature
            and not attribute.feature.name.startswith(f"<{tag} {_EVENT}")
        ):
            entry = markup.value(tag, name, value)
        if entry.known is Known.UNKNOWN:
            yield f"<{tag} {name}={value[:50]}>", False, None
        elif (feature := entry.feature or attribute.feature) is not None:
            yield feature.name, True, entry.minimum


def _above(minimum: Version | None, other: Version | None) -> bool:
    return minimum is not None and (other is None or minimum > other)


def _dotted(written: str, knows: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
    """The longest documented name in a written text; else what it names under `wx`."""
    parts = written.split(".")[:_PARTS]
    for start in range(len(parts) - 1):
        for end in range(len(parts), start + 1, -1):
            name = ".".join(parts[start:end])
            if knows(name):
                yield name, True
                return
    if "wx" in parts[:-1]:
        yield f"wx.{parts[parts.index('wx') + 1]}", False
