"""Finds components and attributes in WXML.

Each character is looked at a fixed number of times: a parser of HTML takes time by the square of the nesting.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tree_sitter import Node

from bot.domain.scan import NOTHING_KNOWN, Kind, Place, Use
from bot.scan.rules.grammar import JAVASCRIPT, operator_of, parse, text_of
from bot.scan.rules.steps import TooManySteps

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
_LONGEST: Final = 100
"""Characters of the name of a tag."""
_CODE: Final = "wxs"
"""The tag whose content is JavaScript."""
_CONDITIONS: Final = frozenset({"wx:if", "wx:elif"})
_BINDINGS: Final = ("capture-bind", "capture-catch", "mut-bind", "bind", "catch")
"""Prefixes of an event's attribute.
https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxml/event.html"""
_CHECK: Final = "caniuse"
_CHAINS: Final = frozenset({"unary_expression", "parenthesized_expression", "member_expression"})


@dataclass(frozen=True, slots=True)
class _Attribute:
    name: str
    value: str
    at: int


@dataclass(slots=True)
class _Tag:
    """A tag that starts or ends an element."""

    name: str
    at: int
    ends: bool
    """Whether it is `</name>`."""
    empty: bool = False
    """Whether it is `<name/>`."""
    attributes: list[_Attribute] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """The elements around a place, from the outermost, and whether each is checked."""

    elements: list[tuple[str, bool]] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)

    @property
    def checked(self) -> bool:
        return bool(self.elements) and self.elements[-1][1]

    def start(self, name: str, *, checked: bool) -> None:
        self.elements.append((name, checked))
        self.names[name] += 1

    def end(self, name: str) -> None:
        """End the innermost element of this name and all in it; without one, the tag is stray."""
        while self.names[name]:
            ended, _ = self.elements.pop()
            self.names[ended] -= 1
            if ended == name:
                return


def read_markup(source: bytes, path: str) -> list[Use]:
    """Find every tag and attribute; the catalogue decides which are WeChat's.

    An element counts as guarded when it, or one around it, has `wx:if="{{canIUse...}}"`, as on WeChat's page on
    compatibility: https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html
    """
    text = source.decode("utf-8", "replace")
    rows = [0, *(line.end() for line in re.finditer("\n", text))]
    uses, around = [], _Open()
    for tag in _tags(text):
        if tag.ends:
            around.end(tag.name)
            continue
        checked = around.checked or _is_checked(tag)
        for kind, name, at in _in_tag(tag):
            row = bisect_right(rows, at)
            known = frozenset({name}) if checked else NOTHING_KNOWN
            uses.append(Use(kind, name, Place(path, row, at - rows[row - 1] + 1), known))
        if not tag.empty:
            around.start(tag.name, checked=checked)
    return uses


def _tags(text: str) -> Iterator[_Tag]:
    """Every tag, without those in comments and in code."""
    at = 0
    while (found := _TAG.search(text, at)) is not None:
        name = found["name"]
        if name is None:
            after = text.find("-->", found.end())
            at = after if after >= 0 else len(text)
            continue
        tag = _Tag(name, found.start(), ends=bool(found["end"]))
        at = _read_parts(text, found.end(), tag)
        yield tag
        if name == _CODE and not tag.ends and not tag.empty:
            after = text.find(f"</{_CODE}", at)
            at = after if after >= 0 else len(text)


def _read_parts(text: str, at: int, tag: _Tag) -> int:
    """Read what is in a tag; returns where it ends."""
    while (part := _PART.match(text, at)) is not None and part["next"] is None:
        at = part.end()
        if part["end"]:
            tag.empty = text[at - 2] == "/"
            break
        if part["name"]:
            value = part["double"] or part["single"] or part["bare"] or ""
            tag.attributes.append(_Attribute(part["name"], value, part.start()))
    return at


def _in_tag(tag: _Tag) -> Iterator[tuple[Kind, str, int]]:
    if len(tag.name) > _LONGEST:  # each attribute would copy it
        return
    yield Kind.COMPONENT, f"<{tag.name}>", tag.at
    for each in tag.attributes:
        yield Kind.ATTRIBUTE, f"<{tag.name} {_event(each.name)}>", each.at
        if each.value and "{{" not in each.value:  # any other is known only at run time
            yield Kind.ATTRIBUTE, f"<{tag.name} {each.name}={each.value}>", each.at


def _event(attribute: str) -> str:
    """The event of an attribute: `bind:tap`, `catchtap` and `bindtap` listen to one event."""
    for binding in _BINDINGS:
        if attribute.startswith(binding):
            return "bind" + attribute.removeprefix(binding).removeprefix(":")
    return attribute


def _is_checked(tag: _Tag) -> bool:
    return any(each.name in _CONDITIONS and _asks_can_i_use(each.value) for each in tag.attributes)


def _asks_can_i_use(condition: str) -> bool:
    """Whether the expression in `wx:if="{{...}}"` contains a name such as `canIUseCamera`, not denied by `!`."""
    expression = condition.partition("{{")[2].partition("}}")[0]
    try:
        stack: list[tuple[Node, bool]] = [(parse(expression.encode(), JAVASCRIPT).root_node, False)]
    except TooManySteps:
        return False
    while stack:
        node, denied = stack.pop()
        if node.type in ("identifier", "property_identifier") and _CHECK in text_of(node).casefold():
            return not denied
        denied = node.type in _CHAINS and denied != (operator_of(node) == "!")
        stack += [(child, denied) for child in node.named_children]
    return False
