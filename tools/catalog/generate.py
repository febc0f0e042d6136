"""`make catalog`: fetch WeChat's newest typings, merge them with the table of components, and say what changed.

The features that the typings declare go by their documented names. A name follows the documentation and `wx.canIUse`:
`wx.request`, its option `wx.request.enableChunked`, a field passed to a callback `wx.request.success.cookies` or
returned `wx.getSystemInfoSync.return.safeArea`, the method of an object `DownloadTask.abort`, the event of a component
`<scroll-view binddragstart>`.
"""

import json
import shutil
import subprocess
import sys
import tarfile
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha512
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tree_sitter import Node

import bot.catalog
from bot.catalog import FILES, decoded
from bot.domain.can.features import Feature, Platform, Source
from bot.domain.numbers.version import Version
from tools.catalog import COMPONENTS, EMPTIED, FOLDER, HARMONY, RETIRED
from tools.catalog.declarations import Declared, Scope, Typings, call_of, parameters, text
from tools.catalog.table import (
    Component,
    Documented,
    changes,
    documented,
    encoded,
    marked,
    merged,
    read,
    with_emptied,
    with_retired,
)
from tools.catalog.table import decoded as components_in

_ROOTS: Final = {
    "wx": ("Wx",),
    "console": ("Console",),
    "App": ("App.Option",),
    "getApp": ("App.GetAppOption",),
    "Page": ("Page.ILifetime", "Page.InstanceProperties"),
    "Component": (
        "Component.Lifetimes",
        "Component.OtherOption",
        "Component.InstanceProperties",
        "Component.InstanceMethods",
    ),
}
"""What scripts write before the members of these types. Any other object has its type's name."""
_NOT_CALLED: Final = frozenset({
    "App.Option", "App.GetAppOption", "Console", "Page.ILifetime", "Page.InstanceProperties", "Component.Lifetimes",
    "Component.OtherOption",
})  # fmt: skip
"""The types whose functions need no guard: a project writes them for WeChat to call, or they are JavaScript's."""
_CALLBACKS: Final = frozenset({"success", "fail", "complete"})
"""Every asynchronous API has them, so they are not options; their arguments have minimums of their own."""
_DEEPEST: Final = 3
"""Depth of nested objects in options or results that is read."""

_COMPONENTS: Final = {
    "Ad": "ad",
    "Audio": "audio",
    "Button": "button",
    "Callout": "map",
    "Camera": "camera",
    "CheckboxGroup": "checkbox-group",
    "Control": "map",
    "CoverImage": "cover-image",
    "Editor": "editor",
    "Form": "form",
    "FunctionalNavigator": "functional-page-navigator",
    "Image": "image",
    "Input": "input",
    "Label": "map",
    "LivePlayer": "live-player",
    "LivePusher": "live-pusher",
    "Map": "map",
    "Marker": "map",
    "MovableView": "movable-view",
    "Navigator": "navigator",
    "Picker": "picker",
    "PickerView": "picker-view",
    "Progress": "progress",
    "RadioGroup": "radio-group",
    "Region": "map",
    "ScrollView": "scroll-view",
    "Slider": "slider",
    "Swiper": "swiper",
    "Switch": "switch",
    "Textarea": "textarea",
    "Video": "video",
    "VoipRoom": "voip-room",
    "Webview": "web-view",
}
"""Components by the prefix of the names of their events' types. Some of the map's are named after the thing tapped."""
_NAMED_FOR_THE_PART: Final = frozenset({"Callout", "Control", "Label", "Marker", "Region"})
_SPELLED: Final = {"Input": "<input bindinput>", "VideoPregress": "<video bindprogress>"}


class CatalogueError(Exception):
    """The typings changed: the rules here need a review."""


class Conflict(CatalogueError):
    """Two places document one name differently."""


class Unread(CatalogueError):
    """A minimum is documented at a place without a naming rule here."""


def derive(files: Iterable[bytes], platform: Platform) -> Mapping[str, Documented]:
    return _Derivation(Typings(files), platform).run()


class _Derivation:
    def __init__(self, typings: Typings, platform: Platform) -> None:
        self._typings = typings
        self._namespace = _namespace(typings)
        self._platform = platform
        self._found: dict[str, Documented] = {}
        self._calls: dict[str, str] = {}
        """Of the first of several signatures."""
        self._used: set[Node] = set()
        self._named: set[str] = set()

    def run(self) -> Mapping[str, Documented]:
        for prefix, types in _ROOTS.items():
            for name in types:
                self._object(prefix, f"{self._namespace}.{name}")
        for value in self._typings.values:
            if value.node.type == "function_signature" and "/" not in value.name:
                self._add(value.name, value)
        for name in self._typings.types:
            is_direct = name.rpartition(".")[0] == self._namespace
            if is_direct and name not in self._named and self._has_methods(name):
                self._object(self._short(name), name)
        self._events()
        self._others()
        self._refuse_unread()
        return {name: replace(each, call=self._calls.get(name, "")) for name, each in sorted(self._found.items())}

    def _object(self, prefix: str, name: str) -> None:
        self._named.add(name)
        for member in self._own_members(name):
            path = f"{prefix}.{member.name}"
            self._add(path, member)
            if member.is_method:
                if name.removeprefix(f"{self._namespace}.") not in _NOT_CALLED:
                    self._calls.setdefault(path, call_of(member.node, member.scope, self._typings))
                self._function(path, member.node, member.scope)
                continue
            type_ = member.node.child_by_field_name("type")
            for inner in self._typings.interfaces(type_, member.scope):
                if prefix == "wx" and self._has_methods(inner):
                    self._object(path, inner)
            for function, scope in self._typings.functions(type_, member.scope):
                self._function(path, function, scope)
            self._parts(path, type_, member.scope)

    def _function(self, path: str, function: Node, scope: Scope) -> None:
        for parameter, comment in parameters(function):
            type_ = parameter.child_by_field_name("type")
            declared = Declared(text(parameter.child_by_field_name("pattern") or parameter), parameter, comment, scope)
            self._add_documented(f"{path}.{declared.name}", declared)
            self._options(path, type_, scope)
            self._handed(f"{path}.callback", type_, scope)
        self._parts(f"{path}.return", function.child_by_field_name("return_type"), scope)

    def _options(self, path: str, type_: Node | None, scope: Scope) -> None:
        for member in self._typings.data(type_, scope):
            inner = member.node.child_by_field_name("type")
            if member.name in _CALLBACKS:
                self._add_documented(f"{path}.{member.name}", member)
                self._handed(f"{path}.{member.name}", inner, member.scope)
            else:
                self._add(f"{path}.{member.name}", member)
                self._parts(f"{path}.{member.name}", inner, member.scope)

    def _handed(self, path: str, type_: Node | None, scope: Scope) -> None:
        for function, inner in self._typings.functions(type_, scope):
            for parameter, _ in parameters(function):
                self._parts(path, parameter.child_by_field_name("type"), inner)

    def _parts(self, path: str, type_: Node | None, scope: Scope, depth: int = 1) -> None:
        for member in self._typings.data(type_, scope):
            inner = _part_name(path, member.name)
            self._add_documented(inner, member)
            if depth < _DEEPEST:
                self._parts(inner, member.node.child_by_field_name("type"), member.scope, depth + 1)

    def _events(self) -> None:
        """Return the aliases of `CustomEvent`, whose argument describes what a listener reads in `detail`."""
        for name in self._typings.types:
            event = _event_name(self._short(name))
            details = self._details(name) if event is not None else None
            if event is not None and details is not None:
                for alias in self._typings.types[name]:
                    self._add(event, alias)
                    for detail in details:
                        self._parts(event, detail, alias.scope)

    def _details(self, name: str) -> Sequence[Node] | None:
        """Return the fields of the event that a type describes; None for any other type."""
        alias = self._typings.types[name][0].node.child_by_field_name("value") if name in self._typings.types else None
        if alias is None:
            return None
        for part in alias.named_children if alias.type == "intersection_type" else [alias]:
            called = text(part.child_by_field_name("name") or part)
            if called == "CustomEvent":
                arguments = part.child_by_field_name("type_arguments")
                return arguments.named_children[:1] if arguments is not None else ()
            known = self._details(f"{self._namespace}.{called}")
            if known is not None:
                return known
        return None

    def _others(self) -> None:
        """Other declarations with a documented minimum: the modules of XR-FRAME."""
        for value in self._typings.values:
            self._add_unused(self._short(value.name), value)
        for name, declared in self._typings.types.items():
            for type_ in declared:
                self._add_unused(self._short(name), type_)
            for member in self._own_members(name):
                self._add_unused(f"{self._short(name)}.{member.name}", member)

    def _short(self, name: str) -> str:
        module, slash, inner = name.partition("/")
        return f"{module}.{inner.rpartition('.')[2]}" if slash else name.removeprefix(f"{self._namespace}.")

    def _own_members(self, name: str) -> Iterator[Declared]:
        for declared in self._typings.types.get(name, ()):
            yield from self._typings.own_members(declared)

    def _has_methods(self, name: str) -> bool:
        return any(member.is_method for member in self._own_members(name))

    def _add(self, name: str, declared: Declared) -> None:
        documented = self._read(declared)
        known = self._found.setdefault(name, documented)
        if known != documented:
            raise Conflict(f"{name}: {known} and {documented}")

    def _add_documented(self, name: str, declared: Declared) -> None:
        if self._read(declared) != Documented():
            self._add(name, declared)

    def _add_unused(self, name: str, declared: Declared) -> None:
        if declared.comment is not None and declared.comment not in self._used:
            documented = self._read(declared)
            if documented.minimum or documented.deprecated_since:
                self._add(name, declared)

    def _read(self, declared: Declared) -> Documented:
        if declared.comment is None:
            return Documented()
        self._used.add(declared.comment)
        return read(text(declared.comment), self._platform)

    def _refuse_unread(self) -> None:
        unread = [
            text(comment)
            for comment in self._typings.comments
            if comment not in self._used and read(text(comment), self._platform).minimum is not None
        ]
        if unread:
            raise Unread("\n".join(unread))


def _part_name(whole: str, part: str) -> str:
    """Return the name of a part of an API (`wx.request.success`) or of a component (`<picker bindchange code>`)."""
    return f"{whole[:-1]} {part}>" if whole.startswith("<") else f"{whole}.{part}"


def _event_name(type_: str) -> str | None:
    """Return the event that a type describes, as in a page's source; None if it is not a component's."""
    if type_ in _SPELLED:
        return _SPELLED[type_]
    prefix = max((prefix for prefix in _COMPONENTS if type_.startswith(prefix)), key=len, default=None)
    if prefix is None or type_ == prefix:
        return None
    event = type_ if prefix in _NAMED_FOR_THE_PART else type_.removeprefix(prefix)
    return f"<{_COMPONENTS[prefix]} bind{event.lower()}>"


def _namespace(typings: Typings) -> str:
    """Return the namespace of Mini Programs or of mini games: where the type of `wx` is declared."""
    for value in typings.values:
        if value.name == "wx":
            for name in typings.interfaces(value.node.child_by_field_name("type"), value.scope):
                return name.rpartition(".")[0]
    raise CatalogueError("no declaration of wx")


_TYPINGS: Final = {
    Platform.MINI_PROGRAM: "miniprogram-api-typings",
    Platform.MINI_GAME: "minigame-api-typings",
}
_PAGES: Final = "developers.weixin.qq.com/miniprogram/dev/component"
_NOTICE: Final = """\
mini_program.json and mini_game.json are derived from these packages, whose licence follows each name.
Components, retired APIs and what HarmonyOS lacks are facts of WeChat's public documentation. tools/catalog/ in the
repository has their sources.
"""
_TABLES: Final = Path(bot.catalog.__file__).parent
_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one file of a package."""


@dataclass(frozen=True, slots=True)
class Package:
    name: str
    version: str
    integrity: str
    files: Mapping[str, bytes]

    @classmethod
    def read(cls, archive: bytes) -> "Package":
        """Read an npm archive without unpacking it to disk."""
        files = {}
        with tarfile.open(fileobj=BytesIO(archive)) as tar:
            for member in tar:
                file = tar.extractfile(member) if member.isfile() and member.size < _LARGEST else None
                if file is not None:
                    files[member.name.removeprefix("package/")] = file.read()
        about = json.loads(files["package.json"])
        if about["license"] != "MIT":
            raise CatalogueError(f"{about['name']} {about['version']} is under {about['license']}, not MIT")
        integrity = f"sha512-{b64encode(sha512(archive).digest()).decode()}"
        return cls(about["name"], about["version"], integrity, files)

    def source(self, names: Mapping[str, Documented]) -> Source:
        return Source(self.name, self.version, self.integrity, _newest(names))


def main(tables: Path = _TABLES, by_hand: Path = FOLDER) -> None:
    """Write the tables and the notice. Exits with code 1 when a package cannot be fetched or read."""
    try:
        typings = {platform: Package.read(_fetched(name)) for platform, name in _TYPINGS.items()}
        made = {platform: _made(package, platform, by_hand) for platform, package in typings.items()}
    except (CatalogueError, OSError, subprocess.SubprocessError, tarfile.TarError) as problem:
        sys.exit(str(problem))
    for platform, table in made.items():
        file = tables / FILES[platform]
        old = _names(file.read_text(encoding="utf-8"), platform) if file.exists() else {}
        new = _names(table, platform)
        file.write_text(table, encoding="utf-8")
        sys.stdout.writelines(f"{line}\n" for line in (f"{file.name}: {len(new)} names", *changes(old, new)))
    (tables / "NOTICE").write_text(_notice(*typings.values()), encoding="utf-8")


def _made(typings: Package, platform: Platform, by_hand: Path) -> str:
    """Return the table of one platform; mini games have no components."""
    files = [content for name, content in sorted(typings.files.items()) if name.endswith(".d.ts")]
    apis = derive(files, platform)
    if platform is Platform.MINI_GAME:
        return encoded(typings.source(apis), None, apis)
    components = components_in((by_hand / COMPONENTS).read_text(encoding="utf-8"))
    pages = documented(components)
    all_apis = with_retired(apis, (by_hand / RETIRED).read_text(encoding="utf-8"))
    names = marked(merged(all_apis, pages), (by_hand / HARMONY).read_text(encoding="utf-8"))
    emptied = with_emptied(names, (by_hand / EMPTIED).read_text(encoding="utf-8"))
    return encoded(typings.source(apis), _source(components, pages), emptied)


def _source(components: Mapping[str, Component], pages: Mapping[str, Documented]) -> Source:
    """WeChat's pages as the source of the components; the oldest reading is its version."""
    days = [component.read for component in components.values() if component.read]
    return Source(_PAGES, min(days).isoformat(), "", _newest(pages))


def _names(table: str, platform: Platform) -> Mapping[str, Feature]:
    return {feature.name: feature for feature in decoded(table, platform)}


def _newest(names: Mapping[str, Documented]) -> Version:
    return max(each.minimum for each in names.values() if each.minimum)


def _notice(*packages: Package) -> str:
    parts = [_NOTICE, *(f"{each.name} {each.version}\n\n{each.files['LICENSE'].decode()}" for each in packages)]
    return "\n".join(parts)


def _fetched(package: str) -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        raise CatalogueError("npm is missing. On Debian and Ubuntu: apt-get install nodejs npm")
    with TemporaryDirectory() as folder:
        command = [npm, "pack", f"{package}@latest", "--loglevel=error"]
        subprocess.run(command, cwd=folder, check=True, timeout=300, stdout=subprocess.DEVNULL)  # noqa: S603
        (archive,) = Path(folder).glob("*.tgz")
        return archive.read_bytes()


if __name__ == "__main__":
    main()
