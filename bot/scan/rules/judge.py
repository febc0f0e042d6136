"""Judges the features that a source uses by their documentation."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.domain.can.features import Feature, Features
from bot.domain.numbers.version import Version
from bot.domain.scan import Fact, Finding, Found, Kind, Use
from bot.scan.rules.names import WX
from bot.scan.rules.settings import SETTINGS

_NOTHING: Final = Version(())
_TASKS: Final = {
    "request": "RequestTask",
    "downloadFile": "DownloadTask",
    "uploadFile": "UploadTask",
    "connectSocket": "SocketTask",
}
"""The types that these return; other APIs have the type in their name: `createCanvasContext`,
`getFileSystemManager`."""
_LONGEST_API: Final = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """The findings, sorted by kind."""

    findings: tuple[Finding, ...]
    unknown: tuple[Finding, ...]


def judge(uses: Iterable[Use], features: Features, *, in_plugin: bool = False) -> Judged:
    """Judge each use: what it needs, and whether it is guarded.

    Args:
        uses: of a program or a plugin.
        features: of its platform.
        in_plugin: whether the minimums for plugins apply.
    """
    bench = _Bench(features, in_plugin=in_plugin)
    known: defaultdict[tuple[Kind, str], list[Use]] = defaultdict(list)
    unknown: defaultdict[str, list[Use]] = defaultdict(list)
    for use in sorted(uses, key=lambda use: use.place):
        if use.kind is Kind.SETTING:
            known[use.kind, use.name].append(use)
        elif (feature := bench.feature(use.kind, use.name)) is not None:
            known[use.kind, feature.name].append(use)
        elif use.kind is Kind.API:
            unknown[".".join(use.name.split(".")[:_LONGEST_API])].append(use)
    findings = [bench.finding(kind, name, group) for (kind, name), group in known.items()]
    strange = [bench.finding(Kind.API, name, group) for name, group in unknown.items()]
    return Judged(tuple(findings), tuple(strange))


@dataclass(slots=True)
class _Bench:
    features: Features
    in_plugin: bool
    _features: dict[tuple[Kind, str], Feature | None] = field(default_factory=dict)
    _checked: dict[str, Feature | None] = field(default_factory=dict)
    _guarded: dict[tuple[frozenset[Fact], str, str], bool] = field(default_factory=dict)
    """Uses in one place of the source share their guards."""

    def feature(self, kind: Kind, name: str) -> Feature | None:
        """The feature of a name in the source; None if undocumented, or without documentation of its own."""
        if (kind, name) not in self._features:
            self._features[kind, name] = self._look_up(kind, name)
        return self._features[kind, name]

    def _look_up(self, kind: Kind, name: str) -> Feature | None:
        found = next(filter(None, map(self._exactly, _documented_names(name))), None)
        if found is None and kind is Kind.API:
            # `wx.request.bind` is not documented, `wx.request` is.
            parts = name.split(".")
            shorter = (".".join(parts[:length]) for length in range(len(parts) - 1, _LONGEST_API - 1, -1))
            found = next(filter(None, map(self._exactly, shorter)), None)
        if found is not None and kind in (Kind.OPTION, Kind.ATTRIBUTE) and not self._asks_for_more(found):
            return None
        return found

    def _exactly(self, name: str) -> Feature | None:
        found = self.features.get(name)
        return found if found is not None and found.name == name else None

    def _asks_for_more(self, part: Feature) -> bool:
        """Whether an option needs a newer base library than its parent."""
        whole = self.features.get(part.parent) if part.parent else None
        before = self.features.needed(whole) if whole else None
        return part.minimum is not None and (before is None or part.minimum > before)

    def finding(self, kind: Kind, name: str, uses: list[Use]) -> Finding:
        """The finding for all uses of one feature."""
        setting = SETTINGS.get(name) if kind is Kind.SETTING else None
        feature = self._exactly(name) if kind is not Kind.SETTING else None
        minimum = setting.minimum if setting else self._minimum(feature)
        return Finding(
            kind,
            name,
            minimum,
            tuple(Found(use.place, self._is_guarded(use, name, minimum)) for use in uses),
            documented=feature is not None or setting is not None,
            in_plugin=self.in_plugin,
            deprecated=feature.deprecated if feature else False,
            deprecated_since=feature.deprecated_since if feature else None,
            ignored=setting.ignored if setting else False,
        )

    def _minimum(self, feature: Feature | None) -> Version | None:
        if feature is None:
            return None
        own = [self.features.needed(feature), feature.plugin_minimum if self.in_plugin else None]
        return max((version for version in own if version), default=None)

    def _is_guarded(self, use: Use, name: str, minimum: Version | None) -> bool:
        """Whether the guards ensure this feature, or a base library that has it.

        If `wx.getUserProfile` (2.10.4) exists, the base library has everything older, too.
        """
        case = (use.known, use.name, name)
        if case not in self._guarded:
            self._guarded[case] = self._is_ensured(use, name, minimum)
        return self._guarded[case]

    def _is_ensured(self, use: Use, name: str, minimum: Version | None) -> bool:
        reached = _NOTHING
        for fact in use.known:
            if isinstance(fact, str) and self._is_about(fact, use.name, name, minimum):
                return True
            reached = max(reached, self._reached(fact))
        return minimum is not None and minimum <= reached

    def _is_about(self, checked: str, spelled: str, name: str, minimum: Version | None) -> bool:
        feature = self._of_check(checked)
        same = checked in (spelled, name) or (feature is not None and feature.name == name)
        return same or (minimum is None and checked != WX and spelled.startswith(f"{checked}."))

    def _reached(self, fact: Fact) -> Version:
        if isinstance(fact, Version):
            return fact
        feature = self._of_check(fact)
        return (self.features.needed(feature) if feature else None) or _NOTHING

    def _of_check(self, checked: str) -> Feature | None:
        """The feature of a name in a guard: as the source spells it, or as `wx.canIUse` takes it."""
        if checked not in self._checked:
            own = next(filter(None, map(self._exactly, _documented_names(checked))), None)
            self._checked[checked] = own or (None if "()" in checked else self.features.get(checked))
        return self._checked[checked]


def _documented_names(name: str) -> Iterator[str]:
    """Possible names in the documentation: `wx.downloadFile()` returns a `DownloadTask`."""
    called, brackets, rest = name.partition("()")
    if not brackets:
        yield name
    elif "()" not in rest:
        api = called.removeprefix("wx.")
        for returned in (_TASKS.get(api), f"{api[:1].upper()}{api[1:]}Task", _made(api)):
            if returned:
                yield f"{returned}{rest}"


def _made(api: str) -> str | None:
    for verb in ("create", "get"):
        if api.startswith(verb):
            return api.removeprefix(verb)
    return None
