"""Cached results: what reuses one, and what does not."""

import os
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from bot.domain.can.features import Features, Platform
from bot.domain.scan.scan import Scan
from bot.scan import cache as caching
from bot.scan.cache import Cache
from bot.scan.rules.settings import Excepted
from bot.scan.scanning import Choices, scan_folder
from tests.scan.table import table
from tests.scan.test_scanning import PROJECT

KEY: Final = "a" * 32


class Loads:
    """The features, and how often they were asked for."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, platform: Platform) -> Features:
        self.count += 1
        return table(platform)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """An empty one."""
    return Cache(tmp_path / "cache")


def project(folder: Path, text: str = "wx.getUserProfile()") -> Path:
    """A project with one file."""
    (folder / "project").mkdir(exist_ok=True)
    (folder / "project" / "a.js").write_text(text, "utf-8")
    return folder / "project"


def test_the_same_source_is_read_once(cache: Cache) -> None:
    """The result is the same, whatever is in it."""
    loads = Loads()
    first, second = (scan_folder(PROJECT, loads, None, cache) for _ in range(2))

    assert (first, loads.count) == (second, 1)
    assert first == scan_folder(PROJECT, table)


def test_what_changes_is_read_again(tmp_path: Path, cache: Cache) -> None:
    """Content, names, other rules; not the day of a file."""
    folder, loads = project(tmp_path), Loads()

    def names() -> list[str]:
        return [finding.name for finding in scan_folder(folder, loads, None, cache).findings]

    assert (names(), names()) == (["wx.getUserProfile"], ["wx.getUserProfile"])
    os.utime(folder / "a.js", (0, 0))
    assert (names(), loads.count) == (["wx.getUserProfile"], 1)
    project(tmp_path, "wx.nextTick()")
    assert (names(), loads.count) == (["wx.nextTick"], 2)
    (folder / "a.js").rename(folder / "b.js")
    assert (names(), loads.count) == (["wx.nextTick"], 3)
    (folder / "game.json").write_text("{}", "utf-8")
    assert (names(), loads.count) == ([], 4)  # mini games have other names


def test_the_key_holds_the_rules(cache: Cache) -> None:
    """A result of other rules or tables is never used."""
    newer = Cache(cache.folder)
    newer.__dict__["rules"] = b"others"

    assert len(cache.rules) == len(KEY) // 2
    assert cache.key([b"a", b"b"]) not in (newer.key([b"a", b"b"]), cache.key([b"ab"]), cache.key([b"ab", b""]))


def test_exceptions_are_not_kept(tmp_path: Path, cache: Cache) -> None:
    """They are applied to what is."""
    folder = project(tmp_path)
    excepted = Choices(excepted=(Excepted("wx.getUserProfile", lambda _path: True),))

    def accepted(choices: Choices | None) -> list[bool]:
        (finding,) = scan_folder(folder, table, choices, cache).findings
        return [use.accepted is not None for use in finding.uses]

    assert (accepted(None), accepted(excepted), accepted(None)) == ([False], [True], [False])


class Evil:
    """What runs code when it is loaded."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("evil",)


@pytest.mark.parametrize("packed", [b"", b"\x80", pickle.dumps(["a list"]), pickle.dumps(Evil())])
def test_a_broken_result_is_ignored(
    tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch, packed: bytes
) -> None:
    """Cut off or foreign, without running any code of it."""
    monkeypatch.chdir(tmp_path)
    cache.put(KEY, scan_folder(PROJECT, table))
    (file,) = cache.folder.iterdir()
    whole = file.read_bytes()
    for content in (whole[:-1], whole + b"\0", packed, caching._digest([packed]) + packed):
        file.write_bytes(content)
        assert cache.get(KEY) is None
    assert not Path("evil").exists()


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    """The source is read without one."""
    (tmp_path / "file").write_text("", "utf-8")
    cache = Cache(tmp_path / "file" / "below")

    assert scan_folder(project(tmp_path), table, None, cache).files == 1
    assert cache.get(KEY) is None


def test_it_is_bounded(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last used results stay; a too large one does not."""
    scan: Scan = replace(scan_folder(PROJECT, table), findings=())
    monkeypatch.setattr(caching, "_MOST", 3)
    for number in range(3):
        cache.put(str(number), scan)
        os.utime(cache.folder / f"{number}.scan", (number, number))
    assert cache.get("0") == scan
    cache.put("3", scan)
    assert sorted(file.stem for file in cache.folder.iterdir()) == ["0", "2", "3"]

    monkeypatch.setattr(caching, "_LARGEST", 100)
    cache.put("4", scan)
    assert cache.get("4") is None


@pytest.mark.parametrize(("named", "folder"), [("/a/b", "/a/b/baselib"), ("", "home/.cache/baselib")])
def test_the_folder_of_the_user(monkeypatch: pytest.MonkeyPatch, named: str, folder: str) -> None:
    """As other programs choose it."""
    monkeypatch.setenv("HOME", "home")
    monkeypatch.setenv("XDG_CACHE_HOME", named)

    assert Cache.of_user().folder == Path(folder)
