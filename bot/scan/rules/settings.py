"""What a Mini Program's JSON files require of the base library."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tree_sitter import Node

from bot.domain.numbers.version import Version
from bot.domain.scan.findings import Kind, Place, Severity
from bot.scan.rules.script.grammar import JAVASCRIPT, Lines, parse, string_of
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
NAMING: Final = ("usingComponents", "componentGenerics")
"""Settings whose keys are tags of the project's own."""
_DEFAULT_RENDERER: Final = "webview"
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


def read_settings(text: bytes, path: str, *, of_app: bool) -> list[Use]:
    """The settings in a JSON file whose value requires something.

    Args:
        text: the file.
        path: its path in places.
        of_app: whether it is `app.json`, not the file of a page or a component.

    Raises:
        ValueError: as `parse_json`.
    """
    data = parse_json(text)
    if not isinstance(data, dict):
        return []
    known = SETTINGS.keys() if of_app else _OF_PAGES
    places = dict(_places(text, path))
    asked: list[str] = [key for key, value in data.items() if value and value != _DEFAULT_RENDERER]
    named = [(_SPELLED.get(key, key), places[key]) for key in asked if key in places]
    return [Use(Kind.SETTING, name, place) for name, place in named if name in known]


def own_components(text: bytes) -> frozenset[str]:
    """The tags that a JSON file assigns to its own components."""
    try:
        data = parse_json(text)
    except ValueError:
        return frozenset()
    named = [data.get(key) for key in NAMING] if isinstance(data, dict) else []
    return frozenset(f"<{tag}>" for tags in named if isinstance(tags, dict) for tag in tags)


def _places(text: bytes, path: str) -> Iterator[tuple[str, Place]]:
    """The places of the outermost object's keys. JSON in brackets is JavaScript."""
    text = text.removeprefix(b"\xef\xbb\xbf")
    root = parse(b"(\n" + text + b"\n)", JAVASCRIPT).root_node
    lines = Lines(b"\n" + text)
    for pair in _outermost(root):
        key = pair.child_by_field_name("key")
        name = string_of(key) if key is not None else None
        if name is not None:
            line, column = lines.position(pair)
            yield name, Place(path, line - 1, column)


def _outermost(root: Node) -> list[Node]:
    node: Node | None = root
    while node is not None and node.type != "object":
        node = next(iter(node.named_children), None)
    return [child for child in node.named_children if child.type == "pair"] if node is not None else []
