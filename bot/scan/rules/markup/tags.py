"""Reads the tags of a markup.

Each character is looked at a fixed number of times: a parser of HTML takes time by the square of the nesting.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.scan.rules.facts import NOTHING_KNOWN, Facts

_TAG: Final = re.compile(r"<!--|<(?P<end>/?)(?P<name>[A-Za-z][\w:.-]*+)")
_PART: Final = re.compile(
    r"""
    (?P<gap> [\s/]++ )
    | (?P<name> [^\s"'<>/=]++ )
      (?: \s*+ = \s*+ (?: "(?P<double>[^"]*+)" | '(?P<single>[^']*+)' | (?P<bare>(?:[^\s"'<>=/]|/(?!>))++) ) )?+
    | (?P<end> > )
    | (?P<next> < )
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
"""What comes next in a tag. The last alternative is a stray character."""
_CODE: Final = frozenset({"wxs", "script", "style"})
"""The tags whose content is no markup."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute as it is written."""

    name: str
    value: str
    at: int


@dataclass(slots=True)
class Tag:
    """A tag that starts or ends an element."""

    name: str
    at: int
    ends: bool
    """Whether it is `</name>`."""
    empty: bool = False
    """Whether it is `<name/>`."""
    attributes: list[Attribute] = field(default_factory=list)


@dataclass(slots=True)
class Element:
    """An open element."""

    name: str
    known: Facts = NOTHING_KNOWN
    """What holds inside it."""
    denied: Facts = NOTHING_KNOWN
    """What holds in its next child if the conditions of those before failed."""
    own: tuple[str, ...] = ()
    """The names that it declares: of `wx:for-item="can"`."""


@dataclass(slots=True)
class Open:
    """The elements around a place, from the outermost."""

    elements: list[Element] = field(default_factory=lambda: [Element("")])
    names: Counter[str] = field(default_factory=Counter)
    declared: Counter[str] = field(default_factory=Counter)
    """The names that they declare, which are not those of the page's data."""

    @property
    def inner(self) -> Element:
        """The innermost element."""
        return self.elements[-1]

    def start(self, name: str, known: Facts, own: tuple[str, ...]) -> None:
        """Open an element, whose own names are declared."""
        self.elements.append(Element(name, known, own=own))
        self.names[name] += 1

    def end(self, name: str) -> None:
        """End the innermost element of this name and all in it; without one, the tag is stray."""
        while self.names[name]:
            ended = self.elements.pop()
            self.names[ended.name] -= 1
            self.declared.subtract(ended.own)
            if ended.name == name:
                return


def tags(text: str, at: int = 0, end: int | None = None) -> Iterator[Tag]:
    """Every tag, without those in comments and in code."""
    end = len(text) if end is None else end
    while (found := _TAG.search(text, at, end)) is not None:
        name = found["name"]
        if name is None:
            after = text.find("-->", found.end(), end)
            at = after if after >= 0 else end
            continue
        tag = Tag(name, found.start(), ends=bool(found["end"]))
        at = _read_parts(text, found.end(), end, tag)
        yield tag
        if name in _CODE and not tag.ends and not tag.empty:
            after = text.find(f"</{name}", at, end)
            at = after if after >= 0 else end


def _read_parts(text: str, at: int, end: int, tag: Tag) -> int:
    """Read what is in a tag; returns where it ends."""
    while (part := _PART.match(text, at, end)) is not None and part["next"] is None:
        at = part.end()
        if part["end"]:
            tag.empty = text[at - 2] == "/"
            break
        if part["name"]:
            value = part["double"] or part["single"] or part["bare"] or ""
            tag.attributes.append(Attribute(part["name"], value, part.start()))
    return at
