"""Judges the features that a source uses by their documentation."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Final

from bot.domain.can.features import Feature, Features, Platform
from bot.domain.can.guard import Entry, Markup, check, guard
from bot.domain.can.guard import Known as Knowledge
from bot.domain.numbers.version import Version
from bot.domain.scan.findings import Doubt, Finding, Found, Kind, Place, Severity, Unjudged
from bot.scan.rules.ensured import Bench
from bot.scan.rules.link import COMPONENTS
from bot.scan.rules.markup.condition import only_wechat
from bot.scan.rules.script.walk import kebab
from bot.scan.rules.settings import NAMING, SETTINGS, parse_json
from bot.scan.rules.uses import NEVER, THEN, Computed, Source, Use

_HUMP = re.compile("-(.)")
_PROMISES: Final = Version.parse("2.10.2")
_PAGE: Final = "https://developers.weixin.qq.com/miniprogram/dev/framework/app-service/api.html"
"""Where WeChat says since when asynchronous APIs return promises."""
_SEVERITIES = {Kind.API: Severity.BREAKS, Kind.METHOD: Severity.BREAKS}
"""Calling what is undefined throws; the rest is ignored by older base libraries."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The findings, and what could not be judged."""

    findings: tuple[Finding, ...]
    unjudged: tuple[Unjudged, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    kind: Kind
    name: str
    """As documented."""
    minimum: Version | None
    feature: Feature | None = None


def judge(
    uses: Iterable[Use],
    features: Features,
    computed: Iterable[Computed] = (),
    *,
    added: AbstractSet[str] = frozenset(),
    in_plugin: bool = False,
) -> Judged:
    """Judge each use: what it needs, and whether it is guarded.

    Args:
        uses: of a program or a plugin, with resolved facts.
        computed: where names are known only at run time.
        added: members of `wx` that the source sets itself.
        in_plugin: whether the minimums for plugins apply.
    """
    judging = _Judging(Bench(features, in_plugin=in_plugin), Markup(features), added)
    for use in sorted(uses, key=lambda use: use.place):
        if NEVER not in use.known:
            judging.add(use)
    for each in sorted(computed, key=lambda each: each.place):
        if NEVER not in each.known and each.name not in each.known:
            judging.doubt(Doubt.COMPUTED, each.name, each.place)
    return judging.judged()


@dataclass(slots=True)
class _Judging:
    bench: Bench
    markup: Markup
    added: AbstractSet[str]
    found: defaultdict[_Named, list[Found]] = field(default_factory=lambda: defaultdict(list))
    doubts: defaultdict[tuple[Doubt, str], list[Place]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[str, tuple[Entry, Entry]] = field(default_factory=dict)
    """What the catalogue says of names in markup, and of what each is part of."""

    def add(self, use: Use) -> None:
        if use.kind is Kind.SETTING:
            self._find(use, _Named(use.kind, use.name, SETTINGS[use.name].minimum))
        elif use.kind in (Kind.COMPONENT, Kind.ATTRIBUTE):
            self._add_markup(use)
        elif use.name.endswith(THEN) and "()" not in use.name:
            self._add_promise(use)
        elif (feature := self.bench.feature(use.kind, use.name)) is not None:
            self._find(use, _Named(use.kind, feature.name, self.bench.minimum(feature), feature))
        unknown = self.bench.unknown_part(use.name) if use.kind is Kind.API else None
        if unknown and unknown not in self.added and not self.bench.is_ensured(use, unknown, None):
            self.doubt(Doubt.API, unknown, use.place)

    def doubt(self, doubt: Doubt, name: str, place: Place) -> None:
        """Add a name that cannot be judged."""
        self.doubts[doubt, name].append(place)

    def judged(self) -> Judged:
        """Return the findings, and the rest by kind and name."""
        findings = [self._finding(named, uses) for named, uses in self.found.items()]
        rest = [Unjudged(*key, tuple(places)) for key, places in sorted(self.doubts.items())]
        return Judged(tuple(findings), tuple(rest))

    def _add_promise(self, use: Use) -> None:
        """Add the use of an API's promise; what is newer than promises returns one whenever it is there."""
        name = use.name.removesuffix(THEN)
        feature = self.bench.features.named(name)
        if feature is None or name in self.added or self.bench.features.platform is not Platform.MINI_PROGRAM:
            return
        minimum = self.bench.minimum(feature)
        if minimum is None or minimum < _PROMISES:
            self._find(use, _Named(use.kind, use.name, _PROMISES))

    def _add_markup(self, use: Use) -> None:
        if use.name not in self.entries:
            self.entries[use.name] = self._entry(use.name)
        entry, whole = self.entries[use.name]
        if entry.known is Knowledge.UNKNOWN:
            if use.kind is Kind.COMPONENT and not self.bench.is_ensured(use, use.name, None):
                self.doubt(Doubt.COMPONENT, use.name, use.place)
            elif use.observed or whole.known is Knowledge.UNKNOWN:
                return
            elif not self.bench.is_ensured(use, use.name, None):
                self.doubt(Doubt.ATTRIBUTE, use.name, use.place)
            return
        minimum = entry.minimum
        if use.kind is Kind.ATTRIBUTE and not (minimum and (whole.minimum is None or minimum > whole.minimum)):
            return
        name = entry.feature.name if entry.feature else use.name
        self._find(use, _Named(use.kind, name, minimum, entry.feature))

    def _entry(self, name: str) -> tuple[Entry, Entry]:
        """Return what the catalogue says of `<button open-type=share>`, and of `<button open-type>`."""
        tag, _, rest = name.removeprefix("<").removesuffix(">").partition(" ")
        attribute, equals, value = rest.partition("=")
        component = self.markup.component(tag)
        if not attribute:
            return component, component
        own = self.markup.attribute(tag, attribute)
        if own.known is Knowledge.UNKNOWN and "-" in attribute:  # `activeColor`, which frameworks spell `active-color`
            attribute = _HUMP.sub(lambda found: found[1].upper(), attribute)
            own = self.markup.attribute(tag, attribute)
        if equals:
            known = own.known is not Knowledge.UNKNOWN
            return (self.markup.value(tag, attribute, value) if known else Entry(Knowledge.FREE)), own
        return own, component

    def _find(self, use: Use, named: _Named) -> None:
        self.found[named].append(Found(use.place, self.bench.is_guarded(use, named.name, named.minimum)))

    def _finding(self, named: _Named, uses: list[Found]) -> Finding:
        feature, setting = named.feature, SETTINGS.get(named.name) if named.kind is Kind.SETTING else None
        features = self.bench.features
        instead = features.instead_of(feature) if feature else ()
        return Finding(
            named.kind,
            named.name,
            named.minimum,
            tuple(uses),
            in_plugin=self.bench.in_plugin,
            deprecated=feature.deprecated if feature else False,
            deprecated_since=feature.deprecated_since if feature else None,
            instead=feature.instead if feature else (),
            instead_minimum=max((version for each in instead if (version := features.needed(each))), default=None),
            lacks_harmony=features.lacks_harmony(feature) if feature else False,
            page=features.page_of(feature) if feature else _PAGE if named.name.endswith(THEN) else "",
            check=check(feature, named.minimum) if feature else "",
            guard=guard(feature, named.minimum, instead) if feature else (),
            emptied=feature.emptied if feature else None,
            severity=setting.severity if setting else _SEVERITIES.get(named.kind, Severity.DEGRADES),
        )


_COMMENT: Final = re.compile(rb'"(?:[^"\\\n]|\\.)*+"?|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?')
_COMMA: Final = re.compile(rb'"(?:[^"\\\n]|\\.)*+"?|,(?=\s*+[}\]])')
_LITERAL: Final = re.compile(r"\^?([A-Za-z][\w-]*)")
_MOST_VALUES: Final = 10_000


@dataclass(slots=True)
class Pages:
    """Which tags each page may use for components of the project."""

    by_page: dict[str, frozenset[str]] = field(default_factory=dict)
    """By the path of the page without its suffix."""
    everywhere: set[str] = field(default_factory=set)
    """Those that the app names for all pages."""
    anywhere: set[str] = field(default_factory=set)
    """Those of any page, for a markup without JSON beside it: it is a template, which pages include."""
    found: set[str] = field(default_factory=set)
    """Those that frameworks find by themselves."""
    prefixes: tuple[str, ...] = ()
    """The start of tags that uni-app finds by pattern: `<uni-`."""

    def add_json(self, stem: str, tags: frozenset[str], *, of_app: bool) -> None:
        """Add the tags of a page's or the app's JSON file."""
        self.by_page[stem] = tags
        self.anywhere |= tags
        if of_app:
            self.everywhere |= tags

    def add(self, stem: str, suffix: str, source: Source) -> None:
        """Add the tags that a script, or a component by its own name, brings."""
        self.found |= source.registered
        if suffix in COMPONENTS:  # uni-app finds `components/my-list/my-list.vue` by itself
            folder, _, name = stem.rpartition("/")
            name = folder.rpartition("/")[2] if name == "index" else name
            self.found.add(f"<{kebab(name)}>")

    def add_uni(self, text: bytes) -> None:
        """Add what uni-app's `pages.json` says."""
        data = parse_uni(text)
        stack, count = [data], 0
        while stack and count < _MOST_VALUES:
            value, count = stack.pop(), count + 1
            if isinstance(value, dict):
                for key, inner in value.items():
                    if key in NAMING and isinstance(inner, dict):
                        self.everywhere |= {f"<{kebab(tag)}>" for tag in inner}
                    stack.append(inner)
            elif isinstance(value, list):
                stack += value
        self.prefixes += tuple(_prefixes(data))

    def has(self, stem: str, tag: str, *, of_wechat: bool) -> bool:
        """Whether a tag is the project's own in a page; one of WeChat's counts only where JSON names it."""
        own = self.by_page.get(stem, frozenset())
        if tag in self.everywhere or tag in own:
            return True
        if of_wechat:
            return False
        return (
            tag in self.found
            or tag.startswith(self.prefixes or ("\0",))
            or (stem not in self.by_page and tag in self.anywhere)
        )


def parse_uni(text: bytes) -> Any:
    """Parse a JSON file of uni-app's, which may have comments; None if it is none."""
    text = _COMMENT.sub(lambda found: found[0] if found[0].startswith(b'"') else b" ", only_wechat(text))
    try:
        return parse_json(_COMMA.sub(lambda found: found[0] if found[0].startswith(b'"') else b" ", text))
    except ValueError:
        return None


def subpackages(data: Any) -> Iterator[str]:
    """Yield the folders of the subpackages in uni-app's `pages.json`, without slashes around them."""
    entries = [data.get(key) for key in ("subPackages", "subpackages")] if isinstance(data, dict) else []
    for entry in (each for group in entries if isinstance(group, list) for each in group):
        root = entry.get("root") if isinstance(entry, dict) else None
        if isinstance(root, str):
            yield root.strip("/")


def _prefixes(data: Any) -> list[str]:
    """Return the literal starts of the patterns in `easycom.custom`."""
    easycom = data.get("easycom") if isinstance(data, dict) else None
    custom = easycom.get("custom") if isinstance(easycom, dict) else None
    found = [_LITERAL.match(pattern) for pattern in custom] if isinstance(custom, dict) else []
    return [f"<{each[1]}" for each in found if each is not None]
