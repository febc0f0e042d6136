"""Looks up the facts that one file holds about others, once all are read."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from bot.domain.numbers.version import Version
from bot.domain.scan.findings import Kind
from bot.scan.rules.ensured import WORDS
from bot.scan.rules.markup.condition import only_wechat
from bot.scan.rules.markup.markup import read_wxml
from bot.scan.rules.markup.vue import read_component
from bot.scan.rules.script.scopes import ALL, JAVASCRIPT, TSX, TYPESCRIPT
from bot.scan.rules.script.walk import read_script
from bot.scan.rules.uses import (
    NEVER,
    NOTHING_KNOWN,
    PASSED_ON,
    AnyOf,
    Called,
    Computed,
    Fact,
    Facts,
    Flag,
    Helper,
    Parameter,
    Result,
    Source,
    Use,
    any_of,
    read_ignores,
)

SCRIPTS: Final[Mapping[str, str]] = {
    ".js": JAVASCRIPT, ".mjs": JAVASCRIPT, ".cjs": JAVASCRIPT, ".jsx": JAVASCRIPT, ".wxs": JAVASCRIPT,
    ".ts": TYPESCRIPT, ".tsx": TSX,
}  # fmt: skip
"""The grammar of each suffix."""
COMPONENTS: Final = frozenset({".vue", ".nvue", ".mpx"})
"""Single-file components."""
MARKUP: Final = ".wxml"
_FOR_OTHERS: Final = (b"await ", b".then(", b".catch(", b".finally(", b"Promise.", b"Behavior(", b"methods", b"mixins")
"""A script with any of these may take a promise, or set the data of another's component."""
_REGISTERED: Final = re.compile(rb"\.component\(\s*+['\"]([A-Za-z][\w-]{0,60}+)['\"]")


def read_source(
    text: bytes,
    path: str,
    suffix: str,
    vue: int | None = None,
    handed: Mapping[str, Mapping[str, str]] | None = None,
    *,
    compiles: bool = True,
) -> Source:
    """Read a script, a markup or a single-file component.

    Args:
        suffix: one of `SCRIPTS`, `COMPONENTS` or `MARKUP`.
        vue: Vue's major version; None if it is not known.
        handed: the names under which the project's modules hand out `wx`.
        compiles: whether `#ifdef` counts, which is a comment to WeChat.
    """
    text = only_wechat(text, vue, has_markup=suffix not in SCRIPTS) if compiles else text
    if suffix == MARKUP:
        source = read_wxml(text, path)
    elif suffix in COMPONENTS:
        source = read_component(text, path, handed)
    else:
        speaks = handed or any(word in text for word in WORDS)
        matters = speaks or any(word in text for word in _FOR_OTHERS)
        source = read_script(text, path, SCRIPTS[suffix], handed=handed) if matters else Source()
        if not speaks:  # a file that says nothing of WeChat may still matter to one that does
            source = Source(awaited=source.awaited, flags=source.flags, mixed_in=source.mixed_in)
    source.registered |= {f"<{name.decode()}>" for name in _REGISTERED.findall(text)}
    source.ignores += read_ignores(text, path)
    return source


_DEEPEST: Final = 12
"""Facts about facts: deeper ones ensure nothing."""
_MOST_WORK: Final = 1_000_000
"""Facts looked up for one project; beyond, none is: a hostile source may let each ask for many others."""
_MOST_MIXED: Final = 50
"""Files that are mixed into one."""
_SUFFIXES: Final = (
    "", ".ts", ".js", ".mjs", ".tsx", ".jsx", ".vue", ".mpx", ".wxs",
    "/index.ts", "/index.js", "/index.tsx", "/index.jsx", "/index.vue",
)  # fmt: skip
_SCRIPTS: Final = (".ts", ".js")
_ALIASES: Final = ("@/", "~/", "src/")
"""How frameworks spell the root of the source."""


@dataclass(slots=True)
class Linker:
    """Resolves facts; what cannot be resolved ensures nothing."""

    sources: Mapping[str, Source]
    """What each file says, by path."""
    roots: tuple[str, ...] = ("",)
    """Folders that absolute paths of modules start from, with a trailing `/`."""
    _work: int = 0
    _circles: int = 0
    """How often a fact was met while it was looked up."""
    _found: dict[tuple[Fact, str, tuple[str, ...]], Facts] = field(default_factory=dict)
    _asked: set[tuple[Fact, str, tuple[str, ...]]] = field(default_factory=set)
    _resolved: dict[tuple[str, Facts], Facts] = field(default_factory=dict)
    _promises: dict[tuple[str, str], Iterable[str]] = field(default_factory=dict)
    """The promises that functions return, by file and name."""
    _mixed: dict[str, tuple[Source, ...]] = field(default_factory=dict)
    _shared: dict[str, list[Facts]] | None = None

    def resolved(self, facts: Facts, path: str) -> Facts:
        """Facts that need no look-up any more."""
        key = (path, facts)
        if key not in self._resolved:
            self._resolved[key] = self._all(facts, path, (), 0)
        return self._resolved[key]

    def _all(self, facts: Iterable[Fact], path: str, arguments: tuple[str, ...], depth: int) -> Facts:
        found: set[Fact] = set()
        for fact in facts:
            found |= self._one(fact, path, arguments, depth)
        return frozenset(found)

    def _one(self, fact: Fact, path: str, arguments: tuple[str, ...], depth: int) -> Facts:
        if isinstance(fact, str | Version):
            return frozenset({fact})
        key = (fact, path, arguments)
        if key in self._found:
            return self._found[key]
        self._work += 1
        if depth > _DEEPEST or self._work > _MOST_WORK or key in self._asked:
            self._circles += 1
            return NOTHING_KNOWN
        before = self._circles
        self._asked.add(key)
        found = self._look_up(fact, path, arguments, depth)
        self._asked.remove(key)
        if self._circles == before:  # else it depends on what was asked first
            self._found[key] = found
        return found

    def _look_up(self, fact: Fact, path: str, arguments: tuple[str, ...], depth: int) -> Facts:
        match fact:
            case AnyOf():
                return any_of(self._all(each, path, arguments, depth + 1) for each in fact.alternatives)
            case Parameter():
                return _argument(fact, arguments)
            case Flag():
                return self._flag(fact, path, depth + 1)
            case Result():
                passed = tuple(_passed(each, arguments) for each in fact.arguments)
                found = self._result(fact, path, passed, depth + 1)
                return found if fact.module else found - {NEVER}  # another function may have that name here
            case Called():
                return self._called(fact, path, depth + 1)
            case _:
                return frozenset({fact})

    def _flag(self, flag: Flag, path: str, depth: int) -> Facts:
        source, markup = self._script_of(path), self.sources.get(f"{path.rpartition('.')[0]}{MARKUP}")
        assigned = source.flags.get(flag.name) if source is not None else None
        for each in self._mixed_in(path):
            assigned = [*(assigned or ()), *each.flags.get(flag.name, ())] or None
        if markup is not None and flag.name in markup.flags:
            assigned = [*(assigned or ()), *markup.flags[flag.name]]
        if flag.shared:  # other files may set it, too
            assigned = self._everywhere.get(flag.name)
        found = any_of(self._all(facts, path, (), depth) for facts in assigned) if assigned else NOTHING_KNOWN
        return found - {NEVER} or _by_name(flag.name)

    def _mixed_in(self, path: str) -> Iterable[Source]:
        """Return the files whose methods set the data of a file's page or component."""
        if path not in self._mixed:
            found: dict[str, Source] = {}
            waiting = [self._script_path(path)]
            while waiting and len(found) < _MOST_MIXED:
                here = waiting.pop()
                for module in self.sources[here].mixed_in if here in self.sources else ():
                    there = self.module(here, module)
                    if there is not None and there not in found:
                        found[there] = self.sources[there]
                        waiting.append(there)
            self._mixed[path] = tuple(found.values())
        return self._mixed[path]

    @property
    def _everywhere(self) -> Mapping[str, list[Facts]]:
        if self._shared is None:
            self._shared = {}
            for path, source in self.sources.items():
                for name, facts in source.flags.items() if not path.endswith(MARKUP) else ():
                    self._shared.setdefault(name, []).extend(facts)
        return self._shared

    def _result(self, result: Result, path: str, arguments: tuple[str, ...], depth: int) -> Facts:
        place = self.module(path, result.module) if result.module else path
        found = self._of_name(place, result, arguments, depth) if place is not None else None
        return found or (_by_name(result.name) if result.holds else NOTHING_KNOWN)

    def _of_name(self, place: str, result: Result, arguments: tuple[str, ...], depth: int) -> Facts | None:
        """Return what a function or constant of a file ensures; None if the file has none of that name."""
        source = self._script_of(place)
        if source is None or depth > _DEEPEST:
            return None
        name = result.name
        if (returned := source.results.get(name)) is not None:
            sides = [known.true if result.holds else known.false for known in returned]
            return any_of(self._all(facts, place, arguments, depth) for facts in sides)
        if (assigned := source.flags.get(name)) is not None and result.holds:
            found = any_of(self._all(facts, place, (), depth) for facts in assigned) - {NEVER}
            if found:
                return found
        if (imported := source.imports.get(name)) is not None and imported != ("", name):
            return self._result(Result(*imported, arguments, result.holds), place, arguments, depth + 1)
        for module in source.passed_on:
            there = self.module(place, module)
            passed = self._of_name(there, result, arguments, depth + 1) if there is not None else None
            if passed is not None:
                return passed
        return None

    def promises(self, path: str) -> Iterator[Use]:
        """Yield the promises of WeChat's that a file takes from functions of others."""
        for each in self.sources[path].awaited:
            there = self.module(path, each.module)
            for name in sorted(self._promised(there, each.name, 0) if there is not None else ()):
                yield Use(Kind.METHOD, name, each.place, each.known)

    def _promised(self, path: str, name: str, depth: int) -> Iterable[str]:
        if (path, name) not in self._promises:
            self._promises[path, name] = ()  # what is asked for in a circle
            self._promises[path, name] = self._look_up_promised(path, name, depth)
        return self._promises[path, name]

    def _look_up_promised(self, path: str, name: str, depth: int) -> Iterable[str]:
        source = self.sources[path]
        if name in source.promised or depth > _DEEPEST:
            return source.promised.get(name, ())
        named = [source.imports[name]] if name in source.imports else [(each, name) for each in source.passed_on]
        for module, other in named:
            there = self.module(path, module) if module else path
            if there is not None and (found := self._promised(there, other, depth + 1)):
                return found
        return ()

    def _called(self, called: Called, path: str, depth: int) -> Facts:
        """Return what holds at all calls of a function.

        Nothing if something unknown may call it, as a component's markup.
        """
        source = self.sources.get(path)
        sites = source.calls.get(called.name) if source is not None and not path.endswith(tuple(COMPONENTS)) else None
        if not sites:
            return NOTHING_KNOWN
        return any_of(self._all(facts, path, (), depth) for facts in sites) - {NEVER}

    def _script_of(self, path: str) -> Source | None:
        """Return a file; of a markup, the script beside it."""
        return self.sources.get(self._script_path(path))

    def _script_path(self, path: str) -> str:
        if not path.endswith(MARKUP):
            return path
        scripts = (f"{path.removesuffix(MARKUP)}{suffix}" for suffix in _SCRIPTS)
        return next((script for script in scripts if script in self.sources), "")

    def module(self, path: str, module: str) -> str | None:
        """Return the path of a module as a file names it; None for a package."""
        if module.startswith("."):
            starts: tuple[str, ...] = (path.rpartition("/")[0],)
        elif module.startswith("/"):
            starts = self.roots
        else:
            alias = next((alias for alias in _ALIASES if module.startswith(alias)), None)
            if alias is None:
                return None
            module, starts = module.removeprefix(alias), (*self.roots, *(f"{root}src/" for root in self.roots))
        for start in starts:
            there = _joined(start, module)
            if there is not None:
                for suffix in _SUFFIXES:
                    if f"{there}{suffix}" in self.sources:
                        return f"{there}{suffix}"
        return None


def _joined(start: str, module: str) -> str | None:
    """Return a path below a folder, without `.` and `..`; None for one above the scanned folder."""
    parts = [part for part in start.split("/") if part]
    for part in module.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _passed(argument: str, arguments: tuple[str, ...]) -> str:
    """Return an argument; one that a function only passes on is its caller's."""
    if not argument.startswith(PASSED_ON):
        return argument
    index = int(argument.removeprefix(PASSED_ON))
    return arguments[index] if index < len(arguments) else ""


def _argument(parameter: Parameter, arguments: tuple[str, ...]) -> Facts:
    text = arguments[parameter.index] if parameter.index < len(arguments) else ""
    if not text:
        return NOTHING_KNOWN
    if not parameter.is_version:
        return frozenset({text})
    version = Version.read(text)
    return frozenset({version}) if version else NOTHING_KNOWN


def _by_name(name: str) -> Facts:
    helper = Helper.of(name)
    return frozenset({helper}) if helper is not None else NOTHING_KNOWN


Handed = Mapping[str, Mapping[str, str]]
"""The names under which modules hand out `wx`, by the modules as a file spells them; `*` for the module itself."""
ROUNDS: Final = 5
"""A module that passes on what it was handed is read again once more; beyond, it is not judged."""
_MODULE: Final = re.compile(rb"""\b(?:from|import|require)\s{0,20}\(?\s{0,20}(["'`])([^"'`\n\\]{1,200})\1""")

_WORD: Final = re.compile(r"[\w$]+")
_MOST: Final = 1000
"""Modules that one file names."""
_TEMPLATE: Final = re.compile(rb"<template\b")
_TEMPLATES_END: Final = b"</template>"


@dataclass
class Exports:
    """Who imports what from whom."""

    linker: Linker
    """Of what was read so far."""
    modules: dict[str, Counter[str]] = field(default_factory=dict)
    """The modules that each file names, and how often, by its path."""
    handed: dict[str, Handed] = field(default_factory=dict)
    """What each file was last read with."""
    found: dict[tuple[str, str], str | None] = field(default_factory=dict)
    templates: dict[str, frozenset[str]] = field(default_factory=dict)
    """The words in components' templates, which can name what the script imports."""
    complete: dict[str, bool] = field(default_factory=dict)
    too_many: bool = False
    """Whether a file names so many modules that none is followed."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """What each file says."""
        return self.linker.sources

    def add(self, path: str, text: bytes) -> None:
        named = Counter(found[2].decode("utf-8", "replace") for found in _MODULE.finditer(text))
        if len(named) > _MOST:
            self.too_many = True
        elif named:
            self.modules[path] = named
        if path.endswith(tuple(COMPONENTS)) and (template := _TEMPLATE.search(text)) is not None:
            markup = text[template.start() : text.rfind(_TEMPLATES_END) + 1]
            self.templates[path] = frozenset(_WORD.findall(markup.decode("utf-8", "replace")))

    def next(self) -> dict[str, Handed]:
        """Return the files to read again, with what they are handed."""
        again = {path: handed for path in self.modules if (handed := self._handed(path)) != self.handed.get(path, {})}
        self.handed |= again
        return again

    def is_followed(self, path: str, computed: Computed) -> bool:
        """Whether all that may get `wx` from a place was read with it."""
        if not computed.exported or self.too_many:
            return False
        if path not in self.complete:
            users, exports = self._importers.get(path, []), self.sources[path].exports
            whole = bool(users) and _stem(path) not in self._strangers  # else an alias that only a bundler knows
            self.complete[path] = whole and all(self._takes(*user, exports) for user in users)
        return self.complete[path]

    @cached_property
    def _importers(self) -> dict[str, list[tuple[str, str, int]]]:
        """The files that name a module, how they spell it, and how often."""
        found: dict[str, list[tuple[str, str, int]]] = {}
        for path, named in self.modules.items():
            for module, count in named.items():
                if (there := self._module(path, module)) is not None:
                    found.setdefault(there, []).append((path, module, count))
        return found

    @cached_property
    def _strangers(self) -> set[str]:
        each = ((path, module) for path, named in self.modules.items() for module in named)
        return {_stem(module) for path, module in each if self._module(path, module) is None}

    def _handed(self, path: str) -> Handed:
        found: dict[str, Mapping[str, str]] = {}
        for module in self.modules[path]:
            there = self._module(path, module)
            if there is not None and there != path and (exports := self.sources[there].exports):
                found[module] = dict(exports)
        return found

    def _module(self, path: str, module: str) -> str | None:
        if (path, module) not in self.found:
            self.found[path, module] = self.linker.module(path, module)
        return self.found[path, module]

    def _takes(self, path: str, module: str, count: int, exports: Mapping[str, str]) -> bool:
        """Whether a file takes `wx` from a module in a way that is followed: by one import, each name by itself."""
        source = self.sources[path]
        if source.unread or self.handed.get(path, {}).get(module) != exports:
            return False
        imported = {local: name for local, (there, name) in source.imports.items() if there == module}
        names = imported.values()
        if not self.templates.get(path, frozenset()).isdisjoint(imported):
            return False
        passed = source.passed_on.count(module)
        statements = passed + (1 if names else 0)
        whole = ALL in names and ALL not in exports
        return statements == count == 1 and not whole


def _stem(path: str) -> str:
    """Return the name that a module is imported by: of its file, or of its folder."""
    *folders, name = path.split("/")
    stem = name.partition(".")[0]
    return folders[-1] if stem == "index" and folders else stem
