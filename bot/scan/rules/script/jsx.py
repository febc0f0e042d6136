"""Finds WeChat's components in JSX: `<ScrollView scrollX onScrollToLower={...}>` of Taro is `<scroll-view>`."""

import re
from typing import Final

from tree_sitter import Node

from bot.domain.scan.findings import Kind
from bot.scan.rules.frameworks import COMPONENTS
from bot.scan.rules.script.grammar import string_of, text_of
from bot.scan.rules.script.names import imported_by, key_of, links
from bot.scan.rules.script.scopes import ALL, Scope
from bot.scan.rules.script.step import Step, Walk
from bot.scan.rules.uses import Use

_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", re.ASCII)
_EVENT: Final = re.compile(r"on[A-Z]", re.ASCII)
_LONGEST: Final = 100
"""Bytes of the name of a component or property."""
_EVENTS: Final = {"click": "tap"}
"""Events that frameworks name as browsers do."""
_OWN: Final = frozenset({"key", "ref", "children", "className", "dangerouslySetInnerHTML"})
"""React's properties, and the class."""


def kebab(name: str) -> str:
    """`ScrollView` as WXML spells it: `scroll-view`."""
    return _HUMP.sub("-", name).lower()


def binding(event: str) -> str:
    """The attribute that WXML has for an event of a framework: `bindtap` for `click`."""
    return f"bind{_EVENTS.get(event, event)}"


def element(walk: Walk, step: Step) -> None:
    """Walk an element: a use of its component, and of its properties."""
    node = step.node
    name = node.child_by_field_name("name")
    tag = _tag(name, step.scope) if name is not None else None
    if name is not None and tag is None:
        walk.push(step, name)
    if name is not None and tag:
        walk.source.uses.append(Use(Kind.COMPONENT, f"<{tag}>", walk.place(node), step.known))
    for attribute in node.named_children:
        if attribute.type == "jsx_attribute":
            _attribute(walk, step, tag, attribute)
        elif name is None or attribute.id != name.id:
            walk.push(step, attribute)


def _tag(name: Node, scope: Scope) -> str | None:
    if name.end_byte - name.start_byte > _LONGEST:
        return None
    *members, base = links(name)
    binding = scope.find(text_of(base))
    imported = imported_by(binding) if binding is not None else None
    if imported is None or imported[0] not in COMPONENTS:
        return None
    whole = imported[1] in (ALL, "default")
    if whole and len(members) == 1:  # `<C.View>` of `import * as C`
        spelled = key_of(members[0])
        return kebab(spelled) if spelled else None
    return kebab(imported[1]) if not whole and not members else None


def _attribute(walk: Walk, step: Step, tag: str | None, attribute: Node) -> None:
    key, *values = attribute.named_children
    name = text_of(key) if key.end_byte - key.start_byte <= _LONGEST else ""
    if tag and name and name not in _OWN:
        event = name[2:].lower()
        spelled = binding(event) if _EVENT.match(name) else kebab(name)
        walk.source.uses.append(Use(Kind.ATTRIBUTE, f"<{tag} {spelled}>", walk.place(attribute), step.known))
        text = _text(values[0]) if values else None
        if text:
            walk.source.uses.append(Use(Kind.ATTRIBUTE, f"<{tag} {spelled}={text}>", walk.place(attribute), step.known))
    for value in values:
        walk.push(step, value)


def _text(value: Node) -> str | None:
    """The text of a property's value, if it is known."""
    if value.type == "jsx_expression":
        inner = value.named_children
        return string_of(inner[0]) if len(inner) == 1 else None
    return string_of(value)
