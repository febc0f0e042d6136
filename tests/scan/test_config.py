"""What a project's configuration says, and what is wrong with it."""

import json
import os
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from bot.domain.can.features import Features, Platform
from bot.domain.scan.findings import Place
from bot.domain.scan.scan import Scan
from bot.errors import BadScan
from bot.scan import cache as caching
from bot.scan.cache import Cache
from bot.scan.config import Config, read_config
from bot.scan.layout import commit_of
from bot.scan.rules.settings import Excepted
from bot.scan.scanning import Choices, scan_folder
from tests.scan.table import table
from tests.scan.test_scanning import PROJECT

FULL = """
root = "miniprogram"
framework = "taro"
shares = "shares.json"
max-loss = 1.5
max-minimum = "2.20.0"
fail-on = "degrades"
allow-unjudged = true
baseline = "baseline.json"
exclude = ["drafts/*"]

[[ignore]]
name = "getUserProfile"
files = "staff/*"
reason = "only staff get here"
"""


def test_everything(tmp_path: Path) -> None:
    (tmp_path / "baselib.toml").write_text(FULL, "utf-8")
    config = read_config(tmp_path)
    (left_out,), (excepted,) = config.choices.left_out, config.choices.excepted

    assert (config.root, config.shares, config.max_loss, config.max_minimum) == (
        "miniprogram",
        "shares.json",
        "1.5",
        "2.20.0",
    )
    assert (config.fail_on, config.allow_unjudged, config.baseline) == ("degrades", True, "baseline.json")
    assert config.choices.framework == "taro"
    assert (left_out("drafts/a.js"), left_out("a.js")) == (True, False)
    assert excepted.accepts("wx.getUserProfile", Place("staff/a.js", 1, 1))
    assert not excepted.accepts("wx.getUserProfile", Place("a.js", 1, 1))
    assert not excepted.accepts("wx.login", Place("staff/a.js", 1, 1))


def test_in_package_json(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text(json.dumps({"name": "a", "baselib": {"max-loss": 2}}), "utf-8")
    assert read_config(tmp_path).max_loss == "2"

    (tmp_path / "baselib.toml").write_text("max-loss = 3", "utf-8")
    assert read_config(tmp_path).max_loss == "3"


@pytest.mark.parametrize("package", [None, "{", "[]", '{"name": "a"}'])
def test_none(tmp_path: Path, package: str | None) -> None:
    if package is not None:
        (tmp_path / "package.json").write_text(package, "utf-8")

    assert read_config(tmp_path) == Config()


@pytest.mark.parametrize(
    "text",
    [
        "colour = 1", "root = 1", "max-loss = true", "max-loss = []", "allow-unjudged = 1", 'framework = "moon"',
        "exclude = 1", "exclude = [1]", 'exclude = [""]', "ignore = [1]", 'ignore = [{ name = "a" }]',
        'ignore = [{ name = "a", reason = "" }]', 'ignore = [{ name = "a", reason = "b", file = "c" }]', "root = ",
    ],
)  # fmt: skip
def test_what_is_wrong(tmp_path: Path, text: str) -> None:
    (tmp_path / "baselib.toml").write_text(text, "utf-8")

    with pytest.raises(BadScan, match="bad-scan") as caught:
        read_config(tmp_path)
    assert caught.value.part == "config"
    assert caught.value.text.startswith("baselib.toml: ")


def test_what_is_wrong_in_package_json(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"baselib": {"colour": 1}}', "utf-8")

    with pytest.raises(BadScan) as caught:
        read_config(tmp_path)
    assert caught.value.text == "package.json: colour"


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
    return Cache(tmp_path / "cache")


def project(folder: Path, text: str = "wx.getUserProfile()") -> Path:
    (folder / "project").mkdir(exist_ok=True)
    (folder / "project" / "a.js").write_text(text, "utf-8")
    return folder / "project"


def test_the_same_source_is_read_once(cache: Cache) -> None:
    loads = Loads()
    first, second = (scan_folder(PROJECT, loads, None, cache) for _ in range(2))

    assert (first, loads.count) == (second, 1)
    assert first == scan_folder(PROJECT, table)


def test_what_changes_is_read_again(tmp_path: Path, cache: Cache) -> None:
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
    newer = Cache(cache.folder)
    newer.__dict__["rules"] = b"others"

    assert len(cache.rules) == len(KEY) // 2
    assert cache.key([b"a", b"b"]) not in (newer.key([b"a", b"b"]), cache.key([b"ab"]), cache.key([b"ab", b""]))


def test_exceptions_are_not_kept(tmp_path: Path, cache: Cache) -> None:
    folder = project(tmp_path)
    excepted = Choices(excepted=(Excepted("wx.getUserProfile", lambda _path: True),))

    def accepted(choices: Choices | None) -> list[bool]:
        (finding,) = scan_folder(folder, table, choices, cache).findings
        return [use.accepted is not None for use in finding.uses]

    assert (accepted(None), accepted(excepted), accepted(None)) == ([False], [True], [False])


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("evil",)


@pytest.mark.parametrize("packed", [b"", b"\x80", pickle.dumps(["a list"]), pickle.dumps(Evil())])
def test_a_broken_result_is_ignored(
    tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch, packed: bytes
) -> None:
    monkeypatch.chdir(tmp_path)
    cache.put(KEY, scan_folder(PROJECT, table))
    (file,) = cache.folder.iterdir()
    whole = file.read_bytes()
    for content in (whole[:-1], whole + b"\0", packed, caching._digest([packed]) + packed):
        file.write_bytes(content)
        assert cache.get(KEY) is None
    assert not Path("evil").exists()


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    cache = Cache(tmp_path / "file" / "below")

    assert scan_folder(project(tmp_path), table, None, cache).files == 1
    assert cache.get(KEY) is None


def test_it_is_bounded(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
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
    monkeypatch.setenv("HOME", "home")
    monkeypatch.setenv("XDG_CACHE_HOME", named)

    assert Cache.of_user().folder == Path(folder)


COMMIT: Final = "0123456789abcdef0123456789abcdef01234567"


def repository(folder: Path, files: dict[str, str]) -> Path:
    """A folder in a repository with these files in `.git`."""
    for name, text in files.items():
        file = folder / ".git" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    source = folder / "packages" / "mini"
    source.mkdir(parents=True)
    return source


@pytest.mark.parametrize(
    "files",
    [
        {"HEAD": f"{COMMIT}\n"},
        {"HEAD": "ref: refs/heads/main\n", "refs/heads/main": f"{COMMIT}\n"},
        {
            "HEAD": "ref: refs/heads/a/b\n",
            "packed-refs": f"# pack-refs\n{'f' * 40} refs/heads/a\n{COMMIT} refs/heads/a/b\n",
        },
        {"HEAD": "ref: refs/heads/b\n", "commondir": "../common\n", "../common/refs/heads/b": f"{COMMIT}\n"},
    ],
)
def test_what_is_checked_out(tmp_path: Path, files: dict[str, str]) -> None:
    assert commit_of(repository(tmp_path, files)) == COMMIT


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    source = repository(tmp_path / "main", {"modules/mini/HEAD": COMMIT})
    (source / ".git").write_text("gitdir: ../../.git/modules/mini\n", "utf-8")

    assert commit_of(source) == COMMIT


@pytest.mark.parametrize("files", [{"HEAD": "ref: refs/heads/new\n"}, {"HEAD": "nonsense"}, {"config": ""}])
def test_nothing_to_read(tmp_path: Path, files: dict[str, str]) -> None:
    assert commit_of(repository(tmp_path, files)) == ""
