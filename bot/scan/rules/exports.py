"""Follows `wx` where one file of a project hands it to others: `export default wx`, `export const api = Taro`."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from bot.scan.rules.link import Linker
from bot.scan.rules.reading import COMPONENTS
from bot.scan.rules.script.scopes import ALL
from bot.scan.rules.uses import Computed, Source

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
        """Add a file's text."""
        named = Counter(found[2].decode("utf-8", "replace") for found in _MODULE.finditer(text))
        if len(named) > _MOST:
            self.too_many = True
        elif named:
            self.modules[path] = named
        if path.endswith(tuple(COMPONENTS)) and (template := _TEMPLATE.search(text)) is not None:
            markup = text[template.start() : text.rfind(_TEMPLATES_END) + 1]
            self.templates[path] = frozenset(_WORD.findall(markup.decode("utf-8", "replace")))

    def next(self) -> dict[str, Handed]:
        """The files to read again, with what they are handed."""
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
        """The names of modules that are not found."""
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
    """The name that a module is imported by: of its file, or of its folder."""
    *folders, name = path.split("/")
    stem = name.partition(".")[0]
    return folders[-1] if stem == "index" and folders else stem
