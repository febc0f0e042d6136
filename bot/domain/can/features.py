"""What WeChat's documentation says of each API: the base library that it needs at least."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz, process

from bot.domain.numbers.version import Version
from bot.errors import UnknownFeature

_LONGEST: Final = 100
"""Characters of a name that are looked at: the longest documented one has fewer."""
_SUGGESTED: Final = 3
_ALIKE: Final = 75
"""How like a name must be to be suggested, of 100: a letter or two off in a short name."""


class Platform(StrEnum):
    """Mini Programs and mini games have tables of their own."""

    MINI_PROGRAM = "mini-program"
    MINI_GAME = "mini-game"


@dataclass(frozen=True, slots=True)
class Feature:
    """An API, an option of one, a field of what one answers, a method of an object, a component or a part of one."""

    name: str
    """In full: `wx.request`, `wx.request.enableChunked`, `wx.request.success.cookies`, `CanvasContext.setFontSize`,
    `<live-player>`, `<scroll-view binddragstart>`, `<button open-type=share>`."""
    minimum: Version | None
    """The lowest base library that has it; None when no minimum is documented, which is not "ever since"."""
    plugin_minimum: Version | None = None
    """The lowest base library that has it inside a plugin, where the documentation names one."""
    deprecated: bool = False
    deprecated_since: Version | None = None
    """The base library from which on it is not maintained; None when unknown or when it still is."""
    parent: str | None = None
    """The name of the feature that it is a part of, which it cannot work without."""


@dataclass(frozen=True, slots=True)
class Source:
    """A published package that the names come from."""

    package: str
    version: str
    """The package's own, which is no base library."""
    integrity: str
    """The hash of the published archive, such as `sha512-...`."""
    newest: Version | None = None
    """The highest minimum that it tells of: what came later is not in it."""


class Features:
    """All that is documented for one platform, found by what people and programs write."""

    def __init__(
        self, platform: Platform, source: Source, features: Iterable[Feature], *, components: Source | None = None
    ) -> None:
        self.platform = platform
        self.source = source
        """WeChat's own typings."""
        self.components = components
        """Where the components of pages come from; None where there are none, as in mini games."""
        self._by_name = {feature.name: feature for feature in sorted(features, key=lambda feature: feature.name)}

    def __len__(self) -> int:
        return len(self._by_name)

    def __iter__(self) -> Iterator[Feature]:
        """By name."""
        return iter(self._by_name.values())

    def get(self, text: str) -> Feature | None:
        """The feature of this name, or None.

        Case does not matter, nor does a missing `wx.` or a `()` behind it. What `wx.canIUse` takes is understood:
        `request.object.enableChunked`, `button.open-type.share`.
        https://developers.weixin.qq.com/miniprogram/dev/api/base/wx.canIUse.html
        """
        text = text.strip()[:_LONGEST]
        found = self._by_name.get(text) or self._by_key.get(_key(text))
        is_component = found is not None and found.name.startswith("<")
        return None if is_component and text.casefold().startswith("wx.") else found

    def find(self, text: str) -> Feature:
        """The feature of this name, as `get`.

        Raises:
            UnknownFeature: nothing is called like that; the closest names are suggested.
        """
        feature = self.get(text)
        if feature is None:
            suggestion = ", ".join(feature.name for feature in self._alike(_key(text), _SUGGESTED))
            raise UnknownFeature(name=text.strip()[:_LONGEST], suggestion=suggestion)
        return feature

    def search(self, text: str, limit: int) -> Sequence[Feature]:
        """Those that fit what somebody is typing, the best first, at most `limit`.

        That is: the name itself, names that start like that, names with a part that does, names that hold each of
        the words, and only when there are none, names that are much like it.
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
        """What is documented of the parts of a feature, by name: options, fields of its answer, attributes.

        Raises:
            UnknownFeature: as `find`.
        """
        return self._parts.get(self.find(name).name, ())

    def needed(self, feature: Feature) -> Version | None:
        """The lowest base library on which it can work: the highest minimum documented for it and what it is part of.

        None when none of them has one documented.
        """
        own, parent = feature.minimum, self._by_name.get(feature.parent or "")
        inherited = self.needed(parent) if parent else None
        return max((version for version in (own, inherited) if version), default=None)

    @cached_property
    def _by_key(self) -> dict[str, Feature]:
        """A component is found without its bracket, too, unless an API is called the same."""
        keys = {_key(feature.name): feature for feature in self}
        bare = {key[1:]: feature for key, feature in keys.items() if key.startswith("<")}
        return bare | keys

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
        """Those whose last part is this name, or whose first is, and then those that are spelled much like it."""
        named = [folded for folded in self._by_key if folded.endswith(f".{key}") or folded.startswith(f"{key}.")]
        spelled = process.extract(key, self._by_key.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=limit)
        close: dict[str, Feature] = {}
        for folded in (*named[:limit], *(folded for folded, *_ in spelled)):
            feature = self._by_key[folded]
            if feature.parent not in close:
                close[feature.name] = feature
        return list(close.values())[:limit]


def _key(text: str) -> str:
    """What two spellings of one name have in common."""
    key = text[:_LONGEST].strip(" \t\n`'\"").casefold().removesuffix("()").rstrip("/> ")
    return (
        ".".join(key.replace("=", " ").replace('"', "").split()).removeprefix("wx.").replace(".object.", ".").strip(".")
    )


def _rank(key: str, folded: str) -> int:
    """How well a name fits, 0 is best."""
    if folded == key:
        return 0
    if folded.startswith(key):
        return 1
    return 2 if f".{key}" in folded else 3
