"""The features of the catalogue: APIs, components and error codes, and where each begins."""

import base64
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from bot.domain.numbers.version import Version
from bot.errors import FeatureElsewhere, StaleControl, UnknownFeature

MARK: Final = "="
GAME_MARK: Final = "=g"
"""Marks a question about mini games. A code needs its mark, so none is typed by accident."""
_LENGTH: Final = 5


def code_of(name: str) -> str:
    """Return a name's five-character code: 30 bits of its hash, unique among the tables' names (tested).

    Not its index in a table: that changes with each release of the typings, and buttons outlive releases.
    """
    digest = hashlib.sha256(name.encode()).digest()
    return base64.urlsafe_b64encode(digest)[:_LENGTH].decode()


def codes_of(names: Iterable[str]) -> Mapping[str, str]:
    """Return the names by their codes."""
    return {code_of(name): name for name in names}


def pack(names: Sequence[str], *, game: bool) -> str:
    return (GAME_MARK if game else MARK) + "." + "".join(map(code_of, names))


def is_packed(word: str) -> bool:
    """Whether a word was made by `pack`."""
    return word.startswith((f"{MARK}.", f"{GAME_MARK}."))


def unpack(word: str, names: Mapping[str, str]) -> tuple[tuple[str, ...], bool]:
    """Return the names, and whether the question was about mini games.

    Args:
        word: see `pack`.
        names: see `codes_of`.

    Raises:
        StaleControl: it holds a code that no current name has.
    """
    mark, _, codes = word.partition(".")
    found = [names.get(codes[at : at + _LENGTH]) for at in range(0, len(codes), _LENGTH)]
    known = tuple(name for name in found if name)
    if not known or len(known) < len(found):
        raise StaleControl
    return known, mark == GAME_MARK


_LONGEST: Final = 100
"""Characters of a name that are compared: the longest documented name is shorter."""
_PUNCTUATION: Final = re.compile("[=\"']")
_SUGGESTED: Final = 3
_ALIKE: Final = 75
"""Similarity (of 100) from which a name is suggested: a letter or two off in a short name."""


class Platform(StrEnum):
    """Mini Programs and mini games have tables of their own."""

    MINI_PROGRAM = "mini-program"
    MINI_GAME = "mini-game"


class Renderer(StrEnum):
    """The two renderers of pages: the settings `renderer` in JSON files choose."""

    WEBVIEW = "webview"
    SKYLINE = "skyline"


class Lost(StrEnum):
    """What WeChat took back, although the API is still there."""

    PROFILE = "profile"
    """The user's name, avatar, gender and region: everybody is called the same."""
    FORM_ID = "form-id"
    """The right to send a template message."""


@dataclass(frozen=True, slots=True)
class Emptied:
    """An API that works on every base library that has it, and no longer gives what it was for."""

    lost: Lost
    since: date
    """From then on programs are released without it."""
    source: str
    """The address of WeChat's announcement."""


@dataclass(frozen=True, slots=True)
class Feature:
    """An API, an option or a result field of one, a method of an object, a component or a part of one."""

    name: str
    """In full: `wx.request`, `wx.request.enableChunked`, `wx.request.success.cookies`, `CanvasContext.setFontSize`,
    `<live-player>`, `<scroll-view binddragstart>`, `<button open-type=share>`."""
    minimum: Version | None
    """The lowest base library that has it; None when undocumented, which does not mean "always available"."""
    plugin_minimum: Version | None = None
    """The lowest base library that has it inside a plugin, where the documentation names one."""
    deprecated: bool = False
    deprecated_since: Version | None = None
    """The base library from which it is unmaintained; None when unknown or still maintained."""
    parent: str | None = None
    """The name of the feature it is part of and cannot work without."""
    instead: tuple[str, ...] = ()
    """What WeChat says to use instead of a deprecated one: names of features, or of WeChat's objects."""
    page: str = ""
    """The address of WeChat's page about it; empty for a part, whose parent has it, and where none is known."""
    harmony: bool | None = None
    """Whether HarmonyOS has it; False: at no base library. None where WeChat does not say."""
    renderer: Renderer | None = None
    """The only renderer that has it; None when both do, or it is not about pages."""
    open: bool = False
    """Whether it has documented parts that the table does not list."""
    call: str = ""
    """How scripts call it: `(options)`, or `info = (id)` if what it returns is its answer; empty: it is no function."""
    emptied: Emptied | None = None
    """Why it is deprecated in practice; None where WeChat announced nothing."""


@dataclass(frozen=True, slots=True)
class Source:
    """A published package that the names come from."""

    package: str
    version: str
    """The package's own version, not a base library."""
    integrity: str
    """The hash of the published archive, such as `sha512-...`."""
    newest: Version | None = None
    """The highest minimum in it: anything newer is missing."""


def newest_of(sources: Iterable[Source | None]) -> Version | None:
    """Return the newest base library in any of several sources; None when unknown."""
    return max((source.newest for source in sources if source and source.newest), default=None)


class Features:
    """All documented features of one platform, searchable by names as people and code write them."""

    def __init__(
        self, platform: Platform, source: Source, features: Iterable[Feature], *, components: Source | None = None
    ) -> None:
        self.platform = platform
        self.source = source
        """WeChat's own typings."""
        self.components = components
        """The source of page components; None where there are none, as in mini games."""
        self._by_name = {feature.name: feature for feature in sorted(features, key=lambda feature: feature.name)}

    def __len__(self) -> int:
        return len(self._by_name)

    def __iter__(self) -> Iterator[Feature]:
        return iter(self._by_name.values())

    @property
    def newest(self) -> str:
        """The newest base library in it; empty when unknown."""
        newest = newest_of((self.source, self.components))
        return newest.text if newest else ""

    def named(self, name: str) -> Feature | None:
        """Return the feature of exactly this name, or None."""
        return self._by_name.get(name)

    def get(self, text: str) -> Feature | None:
        """Return the feature of this name, or None.

        Case, a missing `wx.` and a trailing `()` do not matter. The forms of `wx.canIUse` are understood:
        `request.object.enableChunked`, `button.open-type.share`. An attribute, event or value that only one component
        has needs no component: `bindagreeprivacyauthorization`, `open-type="chooseAvatar"`.
        https://developers.weixin.qq.com/miniprogram/dev/api/base/wx.canIUse.html
        """
        text = text.strip()[:_LONGEST]
        found = self._by_name.get(text) or self._of_key(_key(text))
        is_component = found is not None and found.name.startswith("<")
        return None if is_component and text.casefold().startswith("wx.") else found

    def find(self, text: str) -> Feature:
        """Return the feature of this name, as `get`.

        Raises:
            UnknownFeature: no feature has this name; the closest names are suggested.
        """
        feature = self.get(text)
        if feature is None:
            suggestion = ", ".join(feature.name for feature in self._alike(_key(text), _SUGGESTED))
            raise UnknownFeature(name=text.strip()[:_LONGEST], suggestion=suggestion, newest=self.newest)
        return feature

    def search(self, text: str, limit: int) -> Sequence[Feature]:
        """Return the features that match a partly typed name, best first, at most `limit`.

        In order: the exact name, names that start with the text, names with a part that does, names that contain each
        word; only if there are none, similar names.
        """
        key = _key(text)
        words = key.split(".") if " " in text.strip() and not key.startswith("<") else [key]
        held = [
            (_rank(key, folded), folded.count("."), not feature.name.startswith("wx."), feature.name)
            for folded, feature in self._by_key.items()
            if all(word in folded for word in words)
        ]
        if not held:
            return self._alike(key, limit)
        ranked = dict.fromkeys(name for *_, name in sorted(held))
        return [self._by_name[name] for name in ranked][:limit]

    def options_of(self, name: str) -> Sequence[Feature]:
        """Return the documented parts of a feature, by name: options, result fields, attributes.

        Raises:
            UnknownFeature: as `find`.
        """
        return self._parts.get(self.find(name).name, ())

    def needed(self, feature: Feature) -> Version | None:
        """Return the lowest base library on which it works: the highest minimum of the feature and its parents.

        None when no minimum is documented for any of them.
        """
        own, parent = feature.minimum, self._by_name.get(feature.parent or "")
        inherited = self.needed(parent) if parent else None
        return max((version for version in (own, inherited) if version), default=None)

    def instead_of(self, feature: Feature) -> Sequence[Feature]:
        """Return the documented features that replace a deprecated one."""
        return [found for name in feature.instead if (found := self._by_name.get(name))]

    def page_of(self, feature: Feature) -> str:
        """Return the address of WeChat's page about a feature, or about the nearest one that it is part of.

        Else empty.
        """
        return next((each.page for each in self._upwards(feature) if each.page), "")

    def lacks_harmony(self, feature: Feature) -> bool:
        """Whether WeChat documents that HarmonyOS lacks it at every base library."""
        return any(each.harmony is False for each in self._upwards(feature))

    def renderer_of(self, feature: Feature) -> Renderer | None:
        """Return the only renderer that has it; None when both do."""
        return next((each.renderer for each in self._upwards(feature) if each.renderer), None)

    def _of_key(self, key: str) -> Feature | None:
        return self._by_key.get(key) or self._by_part.get(key)

    def _upwards(self, feature: Feature) -> Iterator[Feature]:
        above: Feature | None = feature
        while above is not None:
            yield above
            above = self._by_name.get(above.parent or "")

    @cached_property
    def _by_key(self) -> dict[str, Feature]:
        """Features by key; a component is also found without its bracket, unless an API has that name."""
        keys = {_key(feature.name): feature for feature in self}
        bare = {key[1:]: feature for key, feature in keys.items() if key.startswith("<")}
        return bare | keys

    @cached_property
    def _by_part(self) -> dict[str, Feature]:
        """Parts that only one component has, without its name; words that could mean anything are left out."""
        owned = defaultdict(list)
        for key, feature in self._by_key.items():
            if key.startswith("<") and "." in key:
                owned[key.partition(".")[2]].append(feature)
                value = feature.name.partition("=")[2].removesuffix(">")
                if value != value.casefold():  # `chooseAvatar`, and not `list`
                    owned[value.casefold()].append(feature)
        return {part: owners[0] for part, owners in owned.items() if len(owners) == 1 and _is_name(part, owners[0])}

    @cached_property
    def _parts(self) -> dict[str, Sequence[Feature]]:
        parts = defaultdict(list)
        for feature in self:
            ancestor = feature.parent
            while ancestor is not None:
                parts[ancestor].append(feature)
                ancestor = self._by_name[ancestor].parent if ancestor in self._by_name else None
        return dict(parts)

    def _alike(self, key: str, limit: int) -> list[Feature]:
        """Features whose last or first part is this name, then those with a similar spelling."""
        named = [folded for folded in self._by_key if folded.endswith(f".{key}") or folded.startswith(f"{key}.")]
        from rapidfuzz import fuzz, process  # noqa: PLC0415  # a scan suggests nothing, and does not need it

        spelled = process.extract(key, self._by_key.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=limit)
        close: dict[str, Feature] = {}
        for folded in (*named[:limit], *(folded for folded, *_ in spelled)):
            feature = self._by_key[folded]
            if feature.parent not in close:
                close[feature.name] = feature
        return list(close.values())[:limit]


def _key(text: str) -> str:
    """Return the form in which spellings of one name are equal."""
    key = text[:_LONGEST].strip(" \t\n`'\"").casefold().removesuffix("()").rstrip("/> ")
    key = _PUNCTUATION.sub(" ", key).replace("bind:", "bind")
    return ".".join(key.split()).removeprefix("wx.").replace(".object.", ".").strip(".")


def _is_name(part: str, feature: Feature) -> bool:
    """Whether an attribute, event or value is a name for itself: `title` is not."""
    return "-" in part or part.startswith("bind") or "=" in feature.name


def _rank(key: str, folded: str) -> int:
    if folded == key:
        return 0
    if folded.startswith(key):
        return 1
    return 2 if f".{key}" in folded else 3


class Tables:
    """Both tables."""

    def __init__(self, programs: Features, games: Features) -> None:
        self._of = {Platform.MINI_PROGRAM: programs, Platform.MINI_GAME: games}

    def prepare(self) -> None:
        """Build the indexes now, so that the first question does not wait."""
        self.knows("")
        _ = self.names_by_code
        for features in self._of.values():
            features.options_of(next(iter(features)).name)

    def of(self, platform: Platform) -> Features:
        return self._of[platform]

    def knows(self, text: str) -> bool:
        """Whether either table has an API of this name."""
        return any(features.get(text) for features in self._of.values())

    def find(self, text: str, platform: Platform) -> Feature:
        """Return the API of a name.

        Raises:
            FeatureElsewhere: only the other table has it.
            UnknownFeature: neither table has it; close names of this one are suggested.
        """
        feature = self._of[platform].get(text)
        if feature is not None:
            return feature
        for other, features in self._of.items():
            if found := features.get(text):
                raise FeatureElsewhere(name=found.name, platform=other.value)
        raise self._unknown(text, platform)

    def full_name(self, text: str, platform: Platform) -> str:
        """Return the full name of an API, from this table, else from the other.

        Raises:
            UnknownFeature: neither table has it; close names of this one are suggested, else of the other.
        """
        other = next(each for each in Platform if each is not platform)
        found = self._of[platform].get(text) or self._of[other].get(text)
        if found is not None:
            return found.name
        raise self._unknown(text, platform, other)

    def _unknown(self, text: str, *platforms: Platform) -> UnknownFeature:
        """Return the error for a name that neither table has, with the suggestions of the first table that has some.

        Both were searched, so it names the newest base library of both.
        """
        errors = []
        for platform in platforms:
            try:
                self._of[platform].find(text)
            except UnknownFeature as error:
                errors.append(error)
        found = next((error for error in errors if error.suggestion), errors[0])
        newest = newest_of(source for each in self._of.values() for source in (each.source, each.components))
        return UnknownFeature(name=found.name, suggestion=found.suggestion, newest=newest.text if newest else "")

    def search(self, text: str, limit: int) -> Sequence[tuple[Feature, Platform]]:
        """Return the features that match a partly typed name: Mini Programs first, then those only mini games have."""
        found: dict[str, tuple[Feature, Platform]] = {}
        for platform, features in self._of.items():
            for feature in features.search(text, limit):
                found.setdefault(feature.name, (feature, platform))
        return list(found.values())[:limit]

    @cached_property
    def names_by_code(self) -> Mapping[str, str]:
        """See `bot.domain.can.features`."""
        return codes_of(feature.name for features in self._of.values() for feature in features)
