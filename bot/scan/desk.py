"""Mark what is above a minimum: in a project's copy of WeChat's typings, and as data for ESLint's own rule.

TypeScript strikes only what all declarations say, so that a file beside the typings cannot: they are written again.

https://eslint.org/docs/latest/rules/no-restricted-properties
"""

import json
import re
from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tree_sitter import Node

from bot.domain.can.features import Feature, Features
from bot.domain.numbers.version import Version
from bot.domain.report import Report
from bot.i18n import Texts
from bot.i18n.caveats import clean
from bot.scan.rules.ensured import WX
from bot.scan.rules.script.scopes import TYPESCRIPT, parse, text_of

MARK: Final = "baselib:"
"""The start of a warning: people shall not think that WeChat has dropped the API."""


@dataclass(frozen=True, slots=True)
class Floor:
    """A minimum, and the program whose users are counted."""

    minimum: Version
    report: Report | None = None
    """None: nobody is counted."""

    def warning(self, needed: Version, t: Texts) -> str:
        """Says what something needs, and whom that cuts off."""
        loss = self.report.loss(needed) if self.report else None
        if self.report is None or loss is None:
            return f"{MARK} {t('desk-needs', version=needed.text, minimum=self.minimum.text)}"
        key = "desk-needs-users-break" if self.report.in_break else "desk-needs-users"
        figures = {"minimum": self.minimum.text, "loss": t.bounds(loss), "program": clean(self.report.program.name)}
        return f"{MARK} {t(key, version=needed.text, **figures)}"


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
    """Return a file of typings with a mark at each member above the minimum, and their number.

    Earlier marks are removed.
    """
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
    """Yield the members of interfaces and classes, each with the type's own name."""
    stack = [root]
    while stack:
        node = stack.pop()
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if node.type == "interface_declaration" and name is not None and body is not None:
            yield from ((text_of(name), member) for member in body.named_children if member.type in _MEMBERS)
        else:
            stack += node.named_children


def _feature(owner: str, member: Node, features: Features) -> Feature | None:
    """Return the catalogue's entry of a member: an API, a method of an object, or an option of `RequestOption`."""
    name = member.child_by_field_name("name")
    if name is None:
        return None
    spelled = text_of(name)
    found = features.named(f"{_SPELLED.get(owner, owner)}.{spelled}")
    if found is None and owner.endswith(_OPTIONS):
        api = owner.removesuffix(_OPTIONS)
        found = features.named(f"{WX}.{api[:1].lower()}{api[1:]}.{spelled}")
    return found


_ROOTS: Final = (WX, "uni", "Taro")
"""What the source calls WeChat's APIs by."""


def restricted(features: Features, floor: Floor, t: Texts) -> Sequence[Mapping[str, str]]:
    """Return a row for each API above the minimum, by each root.

    ESLint checks the options in the square of their number.
    """
    rows = []
    for feature in features:
        root, _, name = feature.name.partition(".")
        needed = features.needed(feature)
        if root == WX and name and "." not in name and needed and needed > floor.minimum and not feature.parent:
            message = floor.warning(needed, t)
            rows += [{"object": each, "property": name, "message": message} for each in _ROOTS]
    return rows


def module(rows: Sequence[Mapping[str, str]], command: str) -> str:
    """Return the rows as a JavaScript module, for a flat configuration.

    Args:
        command: what makes it again.
    """
    lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)
    return f"// {command}\nexport default [\n{lines}\n]\n"
