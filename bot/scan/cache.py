"""Results of scans, kept by the content of what was read: a source that has not changed is not read again."""

import os
import pickle
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from bot.domain.can.features import Emptied, Lost, Platform, Source
from bot.domain.numbers.version import Version
from bot.domain.scan.findings import (
    Accepted,
    Doubt,
    Finding,
    Found,
    Kind,
    LeftOut,
    Notice,
    Place,
    Reason,
    Severity,
    Skipped,
    Unjudged,
)
from bot.domain.scan.scan import Scan

_CLASSES: Final = {
    (each.__module__, each.__qualname__): each
    for each in (
        Accepted, Doubt, Emptied, Finding, Found, Kind, LeftOut, Lost, Notice, Place, Platform, Reason, Scan, Severity,
        Skipped, Source, Unjudged, Version, date,
    )
}  # fmt: skip
"""All that a result is made of. Nothing else is loaded, so that a file of someone else's runs no code."""
_FIELDS: Final = {
    kind: tuple(each.name for each in fields(kind) if each.init) for kind in _CLASSES.values() if is_dataclass(kind)
}
_RULES: Final = ("bot.scan", "bot.domain.scan", "bot.domain.can", "bot.domain.numbers", "bot.catalog")
"""The packages that a result depends on."""
_SUFFIXES: Final = (".py", ".json")
_MOST: Final = 32
"""Results kept."""
_LARGEST: Final = 16 * 1024 * 1024
"""Bytes of one."""
_SUFFIX: Final = ".scan"
_CHECK: Final = 16
"""Bytes of the checksum before a result."""


@dataclass(frozen=True)
class Cache:
    """A folder of results. What cannot be written or read is not cached."""

    folder: Path

    @classmethod
    def of_user(cls) -> "Cache":
        """Return the folder for caches of the person who runs this."""
        named = os.environ.get("XDG_CACHE_HOME", "")
        base = Path(named) if named.startswith("/") else Path("~/.cache").expanduser()
        return cls(base / "baselib")

    @cached_property
    def rules(self) -> bytes:
        """A digest of the rules and tables: with others, the same source gets another result."""
        return _digest(part for package in _RULES for part in _contents(files(package)))

    def key(self, parts: Iterable[bytes]) -> str:
        """Return the name of the result for a source."""
        return _digest([self.rules, *parts]).hex()

    def get(self, key: str) -> Scan | None:
        """Return a result; None if it is not there, or broken."""
        file = self._file(key)
        try:
            with file.open("rb") as opened:
                content = opened.read(_LARGEST + 1)
            check, packed = content[:_CHECK], content[_CHECK:]
            if len(content) > _LARGEST or check != _digest([packed]):
                return None
            found = _Unpickler(BytesIO(packed)).load()
        except Exception:  # noqa: BLE001  # a broken file may raise anything
            return None
        with suppress(OSError):
            os.utime(file)  # the oldest are removed first
        return found if isinstance(found, Scan) else None

    def put(self, key: str, scan: Scan) -> None:
        """Keep a result, and remove the oldest ones."""
        packed = _packed(scan)
        if len(packed) + _CHECK > _LARGEST:
            return
        file = self._file(key)
        written = file.with_suffix(f".{os.getpid()}")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            written.write_bytes(_digest([packed]) + packed)
            written.replace(file)
            kept = sorted(self.folder.glob(f"*{_SUFFIX}"), key=lambda each: each.stat().st_mtime, reverse=True)
            for each in kept[_MOST:]:
                each.unlink(missing_ok=True)
        except OSError:
            with suppress(OSError):
                written.unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}{_SUFFIX}"


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        """Return a dataclass as its fields: what such classes do by themselves takes ten times as long."""
        kind = type(value)
        names = _FIELDS.get(kind)
        return NotImplemented if names is None else (kind, tuple(getattr(value, name) for name in names))


def _packed(scan: Scan) -> bytes:
    packed = BytesIO()
    _Pickler(packed, pickle.HIGHEST_PROTOCOL).dump(scan)
    return packed.getvalue()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return a class of a result; no other."""
        try:
            return _CLASSES[module, name]
        except KeyError:
            raise pickle.UnpicklingError(name) from None


def _digest(parts: Iterable[bytes]) -> bytes:
    """Return a digest of several texts, each with its length."""
    digest = blake2b(digest_size=_CHECK)
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.digest()


def _contents(folder: Traversable) -> Iterable[bytes]:
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.is_dir():
            yield from _contents(each)
        elif each.name.endswith(_SUFFIXES):
            yield each.read_bytes()
