"""What a Mini Program's configuration requires of the base library."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from tree_sitter import Node

from bot.domain.numbers.version import Version
from bot.domain.scan.findings import Kind, Place, Severity
from bot.scan.rules.script.grammar import JAVASCRIPT, Lines, parse, string_of, text_of
from bot.scan.rules.script.names import unwrap
from bot.scan.rules.uses import Use


@dataclass(frozen=True, slots=True)
class Setting:
    """The documentation of one key."""

    minimum: Version
    severity: Severity


def _setting(version: str, severity: Severity = Severity.DEGRADES) -> Setting:
    return Setting(Version.parse(version), severity)


SETTINGS: Final[Mapping[str, Setting]] = {
    # Without these the program lacks code that it needs.
    "usingComponents": _setting("1.6.3", Severity.BREAKS),
    "plugins": _setting("1.9.6", Severity.BREAKS),
    "workers": _setting("1.9.90", Severity.BREAKS),
    "functionalPages": _setting("2.1.0", Severity.BREAKS),
    "useExtendedLib": _setting("2.2.1", Severity.BREAKS),
    # Without these it looks or behaves differently.
    "resizable": _setting("2.3.0"),
    "style": _setting("2.8.0"),
    "darkmode": _setting("2.11.0"),
    "singlePage": _setting("2.12.0"),
    "supportedMaterials": _setting("2.14.3"),
    "halfPage": _setting("2.18.0"),
    "embeddedAppIdList": _setting("2.20.1"),
    "renderer": _setting("2.30.4"),
    "componentFramework": _setting("2.30.4"),
    "rendererOptions": _setting("2.31.1"),
    "convertRpxToVw": _setting("3.3.0"),
    "chatTools": _setting("3.7.8"),
    # Without these it loads less cleverly.
    "subpackages": _setting("1.7.3", Severity.HARMLESS),
    "preloadRule": _setting("2.3.0", Severity.HARMLESS),
    "lazyCodeLoading": _setting("2.11.1", Severity.HARMLESS),
    "debugOptions": _setting("2.22.1", Severity.HARMLESS),
    "enablePassiveEvent": _setting("2.24.1", Severity.HARMLESS),
}
"""The column 最低版本 of https://developers.weixin.qq.com/miniprogram/dev/reference/configuration/app.html, and for
custom components https://developers.weixin.qq.com/miniprogram/dev/framework/custom-component/. The page says since when
settings exist, not what older base libraries do with them; we assume that they ignore unknown JSON, and that the first
five bring code."""
_SPELLED: Final = {"subPackages": "subpackages"}
JSON: Final = "json"
NAMING: Final = ("usingComponents", "componentGenerics")
"""Settings whose keys are tags of the project's own."""
_DEFAULT_RENDERER: Final = "webview"
_MOST_VALUES: Final = 8
"""Statements of a script that are looked at."""
_OF_PAGES: Final = frozenset({"usingComponents", "renderer", "componentFramework"})
"""Settings also allowed in pages and components."""


def parse_json(text: bytes) -> Any:
    """Parse a JSON file.

    Raises:
        ValueError: not JSON, or nested too deeply for settings.
    """
    try:
        return json.loads(text.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError(str(error)) from None


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration says."""

    uses: tuple[Use, ...] = ()
    tags: frozenset[str] = frozenset()
    """Tags of the project's own components."""


def read_config(text: bytes, path: str, language: str, *, of_app: bool, part: str = "") -> Config:
    """Read a configuration in JSON, with or without comments, or in a script: `export default defineAppConfig({})`.

    Args:
        language: `JSON`, or that of the script.
        of_app: whether it is the app's, not that of a page or a component.
        part: the key of the object that counts; empty for the outermost.
    """
    if language == JSON:  # in brackets, it is JavaScript
        text = b"(\n" + text.removeprefix(b"\xef\xbb\xbf") + b"\n)"
    lines, above = Lines(text), 1 if language == JSON else 0
    members = dict(_members(_outermost(parse(text, JAVASCRIPT if language == JSON else language).root_node)))
    if part:
        members = dict(_members(members[part][1] if part in members else None))
    known = SETTINGS.keys() if of_app else _OF_PAGES
    uses = []
    for key, (at, value) in members.items():
        name = _SPELLED.get(key, key)
        if name in known and _asks(name, value):
            line, column = lines.position(at)
            uses.append(Use(Kind.SETTING, name, Place(path, line - above, column)))
    tags = frozenset(f"<{tag}>" for key in NAMING if key in members for tag, _ in _members(members[key][1]))
    return Config(tuple(uses), tags)


def _asks(name: str, value: Node) -> bool:
    """Whether a value requires something."""
    value = unwrap(value)
    if name in NAMING:
        return value.type == "object" and value.named_child_count > 0
    if value.type in ("object", "array"):
        return value.named_child_count > 0
    if value.type in ("string", "template_string"):
        return string_of(value) not in ("", _DEFAULT_RENDERER)
    return value.type not in ("false", "null", "undefined") and text_of(value) != "0"


def _outermost(root: Node) -> Node | None:
    """The object of a configuration."""
    values = (_value(statement) for statement in root.named_children)
    found = (_object(value, root) for value in islice(filter(None, values), _MOST_VALUES))
    return next(filter(None, found), None)


def _value(statement: Node) -> Node | None:
    """What a statement exports: `export default ...`, `module.exports = ...`; in JSON, the only one."""
    if statement.type == "export_statement":
        return statement.child_by_field_name("value")
    inner = next(iter(statement.named_children), None) if statement.type == "expression_statement" else None
    if inner is not None and inner.type == "assignment_expression":
        return inner.child_by_field_name("right")
    return inner if inner is not None and inner.type in ("parenthesized_expression", "call_expression") else None


def _object(value: Node, root: Node) -> Node | None:
    """The object that an expression is: a literal, what is passed to `defineAppConfig(...)`, or a constant's value."""
    value = unwrap(value)
    if value.type == "call_expression":
        arguments = value.child_by_field_name("arguments")
        value = unwrap(next(iter(arguments.named_children), value)) if arguments is not None else value
    if value.type == "identifier":
        name = text_of(value)
        for declared in (each for statement in root.named_children for each in statement.named_children):
            spelled = declared.child_by_field_name("name") if declared.type == "variable_declarator" else None
            given = declared.child_by_field_name("value")
            if spelled is not None and given is not None and text_of(spelled) == name:
                value = unwrap(given)
                break
    return value if value.type == "object" else None


def _members(node: Node | None) -> Iterator[tuple[str, tuple[Node, Node]]]:
    """The keys of an object, each with its place and its value."""
    node = unwrap(node) if node is not None else None
    for child in node.named_children if node is not None and node.type == "object" else ():
        if child.type == "shorthand_property_identifier":
            yield text_of(child), (child, child)
            continue
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if child.type == "pair" and key is not None and value is not None:
            name = text_of(key) if key.type == "property_identifier" else string_of(key)
            if name is not None:
                yield name, (child, value)
