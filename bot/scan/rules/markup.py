"""Finds components and attributes in WXML."""

from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from bot.domain.scan import NOTHING_KNOWN, Kind, Place, Use
from bot.scan.rules.grammar import HTML, JAVASCRIPT, Lines, parse, text_of

_TAGS: Final = frozenset({"start_tag", "self_closing_tag"})
_CONDITIONS: Final = frozenset({"wx:if", "wx:elif"})
_BINDINGS: Final = ("capture-bind", "capture-catch", "mut-bind", "bind", "catch")
"""Prefixes of an event's attribute.
https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxml/event.html"""
_CHECK: Final = "caniuse"


def read_markup(text: bytes, path: str) -> list[Use]:
    """Find every tag and attribute; the catalogue decides which are WeChat's.

    An element counts as guarded when it, or one around it, has `wx:if="{{canIUse...}}"`, as on WeChat's page on
    compatibility: https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html
    """
    lines, uses = Lines(text), []
    stack = [(parse(text, HTML).root_node, False)]
    while stack:
        node, checked = stack.pop()
        if node.type == "element":
            tag = next((child for child in node.children if child.type in _TAGS), None)
            checked = checked or (tag is not None and _is_checked(tag))
        elif node.type in _TAGS:
            for kind, name, where in _in_tag(node):
                known = frozenset({name}) if checked else NOTHING_KNOWN
                uses.append(Use(kind, name, Place(path, *lines.position(where)), known))
            continue
        stack += [(child, checked) for child in node.named_children]
    return uses


def _in_tag(tag: Node) -> Iterator[tuple[Kind, str, Node]]:
    name = next((text_of(child) for child in tag.named_children if child.type == "tag_name"), "")
    yield Kind.COMPONENT, f"<{name}>", tag
    for attribute, node in _attributes(tag):
        yield Kind.ATTRIBUTE, f"<{name} {_event(attribute)}>", node
        if value := _value(node):
            yield Kind.ATTRIBUTE, f"<{name} {attribute}={value}>", node


def _attributes(tag: Node) -> Iterator[tuple[str, Node]]:
    for child in tag.named_children:
        name = next((part for part in child.named_children if part.type == "attribute_name"), None)
        if name is not None:
            yield text_of(name), child


def _value(attribute: Node) -> str:
    """The value of an attribute; empty if known only at run time."""
    quoted = next((child for child in attribute.named_children if child.type == "quoted_attribute_value"), attribute)
    value = next((text_of(child) for child in quoted.named_children if child.type == "attribute_value"), "")
    return "" if "{{" in value else value


def _event(attribute: str) -> str:
    """The event of an attribute: `bind:tap`, `catchtap` and `bindtap` listen to one event."""
    for binding in _BINDINGS:
        if attribute.startswith(binding):
            return "bind" + attribute.removeprefix(binding).removeprefix(":")
    return attribute


def _is_checked(tag: Node) -> bool:
    return any(name in _CONDITIONS and _asks_can_i_use(text_of(node)) for name, node in _attributes(tag))


def _asks_can_i_use(attribute: str) -> bool:
    """Whether the expression in `wx:if="{{...}}"` contains a name such as `canIUseCamera`."""
    expression = attribute.partition("{{")[2].partition("}}")[0]
    stack = [parse(expression.encode(), JAVASCRIPT).root_node]
    while stack:
        node = stack.pop()
        if node.type in ("identifier", "property_identifier") and _CHECK in text_of(node).casefold():
            return not _is_denied(node)
        stack += node.named_children
    return False


def _is_denied(node: Node) -> bool:
    """Whether an odd number of `!` precedes a node."""
    denied = False
    parent = node.parent
    while parent is not None and parent.type in ("unary_expression", "parenthesized_expression", "member_expression"):
        denied = denied != (parent.type == "unary_expression" and text_of(parent).startswith("!"))
        parent = parent.parent
    return denied
