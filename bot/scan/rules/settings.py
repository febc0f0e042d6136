"""What a Mini Program's configuration requires of the base library.

Which files are not shipped: `packOptions` of `project.config.json`.
https://developers.weixin.qq.com/miniprogram/dev/devtools/projectconfig.html
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import translate
from itertools import islice
from typing import Any, Final

import re2
from tree_sitter import Node

from bot.domain.numbers.version import Version
from bot.domain.scan.findings import Accepted, Finding, Found, Kind, Notice, Place, Severity
from bot.domain.scan.scan import Scan, in_order
from bot.scan.rules.script.names import unwrap
from bot.scan.rules.script.scopes import JAVASCRIPT, Lines, parse, string_of, text_of
from bot.scan.rules.uses import Use, is_named


@dataclass(frozen=True, slots=True)
class Setting:
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
    value = unwrap(value)
    if name in NAMING:
        return value.type == "object" and value.named_child_count > 0
    if value.type in ("object", "array"):
        return value.named_child_count > 0
    if value.type in ("string", "template_string"):
        return string_of(value) not in ("", _DEFAULT_RENDERER)
    return value.type not in ("false", "null", "undefined") and text_of(value) != "0"


def _outermost(root: Node) -> Node | None:
    values = (_value(statement) for statement in root.named_children)
    found = (_object(value, root) for value in islice(filter(None, values), _MOST_VALUES))
    return next(filter(None, found), None)


def _value(statement: Node) -> Node | None:
    """Return what a statement exports: `export default ...`, `module.exports = ...`; in JSON, the only one."""
    if statement.type == "export_statement":
        return statement.child_by_field_name("value")
    inner = next(iter(statement.named_children), None) if statement.type == "expression_statement" else None
    if inner is not None and inner.type == "assignment_expression":
        return inner.child_by_field_name("right")
    return inner if inner is not None and inner.type in ("parenthesized_expression", "call_expression") else None


def _object(value: Node, root: Node) -> Node | None:
    """Return the object that an expression is.

    A literal, what is passed to `defineAppConfig(...)`, or a constant's value.
    """
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
    """Yield the keys of an object, each with its place and its value."""
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


Rule = Callable[[str], bool]

_LONGEST: Final = 200
"""Characters of one entry."""
_MOST: Final = 1000
"""Entries, each of which is compared with each file."""
_MEMORY: Final = 1024 * 1024
"""Bytes for one pattern."""
_NOT_ALIKE: Final = re.compile(r"\\[^\W0-9bdfnrstvw_]|\(\?(?!:)|\[\^?\]|\[:|(?:[$^]|\\b)[*+?{]")
"""What JavaScript and RE2 do not read alike."""
_PART: Final = re.compile(r"(\*++)|(\?)|\[(?P<not>[!^]?)(?P<set>(?:\w(?:-\w)?+)++)\]|[^*?\[\](){}|\\]")
"""A part of what is between two slashes of a glob."""
_SLASHES: Final = re.compile("/++")


class _NotUnderstood(Exception):
    pass


def _folder(value: str) -> Rule:
    folder = f"/{value.removeprefix('/')}"
    folder = folder if folder.endswith("/") else f"{folder}/"
    return lambda path: f"/{path}".startswith(folder)


def _pattern(value: str) -> Rule:
    if _NOT_ALIKE.search(value):
        raise _NotUnderstood
    expression = _compiled(f"(?im){value}")
    return lambda path: expression.search(path) is not None or expression.search(f"/{path}") is not None


def _compiled(pattern: str) -> Any:
    """Compile a pattern for a matcher whose time is linear: Python's tries each length of each repeated part."""
    options = re2.Options()
    options.max_mem, options.log_errors = _MEMORY, False
    return re2.compile(pattern, options)


def _wildcard(value: str) -> Rule:
    """Compile a glob of WeChat's: only `**`, between slashes, matches folders in folders."""
    value = value.strip()
    if value.startswith(("#", "!")):
        raise _NotUnderstood
    *folders, name = _SLASHES.split(value.lstrip("/"))
    parts = ["(?:[^/]+/)*" if each == "**" else f"{_between(each)}/" for each in folders]
    expression = _compiled("".join([*parts, ".+" if name == "**" else _between(name)]))
    return lambda path: expression.fullmatch(path) is not None


def _between(value: str) -> str:
    parts, at = [], 0
    while at < len(value):
        found = _PART.match(value, at)
        if found is None:
            raise _NotUnderstood
        at = found.end()
        if found["set"] is not None:
            parts.append(f"[^/{found['set']}]" if found["not"] else f"[{found['set']}]")
        else:
            parts.append("[^/]*" if found[1] else "[^/]" if found[2] else re2.escape(found[0]))
    return "".join(parts)


def glob(value: str) -> Rule:
    """Compile a pattern of the scan's own configuration: `*` also matches folders in folders."""
    expression = re.compile(translate(value))  # each `*` takes as little as it can, and never tries more
    return lambda path: expression.match(path) is not None


_RULES: Final[Mapping[str, Callable[[str], Rule]]] = {
    "file": lambda value: lambda path: path == value.removeprefix("/"),
    "folder": _folder,
    "suffix": lambda value: lambda path: path.rpartition("/")[2].endswith(value),
    "prefix": lambda value: lambda path: path.rpartition("/")[2].startswith(value),
    "glob": _wildcard,
    "regexp": _pattern,
}
"""Rules by `type`."""


@dataclass(frozen=True, slots=True)
class Packing:
    """The files left out of a program's package."""

    ignored: Sequence[Rule] = ()
    included: Sequence[Rule] = ()
    """Files shipped although ignored."""
    misunderstood: int = 0
    """The number of invalid entries."""

    def leaves_out(self, path: str) -> bool:
        """Whether a file is not shipped.

        Args:
            path: relative to the program's root, with `/`.
        """
        path = path.lower()
        return any(rule(path) for rule in self.ignored) and not any(rule(path) for rule in self.included)


def read_packing(options: Any) -> Packing:
    """Parse `packOptions`."""
    if not isinstance(options, dict):
        return Packing()
    ignored, wrong = _rules(options.get("ignore"))
    included, wrong_too = _rules(options.get("include"))
    return Packing([] if wrong_too else ignored, included, wrong + wrong_too)  # it may name what is ignored


def _rules(entries: Any) -> tuple[list[Rule], int]:
    if not isinstance(entries, list):
        return [], 0
    rules = [_rule(entry) for entry in entries[:_MOST]]
    return [rule for rule in rules if rule is not None], rules.count(None) + len(entries[_MOST:])


def _rule(entry: Any) -> Rule | None:
    if not isinstance(entry, dict):
        return None
    kind, value = entry.get("type"), entry.get("value")
    if not isinstance(kind, str) or kind not in _RULES or not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
        return None
    try:
        return _RULES[kind](value.lower())  # so does WeChat, even with expressions
    except (_NotUnderstood, re2.error, UnicodeEncodeError):
        return None


Accepts = Callable[[str, Place], bool]
"""Whether what has this rule is accepted in this place."""


@dataclass(frozen=True, slots=True)
class Excepted:
    """An entry under `ignore` in the configuration."""

    name: str
    files: Rule

    def accepts(self, rule: str, place: Place) -> bool:
        return is_named(self.name, rule) and self.files(place.path)


def rule_of(finding: Finding) -> str:
    """Return the rule's id; plugins have their own, as their minimums differ and app and plugin may use one API."""
    return f"plugin:{finding.name}" if finding.in_plugin else finding.name


def rule_of_notice(notice: Notice) -> str:
    """Return the rule's id of a file that was not read completely."""
    return f"unread:{notice.reason.value}"


def accept(scan: Scan, by: Accepted, accepts: Accepts) -> Scan:
    """Return the scan with uses accepted, and without accepted doubts and notices."""
    unjudged = []
    for each in scan.unjudged:
        places = tuple(place for place in each.places if not accepts(each.name, place))
        unjudged += [replace(each, places=places)] if places else []
    return replace(
        scan,
        findings=tuple(in_order(_accepted(finding, by, accepts) for finding in scan.findings)),
        unjudged=tuple(unjudged),
        notices=tuple(each for each in scan.notices if not accepts(rule_of_notice(each), Place(each.path, 1, 1))),
    )


def _accepted(finding: Finding, by: Accepted, accepts: Accepts) -> Finding:
    if finding.demanded is None:
        return finding
    rule = rule_of(finding)

    def judged(use: Found) -> Found:
        return replace(use, accepted=by) if use.counts and accepts(rule, use.place) else use

    return replace(finding, uses=tuple(judged(use) for use in finding.uses))


_VERSION: Final = 1
Key = tuple[str, str]
"""A file and a rule."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """How often each rule was found in each file."""

    counts: Counter[Key] = field(default_factory=Counter)

    @classmethod
    def read(cls, text: bytes) -> "Baseline":
        data = parse_json(text)
        files = data.get("accepted") if isinstance(data, dict) and data.get("version") == _VERSION else None
        if not isinstance(files, dict):
            raise ValueError("no baseline")  # noqa: TRY004  # the file is wrong, not the caller
        counts: Counter[Key] = Counter()
        for path, rules in files.items():
            for rule, count in rules.items() if isinstance(rules, dict) else ():
                if not isinstance(count, int) or isinstance(count, bool) or count < 1:
                    raise ValueError(rule)
                counts[path, rule] = count
        return cls(counts)

    @classmethod
    def of(cls, scan: Scan) -> "Baseline":
        return cls(Counter(_keys(scan)))

    def shrunk(self, scan: Scan) -> "Baseline":
        """Return what is still there: nothing is added."""
        return Baseline(self.counts & Baseline.of(scan).counts)

    def accepted(self, scan: Scan) -> Scan:
        """Return a scan with all of it accepted; further uses of the same rule in the same file count."""
        seen: Counter[Key] = Counter()

        def accepts(rule: str, place: Place) -> bool:
            seen[place.path, rule] += 1
            return seen[place.path, rule] <= self.counts[place.path, rule]

        return accept(scan, Accepted.BASELINE, accepts)

    @property
    def text(self) -> str:
        """The file's text: one line per rule, so that diffs show the changes."""
        files: dict[str, dict[str, int]] = {}
        for (path, rule), count in sorted(self.counts.items()):
            files.setdefault(path, {})[rule] = count
        return json.dumps({"version": _VERSION, "accepted": files}, ensure_ascii=False, indent=2) + "\n"


def _keys(scan: Scan) -> Iterator[Key]:
    for finding in scan.findings:
        if finding.demanded is not None:
            yield from ((use.place.path, rule_of(finding)) for use in finding.unguarded)
    for each in scan.unjudged:
        yield from ((place.path, each.name) for place in each.places)
    yield from ((notice.path, rule_of_notice(notice)) for notice in scan.notices)
