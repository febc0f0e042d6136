"""Finds the files of a Mini Program in a folder. The only part of the scan that touches the disk."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from bot.domain.can.features import Platform
from bot.domain.scan.findings import LeftOut, Notice, Reason, Skipped
from bot.scan.layout import FOREIGN, PACKAGE, Framework, Layout, layout_of, start_of
from bot.scan.rules.judge import subpackages
from bot.scan.rules.link import COMPONENTS, MARKUP, SCRIPTS
from bot.scan.rules.settings import Packing, parse_json, read_packing

LARGEST: Final = 2 * 1024 * 1024
"""Bytes of the largest file that is read; WeChat refuses packages above 2 MB."""
CONFIG: Final = "project.config.json"
_APP: Final = "app.json"
_SUFFIXES: Final = frozenset({*SCRIPTS, *COMPONENTS, MARKUP, ".json"})
_DECLARATIONS: Final = ".d.ts"
_LEFT_OUT: Final = frozenset({"node_modules"})
"""Not shipped: the developer tools copy shipped packages into `miniprogram_npm`."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    path: str
    """Relative to the folder, with `/`."""
    real: str
    in_plugin: bool

    @property
    def name(self) -> str:
        """The name without its folder."""
        return self.path.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        """The suffix, such as `.js`."""
        return _suffix(self.name)

    @property
    def stem(self) -> str:
        """The path without its suffix, shared by a page's files."""
        return self.path.removesuffix(self.suffix)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file or a folder."""

    path: str
    real: str
    """Where it is, when a link on the way to it is followed."""
    below: str
    """Its path below the scanned folder, with `/`."""
    is_folder: bool

    @property
    def name(self) -> str:
        """The name without its folder."""
        return self.path.rpartition(os.sep)[2]


@dataclass(slots=True)
class Project:
    """A folder with the source of a Mini Program, or of a part of one."""

    folder: Path
    config: Mapping[str, Any] = field(default_factory=dict)
    """`project.config.json`, empty when there is none."""
    package: Mapping[str, Any] = field(default_factory=dict)
    """`package.json`, empty when there is none."""
    layout: Layout = field(init=False)
    notices: list[Notice] = field(default_factory=list)
    _root: Path = field(init=False)
    """The program's folder."""
    _plugin: Path | None = None
    _cloud: Path | None = None
    _shipped: frozenset[str] = frozenset()
    """Where folders of subpackages and pages are."""
    left_out: set[LeftOut] = field(default_factory=set)
    _packing: Packing = field(default_factory=Packing)
    _seen: set[str] = field(default_factory=set)
    """Folders already walked: links may form cycles, and the plugin may be inside the program."""

    @classmethod
    def open(cls, folder: Path, framework: str = "") -> "Project":
        """Read the project's configuration.

        Args:
            folder: a project, or a part of one.
            framework: the framework; found by the files unless it is named.
        """
        if not folder.is_dir():
            raise NotADirectoryError(folder)
        project = cls(folder.resolve())
        project.config = project._read_json(CONFIG)
        project.package = project._read_json(PACKAGE)
        project.layout = layout_of(project.folder, project.package, framework)
        if project.layout.framework is Framework.OTHER:
            project.notices.append(Notice(PACKAGE, Skipped.FRAMEWORK))
        if project.layout.is_source:  # `miniprogramRoot` is what is built from it
            project.layout = replace(project.layout, output=_first(project.config.get("miniprogramRoot")))
            project._root = project.layout.root
            return project
        project._root = project._named("miniprogramRoot") or project.folder
        project._plugin, project._cloud = project._named("pluginRoot"), project._named("cloudfunctionRoot")
        project._shipped = project._named_by_app() if project._cloud is not None else frozenset()
        project._packing = read_packing(project.config.get("packOptions"))
        if project._packing.misunderstood:
            project.notices.append(Notice(CONFIG, Skipped.BAD_IGNORE))
        return project

    @property
    def platform(self) -> Platform:
        """The platform: mini games say so in `project.config.json`, or have a `game.json`."""
        game = self.config.get("compileType") in ("game", "minigame") or (self._root / "game.json").is_file()
        return Platform.MINI_GAME if game else Platform.MINI_PROGRAM

    def roots(self) -> list[str]:
        """Return the folders that absolute paths of modules start from."""
        return list(
            dict.fromkeys(
                _text(self._below(root)) for root in (self._root, self._plugin, self.folder) if root is not None
            )
        )

    def files(self) -> Iterator[SourceFile]:
        """Every shipped, readable file, by path; each once."""
        for start in dict.fromkeys(start for start in (self._root, self._plugin) if start is not None):
            yield from self._walk(start)

    def read(self, path: str | Path, name: str) -> bytes | None:
        """Return a file's content; None, with a notice, when it is too large or cannot be read."""
        try:
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123  # `Path.open` takes twice the time
                text = file.read(LARGEST + 1)
        except OSError:
            self.notices.append(Notice(name, Skipped.UNREADABLE))
            return None
        if text is None or len(text) > LARGEST:
            self.notices.append(Notice(name, Skipped.TOO_LARGE))
            return None
        return text

    def _read_json(self, name: str) -> Mapping[str, Any]:
        if not (self.folder / name).is_file():
            return {}
        text = self.read(self.folder / name, name)
        try:
            config = parse_json(text) if text is not None else {}
        except ValueError:
            self.notices.append(Notice(name, Skipped.NOT_JSON))
            return {}
        return config if isinstance(config, dict) else {}

    def _named(self, key: str) -> Path | None:
        """Return a folder named in `project.config.json`.

        None, with a notice, if it is not inside the scanned folder.
        """
        value = self.config.get(key)
        if not isinstance(value, str) or not value.strip("./"):
            return None
        try:
            named = (self.folder / value.strip("/")).resolve()
            inside, exists = named.is_relative_to(self.folder), named.is_dir()
        except (OSError, RuntimeError, ValueError):  # an impossible file name, or a link to itself
            inside, exists = True, False
        if not inside or not exists:
            self.notices.append(Notice(value, Skipped.UNREADABLE if inside else Skipped.OUTSIDE))
        return named if inside and exists else None

    def _walk(self, start: Path) -> Iterator[SourceFile]:
        """Yield the files below a folder. Their paths are texts: a `Path` of each would take most of the time."""
        first, plugin = self._below(start), None if self._plugin is None else self._below(self._plugin)
        stack = [_Entry(str(start), str(start.resolve()), first, is_folder=True)]
        while stack:
            found = stack.pop()
            name, path = found.name, found.below
            if found.is_folder:
                if name in _LEFT_OUT or self._leaves_out(found):
                    continue
                if self._is_new(found.real):
                    stack += sorted(self._entries(found), key=lambda each: each.name, reverse=True)
                continue
            in_plugin, suffix = plugin is not None and _inside(path, plugin) is not None, _suffix(name)
            if suffix in FOREIGN:
                self.notices.append(Notice(f"*{suffix}", Skipped.FRAMEWORK))
            if suffix not in _SUFFIXES or name.endswith(_DECLARATIONS):
                continue
            packed = _inside(path, plugin if plugin is not None and in_plugin else first)
            if (reason := self._reason(found, _text(packed or path))) is not None:
                self.left_out.add(LeftOut(reason, _text(path)))
            elif self._is_new(found.real):
                yield SourceFile(_text(path), found.path, in_plugin=in_plugin)

    def _leaves_out(self, folder: _Entry) -> bool:
        if self.layout.leaves_out(Path(folder.path)):
            reason = Reason.FRAMEWORK
        elif self._is_of_cloud(folder.real) and not any(_meet(folder.real, each) for each in self._shipped):
            reason = Reason.CLOUD
        else:
            return False
        self.left_out.add(LeftOut(reason, f"{_text(folder.below)}/"))
        return True

    def _reason(self, file: _Entry, packed: str) -> Reason | None:
        """Why a file does not ship; None where it does."""
        if self.layout.leaves_out_file(file.name):
            return Reason.FRAMEWORK
        if self._is_of_cloud(file.real) and not any(_inside(file.real, each) for each in self._shipped):
            return Reason.CLOUD
        return Reason.PACKING if self._packing.leaves_out(packed) else None

    def _is_of_cloud(self, real: str) -> bool:
        return self._cloud is not None and _inside(f"{real}{os.sep}", str(self._cloud)) is not None

    def _named_by_app(self) -> frozenset[str]:
        """Return the folders of the subpackages and pages that `app.json` names: they ship, whatever else they are."""
        try:
            app = parse_json(start_of(self._root / _APP))
        except ValueError:
            return frozenset()
        pages = app.get("pages") if isinstance(app, dict) else None
        named = [each.rpartition("/")[0] for each in pages or [] if isinstance(each, str)] if pages else []
        folders = [*subpackages(app), *named]
        return frozenset(os.path.realpath(self._root / each.strip("/")) for each in folders if each.strip("./"))

    def _entries(self, folder: _Entry) -> Iterator[_Entry]:
        """Yield the files and folders in a folder, without hidden ones and links to the outside."""
        try:
            with os.scandir(folder.path) as found:
                entries = list(found)
        except OSError:
            self.notices.append(Notice(_text(folder.below or "."), Skipped.UNREADABLE))
            return
        for entry in entries:
            if entry.name.startswith("."):
                continue
            below, is_link = f"{folder.below}/{entry.name}".removeprefix("/"), entry.is_symlink()
            if is_link and not self._is_inside(Path(entry.path)):
                self.notices.append(Notice(_text(below), Skipped.OUTSIDE))
            elif entry.is_dir() or entry.is_file():
                real = os.path.realpath(entry.path) if is_link else f"{folder.real}{os.sep}{entry.name}"
                yield _Entry(entry.path, real, below, entry.is_dir())

    def _below(self, folder: Path) -> str:
        """Return a folder's path below the scanned one; empty for that itself."""
        path = folder.relative_to(self.folder).as_posix()
        return "" if path == "." else path

    def _is_inside(self, link: Path) -> bool:
        try:
            real = link.resolve()
        except (OSError, RuntimeError):  # a link to itself; from Python 3.13 on it resolves to itself
            return False
        return real.is_relative_to(self.folder) and not real.is_symlink()

    def _is_new(self, real: str) -> bool:
        new = real not in self._seen
        self._seen.add(real)
        return new


def _meet(one: str, other: str) -> bool:
    """Whether one of two folders is the other, or in it."""
    return _inside(f"{one}{os.sep}", other) is not None or _inside(f"{other}{os.sep}", one) is not None


def _first(folder: Any) -> str:
    return folder.removeprefix("./").strip("/").partition("/")[0] if isinstance(folder, str) else ""


def _suffix(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{dot}{suffix}" if stem else ""


def _inside(path: str, folder: str) -> str | None:
    """Return a path from a folder that it is in; None when it is not."""
    if not folder:
        return path
    return path.removeprefix(f"{folder}/") if path.startswith(f"{folder}/") else None


def _text(path: str) -> str:
    """Return a path for people; bytes that are not text become `?`."""
    return path.encode("utf-8", "replace").decode()
