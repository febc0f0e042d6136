"""Scans a folder for its needs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from bot.domain.can.features import Features, Platform
from bot.domain.scan.findings import Accepted, Kind, LeftOut, Notice, Place, Reason, Skipped, Unjudged
from bot.domain.scan.scan import Scan, in_order
from bot.scan.cache import Cache
from bot.scan.layout import Framework
from bot.scan.readers import OutOfTimeError, Text, processor_time, read_all
from bot.scan.rules.ensured import TooManySteps
from bot.scan.rules.judge import Judged, Pages, judge
from bot.scan.rules.link import ROUNDS, SCRIPTS, Exports, Linker
from bot.scan.rules.script.scopes import JAVASCRIPT
from bot.scan.rules.settings import JSON, Excepted, Rule, accept, parse_json, read_config
from bot.scan.rules.uses import Ignore, Ignores, Source, Use
from bot.scan.source_files import Project, SourceFile

_OF_APPS: Final = frozenset({"app.json", "game.json", "plugin.json"})
_MANIFEST: Final = "manifest.json"
_OF_UNI: Final = frozenset({"pages.json", _MANIFEST})
_CONFIG: Final = ".config"
"""The end of the name of Taro's configurations, before the suffix: `app.config.ts`."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a project's configuration says of its scan."""

    framework: str = ""
    """The framework of the source; found by its files unless it is named."""
    left_out: tuple[Rule, ...] = ()
    """Files that are not read."""
    excepted: tuple[Excepted, ...] = ()

    def accepts(self, rule: str, place: Place) -> bool:
        return any(each.accepts(rule, place) for each in self.excepted)


def scan_folder(
    folder: Path, load: Callable[[Platform], Features], choices: Choices | None = None, cache: Cache | None = None
) -> Scan:
    """Scan a folder's source: the WeChat features it uses, and what they need.

    Args:
        folder: a project, or part of one.
        cache: where results are kept; None reads everything.
    """
    choices = choices or Choices()
    project = Project.open(folder, choices.framework)
    reading = _Reading(project, pages=Pages(found=set(project.layout.tags), prefixes=project.layout.prefixes))
    for file in project.files():
        if any(rule(file.path) for rule in choices.left_out):
            project.left_out.add(LeftOut(Reason.CONFIG, file.path))
        else:
            reading.read(file)
    key = cache.key(reading.parts()) if cache is not None else ""
    scan = cache.get(key) if cache is not None else None
    if scan is None:
        scan = _scan(project, reading, load)
        if cache is not None:
            cache.put(key, scan)
    return accept(scan, Accepted.CONFIG, choices.accepts) if choices.excepted else scan


def _scan(project: Project, reading: "_Reading", load: Callable[[Platform], Features]) -> Scan:
    reading.finish()
    features = load(project.platform)
    linker = reading.linker()
    parts = [reading.judged(features, linker, in_plugin=part) for part in (False, True)]
    scan = Scan(
        platform=project.platform,
        sources=tuple(source for source in (features.source, features.components) if source),
        files=len(reading.files),
        findings=tuple(in_order(finding for part in parts for finding in part.findings)),
        unjudged=_together(each for part in parts for each in part.unjudged),
        notices=tuple(sorted({*project.notices, *reading.notices()})),
        left_out=tuple(sorted(project.left_out)),
        comparisons=tuple(sorted(place for source in reading.sources.values() for place in source.comparisons)),
    )
    ignores = Ignores(reading.comments())
    scan = accept(scan, Accepted.COMMENT, ignores.accepts)
    return replace(scan, unused=ignores.unused)


def _together(unjudged: Iterable[Unjudged]) -> tuple[Unjudged, ...]:
    """Return what could not be judged in the program and in its plugin, by kind and name."""
    found: dict[tuple[str, str], Unjudged] = {}
    for each in unjudged:
        before = found.get((each.doubt, each.name))
        places = tuple(sorted({*each.places, *(before.places if before else ())}))
        found[each.doubt, each.name] = replace(each, places=places)
    return tuple(found[key] for key in sorted(found))


@dataclass(slots=True)
class _Reading:
    project: Project
    files: dict[str, SourceFile] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    configs: dict[str, Source] = field(default_factory=dict)
    """What scripts say as configurations."""
    pages: Pages = field(default_factory=Pages)
    """The project's own components."""
    _read: list[tuple[SourceFile, bytes]] = field(default_factory=list)
    _texts: list[Text] = field(default_factory=list)

    def read(self, file: SourceFile) -> None:
        text = self.project.read(file.real, file.path)
        if text is not None:
            self.files[file.path] = file
            self._read.append((file, text))

    def parts(self) -> Iterator[bytes]:
        """All that a result depends on."""
        project, layout = self.project, self.project.layout
        about = (
            project.platform,
            project.roots(),
            sorted(project.notices),
            sorted(project.left_out),
            layout.framework,
            layout.vue,
            layout.prefixes,
        )
        yield repr(about).encode("utf-8", "replace")
        for file, text in self._read:
            yield repr((file.path, file.in_plugin)).encode()
            yield text

    def finish(self) -> None:
        """Read what the files say; scripts and markup, which take the most time, last."""
        for file, text in self._read:
            self._read_file(file, text)
        self._read.clear()
        self._read_texts(self._texts)
        if any(source.exports for source in self.sources.values()):
            self._follow()
        self._texts.clear()

    def _read_texts(self, texts: Sequence[Text]) -> None:
        for text, source in zip(texts, read_all(texts), strict=True):
            if text.path in self.configs:
                source.add(self.configs[text.path])
            self.sources[text.path] = source
            self.pages.add(self.files[text.path].stem, text.suffix, source)

    def _follow(self) -> None:
        """Read files again that import `wx` from another, until no more is handed on."""
        exports = Exports(self.linker())
        for text in self._texts:
            exports.add(text.path, text.content)
        for _ in range(ROUNDS):
            again = exports.next()
            self._read_texts([replace(text, handed=again[text.path]) for text in self._texts if text.path in again])
        for path, source in self.sources.items():
            source.computed = [each for each in source.computed if not exports.is_followed(path, each)]

    def _read_file(self, file: SourceFile, text: bytes) -> None:
        if file.suffix == ".json":
            self.sources[file.path] = self._read_json(file, text)
        else:
            if self.project.layout.framework is Framework.TARO and file.stem.endswith(_CONFIG):
                stem, language = file.stem.removesuffix(_CONFIG), SCRIPTS.get(file.suffix, JAVASCRIPT)
                of_app = stem.rpartition("/")[2] == "app"
                self.configs[file.path] = self._read_config(file, text, language, stem, of_app=of_app)
            layout = self.project.layout
            self._texts.append(Text(text, file.path, file.suffix, layout.vue, layout.compiles(file.suffix)))

    def _read_json(self, file: SourceFile, text: bytes) -> Source:
        framework = self.project.layout.framework
        if framework is Framework.UNI_APP and file.name in _OF_UNI:
            self.pages.add_uni(text)
            part = "mp-weixin" if file.name == _MANIFEST else ""
            return self._read_config(file, text, JSON, file.stem, of_app=True, part=part)
        try:
            parse_json(text)
        except ValueError:
            needed = file.name in _OF_APPS or f"{file.stem}.wxml" in self.files  # others may not be WeChat's
            return Source(unread=[Skipped.NOT_JSON] if needed else [])
        return self._read_config(file, text, JSON, file.stem, of_app=file.name == "app.json")

    def _read_config(
        self, file: SourceFile, text: bytes, language: str, stem: str, *, of_app: bool, part: str = ""
    ) -> Source:
        """Read what a configuration says, of the app or of the page with a path."""
        try:
            with processor_time():
                config = read_config(text, file.path, language, of_app=of_app, part=part)
        except (TooManySteps, OutOfTimeError):
            return Source(unread=[Skipped.TOO_COSTLY])
        self.pages.add_json(stem, config.tags, of_app=of_app)
        return Source(uses=list(config.uses))

    def notices(self) -> Iterator[Notice]:
        """Return the files that were not read completely."""
        return (Notice(path, reason) for path, source in self.sources.items() for reason in source.unread)

    def comments(self) -> dict[tuple[str, int], list[Ignore]]:
        """Return the comments that accept uses, by path and line."""
        found: dict[tuple[str, int], list[Ignore]] = {}
        for path, source in self.sources.items():
            for each in source.ignores:
                found.setdefault((path, each.line), []).append(each)
        return found

    def linker(self) -> Linker:
        """Look up what files say about others."""
        return Linker(self.sources, tuple(f"{root}/" if root else "" for root in self.project.roots()))

    def judged(self, features: Features, linker: Linker, *, in_plugin: bool) -> Judged:
        """Judge the program's or the plugin's code, except the project's own components."""
        part = [(path, source) for path, source in self.sources.items() if self.files[path].in_plugin is in_plugin]
        uses = [
            replace(use, known=linker.resolved(use.known, path)) if use.known else use
            for path, source in part
            for use in (*source.uses, *linker.promises(path))
            if not self._is_own(path, use, features)
        ]
        computed = [
            replace(each, known=linker.resolved(each.known, path)) if each.known else each
            for path, source in part
            for each in source.computed
        ]
        added = {name for source in self.sources.values() for name in source.added}
        return judge(uses, features, computed, added=added, in_plugin=in_plugin)

    def _is_own(self, path: str, use: Use, features: Features) -> bool:
        if use.kind not in (Kind.COMPONENT, Kind.ATTRIBUTE):
            return False
        tag = use.name if use.kind is Kind.COMPONENT else f"{use.name.partition(' ')[0]}>"
        source = self.sources[path]
        if tag in source.tags:
            return True
        of_wechat = features.get(tag) is not None
        if tag in source.imported_tags and not of_wechat:
            return True
        return self.pages.has(self.files[path].stem, tag, of_wechat=of_wechat)
