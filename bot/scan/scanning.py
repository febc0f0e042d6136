"""Scans a folder for its needs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.domain.can.features import Features, Platform
from bot.domain.numbers.version import Version
from bot.domain.scan import Finding, Kind, Notice, Place, Scan, Skipped, Use
from bot.scan.project import Project, SourceFile
from bot.scan.rules.grammar import JAVASCRIPT, TSX, TYPESCRIPT
from bot.scan.rules.judge import judge
from bot.scan.rules.markup import read_markup
from bot.scan.rules.script import read_script
from bot.scan.rules.settings import own_components, read_settings
from bot.scan.rules.steps import TooManySteps

_LANGUAGES: Final[Mapping[str, str]] = {
    ".js": JAVASCRIPT, ".mjs": JAVASCRIPT, ".cjs": JAVASCRIPT, ".jsx": JAVASCRIPT, ".wxs": JAVASCRIPT,
    ".ts": TYPESCRIPT, ".tsx": TSX,
}  # fmt: skip
_OF_APPS: Final = frozenset({"app.json", "game.json", "plugin.json"})


def scan_folder(folder: Path, load: Callable[[Platform], Features]) -> Scan:
    """Scan a folder's source: the WeChat features it uses, and what they need.

    Args:
        folder: a project, or part of one.
        load: loads a platform's features.

    Raises:
        NotADirectoryError: there is no such folder.
    """
    project = Project.open(folder)
    reading = _Reading(project)
    for file in project.files():
        reading.read(file)
    features = load(project.platform)
    parts = [judge(reading.shipped(in_plugin=part), features, in_plugin=part) for part in (False, True)]
    return Scan(
        platform=project.platform,
        sources=tuple(source for source in (features.source, features.components) if source),
        files=reading.files,
        findings=tuple(_in_order(finding for part in parts for finding in part.findings)),
        unknown=tuple(_in_order(finding for part in parts for finding in part.unknown)),
        notices=tuple(sorted(set(project.notices))),
        computed=tuple(sorted(reading.computed)),
    )


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The most demanding first, then the most demanding but guarded, then by name."""
    nothing = Version(())
    by_name = sorted(findings, key=lambda finding: finding.name)
    return sorted(by_name, key=lambda each: (each.demanded or nothing, each.minimum or nothing), reverse=True)


@dataclass(slots=True)
class _Reading:
    project: Project
    files: int = 0
    computed: list[Place] = field(default_factory=list)
    _uses: list[tuple[SourceFile, Use]] = field(default_factory=list)
    _own: dict[str, frozenset[str]] = field(default_factory=dict)
    """The project's own component tags, by the stem of their page."""
    _everywhere: set[str] = field(default_factory=set)
    """Those of the app, for all pages."""

    def read(self, file: SourceFile) -> None:
        """Read one file of any kind."""
        text = self.project.read(file.real, file.path)
        if text is None:
            return
        self.files += 1
        if file.suffix == ".json":
            self._read_json(file, text)
        elif file.suffix == ".wxml":
            self._uses += [(file, use) for use in read_markup(text, file.path)]
        else:
            script = read_script(text, file.path, _LANGUAGES[file.suffix])
            self._uses += [(file, use) for use in script.uses]
            self.computed += script.computed
            if script.has_errors:
                self._note(file, Skipped.SYNTAX)
            if not script.complete:
                self._note(file, Skipped.TOO_COSTLY)

    def _read_json(self, file: SourceFile, text: bytes) -> None:
        try:
            uses = read_settings(text, file.path, of_app=file.name == "app.json")
        except ValueError:
            if file.name in _OF_APPS or file.real.with_suffix(".wxml").exists():  # others may not be WeChat's
                self._note(file, Skipped.NOT_JSON)
            return
        except TooManySteps:
            self._note(file, Skipped.TOO_COSTLY)
            return
        self._own[file.stem] = own_components(text)
        if file.name == "app.json":
            self._everywhere |= self._own[file.stem]
        self._uses += [(file, use) for use in uses]

    def _note(self, file: SourceFile, reason: Skipped) -> None:
        self.project.notices.append(Notice(file.path, reason))

    def shipped(self, *, in_plugin: bool) -> list[Use]:
        """The uses in the program's or the plugin's code, except the project's own components."""
        return [use for file, use in self._uses if file.in_plugin is in_plugin and not self._is_own(file, use)]

    def _is_own(self, file: SourceFile, use: Use) -> bool:
        if use.kind not in (Kind.COMPONENT, Kind.ATTRIBUTE):
            return False
        tag = use.name if use.kind is Kind.COMPONENT else f"{use.name.partition(' ')[0]}>"
        return tag in self._own.get(file.stem, ()) or tag in self._everywhere
