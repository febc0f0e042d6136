"""Finds components, attributes and values in markup; the catalogue decides which are WeChat's.

Reads the tags of a markup. Each character is looked at a fixed number of times: a parser of HTML takes time by the
square of the nesting.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from tree_sitter import Node

from bot.domain.scan.findings import Kind, Place, Skipped
from bot.scan.rules.ensured import Steps, TooManySteps
from bot.scan.rules.script.checks import known_by
from bot.scan.rules.script.names import last_name
from bot.scan.rules.script.scopes import JAVASCRIPT, Binding, Scope, parse
from bot.scan.rules.script.step import both, flag_of, set_by
from bot.scan.rules.uses import NOTHING, NOTHING_KNOWN, Facts, Known, Source, Use

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


_LONGEST: Final = 100
"""Characters of the name of a tag or an attribute."""
_LONGEST_VALUE: Final = 60
_FOR_EACH: Final = 40
"""Steps: each component, attribute and value is located and judged."""
_OBSERVES: Final = "change:"
"""Before the name of a property that WXS observes, on an element that may have no such property.
https://developers.weixin.qq.com/miniprogram/dev/framework/view/interactive-animation.html"""
_WORD: Final = re.compile(r"[^\W\d][\w$]*+")
_SETTING: Final = frozenset({"assignment_expression", "augmented_assignment_expression", "update_expression"})
_SIGN: Final = re.compile(r"(?<![=!<>])=(?![=>])|\+\+|--")
"""Without it, an expression sets nothing."""


@dataclass(frozen=True, slots=True)
class Written:
    """An attribute as WXML spells it."""

    name: str
    value: str | None = None
    """None when it is known only at run time."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a framework writes markup."""

    when: frozenset[str]
    """Attributes with a condition: `wx:if`."""
    otherwise: frozenset[str]
    """Attributes with a condition that counts when those before fail: `wx:elif`, `wx:else`."""
    condition: Callable[[str], str]
    """The expression in a condition's value."""
    tag: Callable[[str], str | None]
    """A tag as WXML spells it; None for one that is no component."""
    attribute: Callable[[Attribute], Written | None]
    """An attribute as WXML spells it; None for one of the framework's own."""
    target: Callable[[Attribute], str | None]
    """The expression that the element sets: of `v-model`."""
    code: Callable[[Attribute], str | None]
    """An expression that runs later, as that of an event."""
    declared: Callable[[Attribute], str | None]
    """A text with the names that an element declares: of `v-for`."""


def read_markup(text: str, path: str, dialect: Dialect, at: int = 0, end: int | None = None) -> Source:
    """Find every tag, attribute and value, with the conditions around it."""
    rows = [0, *(line.end() for line in re.finditer("\n", text))]
    source, around, steps = Source(), Open(), Steps.for_file(text)

    def place(position: int) -> Place:
        row = bisect_right(rows, position)
        return Place(path, row, position - rows[row - 1] + 1)

    def read(tag: Tag) -> None:
        declared = tuple(name for each in tag.attributes for name in _WORD.findall(dialect.declared(each) or ""))
        around.declared.update(declared)
        known = _held(tag, around, dialect, steps)
        written = [(each, own) for each in tag.attributes if (own := dialect.attribute(each)) is not None]
        observed = {own.name.removeprefix(_OBSERVES) for _, own in written if own.name.startswith(_OBSERVES)}
        for kind, name, position in _in_tag(tag, dialect, written):
            steps.take(_FOR_EACH)
            is_observed = bool(observed) and name.partition(" ")[2].removesuffix(">") in observed
            source.uses.append(Use(kind, name, place(position), known, is_observed))
        _add_set(source, tag, dialect, steps)
        if tag.empty:
            around.declared.subtract(declared)
        else:
            around.start(tag.name, known, declared)

    try:
        for tag in tags(text, at, end):
            if tag.ends:
                around.end(tag.name)
            else:
                read(tag)
    except TooManySteps:
        source.unread.append(Skipped.TOO_COSTLY)
    return source


def _add_set(source: Source, tag: Tag, dialect: Dialect, steps: Steps) -> None:
    """Add the names that an element sets, to something unknown."""
    for each in tag.attributes:
        target = dialect.target(each)
        expression = dialect.code(each) if target is None else target
        if expression:
            names = set(_names_set(expression, steps, is_target=target is not None))
            source.flags |= {name: [NOTHING_KNOWN] for name in names if name}


def _in_tag(tag: Tag, dialect: Dialect, written: list[tuple[Attribute, Written]]) -> Iterator[tuple[Kind, str, int]]:
    name = dialect.tag(tag.name) if len(tag.name) <= _LONGEST else None  # each attribute would copy it
    if not name:
        return
    yield Kind.COMPONENT, f"<{name}>", tag.at
    for attribute, own in written:
        if len(attribute.name) > _LONGEST:
            continue
        yield Kind.ATTRIBUTE, f"<{name} {own.name}>", attribute.at
        if own.value and len(own.value) <= _LONGEST_VALUE:
            yield Kind.ATTRIBUTE, f"<{name} {own.name}={own.value}>", attribute.at


def _held(tag: Tag, around: Open, dialect: Dialect, steps: Steps) -> Facts:
    outer = around.inner
    for each in tag.attributes:
        if each.name in dialect.when:
            known = _known_by(dialect.condition(each.value), around, steps)
            outer.denied = known.false
            return both(outer.known, known.true)
        if each.name in dialect.otherwise:
            before, known = outer.denied, _known_by(dialect.condition(each.value), around, steps)
            outer.denied = both(before, known.false)
            return both(both(outer.known, before), known.true)
    outer.denied = NOTHING_KNOWN
    return outer.known


def _known_by(condition: str, around: Open, steps: Steps) -> Known:
    """Return the facts of a condition; names in it are those of the page's data, unless an element declares them."""
    if not condition.strip():
        return NOTHING
    text = condition.encode()
    try:
        root = parse(text, JAVASCRIPT).root_node
        statement = next((child for child in root.named_children if child.type == "expression_statement"), None)
        inner = statement.named_children if statement is not None else []
        scope = Scope(steps, of_markup=True)
        for name in _WORD.findall(condition):
            if around.declared[name] > 0:
                scope.names[name] = Binding(scope, given=True, parameter=(0, 0))
        return known_by(inner[0], scope) if inner else NOTHING
    except TooManySteps:
        return NOTHING


def _names_set(expression: str, steps: Steps, *, is_target: bool) -> Iterator[str]:
    """Yield the names that an expression sets; those that are known only at run time are left out.

    `v-model="can"`, `@tap="can = true"`, `:open.sync="can"` and `model:value="{{can}}"` set one.

    Args:
        is_target: whether the element sets the expression itself.
    """
    if not is_target and _SIGN.search(expression) is None:
        return
    stack = [parse(expression.encode(), JAVASCRIPT).root_node]
    while stack:
        node = stack.pop()
        steps.take()
        if is_target and node.type == "expression_statement":
            yield from map(_name, node.named_children)
        elif node.type in _SETTING:
            left = node.child_by_field_name("left") or node.child_by_field_name("argument")
            yield from map(_name, set_by(left) if left is not None else ())
        stack += node.named_children


def _name(target: Node) -> str:
    name = last_name(target) or ""
    return flag_of(target, name)


_BINDINGS: Final = ("capture-bind", "capture-catch", "mut-bind", "bind", "catch")
"""Prefixes of an event's attribute.
https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxml/event.html"""
_TWO_WAYS: Final = "model:"
"""Prefix of an attribute that also sets the page's data.
https://developers.weixin.qq.com/miniprogram/dev/framework/view/two-way-bindings.html"""
_NO_COMPONENTS: Final = frozenset({"block", "import", "import-sjs", "include", "slot", "template", "wxs"})
"""Tags of WXML itself. https://developers.weixin.qq.com/miniprogram/dev/reference/wxml/"""


def _expression(value: str) -> str:
    return value.partition("{{")[2].partition("}}")[0]


def _tag(name: str) -> str | None:
    return None if name in _NO_COMPONENTS else name


def _attribute(attribute: Attribute) -> Written | None:
    if attribute.name.startswith(_BINDINGS):
        return Written(attribute.name)
    return Written(attribute.name, attribute.value if "{{" not in attribute.value else None)


def _target(attribute: Attribute) -> str | None:
    return _expression(attribute.value) if attribute.name.startswith(_TWO_WAYS) else None


def _declared(attribute: Attribute) -> str | None:
    if attribute.name in ("wx:for-item", "wx:for-index"):
        return attribute.value
    return "item index" if attribute.name == "wx:for" else None


WXML: Final = Dialect(
    when=frozenset({"wx:if"}),
    otherwise=frozenset({"wx:elif", "wx:else"}),
    condition=_expression,
    tag=_tag,
    attribute=_attribute,
    target=_target,
    code=lambda _: None,  # an event names a method
    declared=_declared,
)


def read_wxml(text: bytes, path: str) -> Source:
    """Find what a file of WXML uses.

    An element counts as guarded when it, or one around it, has a condition such as `wx:if="{{canIUse}}"`, as on
    WeChat's page on compatibility: https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html
    """
    return read_markup(text.decode("utf-8", "replace"), path, WXML)
