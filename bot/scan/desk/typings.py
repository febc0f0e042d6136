"""Marks in a project's own copy of WeChat's typings what is above a minimum, so that editors strike it through.

TypeScript strikes only what all declarations say, so that a file beside the typings cannot: they are written again.
"""

import re
from bisect import insort
from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from bot.domain.can.features import Feature, Features
from bot.i18n import Texts
from bot.scan.desk.floor import MARK, Floor
from bot.scan.rules.frameworks import WX
from bot.scan.rules.script.grammar import TYPESCRIPT, parse, text_of

NAMESPACE: Final = b"namespace WechatMiniprogram"
_TAG: Final = b"@deprecated "
_MARK: Final = _TAG + MARK.encode()
_WITHIN: Final = re.compile(rb"\n[ \t]*\* " + _MARK + rb"[^\n]*?(?=\*/)")
_ALONE: Final = re.compile(rb"^[ \t]*/\*\* " + _MARK + rb"[^\n]*\*/\n", re.MULTILINE)
_CALLED_IN: Final = re.compile(rb"^(\s+) in(?=\()", re.MULTILINE)
"""A method of that name, which the parser takes for an operator unless a semicolon stands before it."""
_OPTIONS: Final = "Option"
_SPELLED: Final = {"Wx": WX, "InstanceMethods": "Component"}
"""What the catalogue calls the members of these types by; those of others by the type's name."""
_MEMBERS: Final = frozenset({"method_signature", "property_signature"})


def marked(text: bytes, features: Features, floor: Floor, t: Texts) -> tuple[bytes, int]:
    """A file of typings with a mark at each member above the minimum, and their number; earlier marks are removed."""
    text = _ALONE.sub(b"", _WITHIN.sub(b"", text))
    inserted: list[tuple[int, bytes]] = []
    for owner, member in _members(parse(_CALLED_IN.sub(rb"\1;in", text), TYPESCRIPT).root_node):
        feature = _feature(owner, member, features)
        needed = feature.minimum if feature is not None else None
        if needed is not None and needed > floor.minimum:
            warning = floor.warning(needed, t).replace("*/", "* /")
            insort(inserted, _mark(text, member, _TAG + warning.encode()))
    parts, at = [], 0
    for position, mark in inserted:
        parts += [text[at:position], mark]
        at = position
    return b"".join([*parts, text[at:]]), len(inserted)


def _mark(text: bytes, member: Node, warning: bytes) -> tuple[int, bytes]:
    """Where a mark goes and how it reads: TypeScript takes tags from the last comment before a member only."""
    line = text.rfind(b"\n", 0, member.start_byte) + 1
    indent = text[line : member.start_byte]
    comment = member.prev_named_sibling
    if comment is not None and comment.type == "comment" and text_of(comment).startswith("/**"):
        return comment.end_byte - len("*/"), b"\n" + (indent if not indent.strip() else b"") + b" * " + warning + b" "
    if indent.strip():  # something else is on the line, beside which a comment is ignored
        return member.start_byte, b"\n/** " + warning + b" */\n"
    return line, indent + b"/** " + warning + b" */\n"


def _members(root: Node) -> Iterator[tuple[str, Node]]:
    """The members of interfaces and classes, each with the type's own name."""
    stack = [root]
    while stack:
        node = stack.pop()
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if node.type == "interface_declaration" and name is not None and body is not None:
            yield from ((text_of(name), member) for member in body.named_children if member.type in _MEMBERS)
        else:
            stack += node.named_children


def _feature(owner: str, member: Node, features: Features) -> Feature | None:
    """The catalogue's entry of a member: an API, a method of an object, or an option of `RequestOption`."""
    name = member.child_by_field_name("name")
    if name is None:
        return None
    spelled = text_of(name)
    found = features.named(f"{_SPELLED.get(owner, owner)}.{spelled}")
    if found is None and owner.endswith(_OPTIONS):
        api = owner.removesuffix(_OPTIONS)
        found = features.named(f"{WX}.{api[:1].lower()}{api[1:]}.{spelled}")
    return found
