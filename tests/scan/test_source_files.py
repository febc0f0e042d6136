"""Which files of a folder are read, and what is reported of others."""

import json
import os
from pathlib import Path

import pytest

from bot.domain.can.features import Platform
from bot.domain.scan.findings import LeftOut, Notice, Reason, Skipped
from bot.scan.source_files import CONFIG, LARGEST, Project


def written(folder: Path, **config: object) -> Project:
    """The project in a folder, with what its configuration says."""
    if config:
        (folder / CONFIG).write_text(json.dumps(config), "utf-8")
    return Project.open(folder)


def put(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("wx.a()", "utf-8")


def paths(project: Project) -> list[str]:
    return [file.path for file in project.files()]


def test_kinds_of_files(tmp_path: Path) -> None:
    put(tmp_path, "app.js", "a/b.ts", "a/c.wxml", "a/d.json", "e.wxs", "f.mjs", "g.tsx", "h.jsx", "i.cjs")
    put(tmp_path, "a/c.wxss", "a.png", "b.d.ts", ".git/a.js", "README.md")

    found = ["a/b.ts", "a/c.wxml", "a/d.json", "app.js", "e.wxs", "f.mjs", "g.tsx", "h.jsx", "i.cjs"]
    assert paths(Project.open(tmp_path)) == found


def test_what_ships(tmp_path: Path) -> None:
    put(tmp_path, "miniprogram_npm/a/index.js", "node_modules/a/index.js", "b/node_modules/a.js")

    assert paths(Project.open(tmp_path)) == ["miniprogram_npm/a/index.js"]


def test_roots(tmp_path: Path) -> None:
    put(tmp_path, "src/app.js", "plug/index.js", "cloud/index.js", "tools/a.js")
    project = written(tmp_path, miniprogramRoot="./src/", pluginRoot="plug", cloudfunctionRoot="cloud")

    assert [(file.path, file.in_plugin) for file in project.files()] == [("src/app.js", False), ("plug/index.js", True)]
    assert project.notices == []


def test_roots_within_each_other(tmp_path: Path) -> None:
    put(tmp_path, "app.js", "plug/index.js", "cloud/index.js")
    project = written(tmp_path, pluginRoot="plug", cloudfunctionRoot="cloud/", miniprogramRoot="")

    found = [(file.path, file.in_plugin) for file in project.files() if file.name != CONFIG]
    assert found == [("app.js", False), ("plug/index.js", True)]


def test_what_app_json_names_ships_although_it_is_called_cloud(tmp_path: Path) -> None:
    """A subpackage or a page in `cloudfunctionRoot`; the rest of it is listed as left out."""
    put(tmp_path, "app.js", "cloud/shop/a.js", "cloud/fn/index.js", "cloud/index.js", "cloud/page/b.js")
    (tmp_path / "app.json").write_text('{"pages": ["cloud/page/b"], "subPackages": [{"root": "cloud/shop/"}]}', "utf-8")
    project = written(tmp_path, cloudfunctionRoot="cloud/")

    found = [path for path in paths(project) if path.endswith(".js")]
    assert found == ["app.js", "cloud/page/b.js", "cloud/shop/a.js"]
    assert project.left_out == {LeftOut(Reason.CLOUD, "cloud/fn/"), LeftOut(Reason.CLOUD, "cloud/index.js")}


def test_a_subpackage_that_is_the_folder_of_cloud_functions_ships(tmp_path: Path) -> None:
    put(tmp_path, "app.js", "skills/a/index.js")
    (tmp_path / "app.json").write_text('{"subpackages": [{"root": "skills"}]}', "utf-8")
    project = written(tmp_path, cloudfunctionRoot="skills/")

    assert "skills/a/index.js" in paths(project)
    assert project.left_out == set()


def test_what_is_left_out_is_listed(tmp_path: Path) -> None:
    put(tmp_path, "app.js", "cloud/index.js", "drafts/a.js", ".git/a.js", "node_modules/a.js", "a.d.ts")
    packing = {"ignore": [{"type": "folder", "value": "drafts"}]}
    project = written(tmp_path, cloudfunctionRoot="cloud", packOptions=packing)

    assert [path for path in paths(project) if path.endswith(".js")] == ["app.js"]
    assert project.left_out == {LeftOut(Reason.CLOUD, "cloud/"), LeftOut(Reason.PACKING, "drafts/a.js")}


def test_ignored_files(tmp_path: Path) -> None:
    put(tmp_path, "src/app.js", "src/drafts/a.js")
    project = written(tmp_path, miniprogramRoot="src", packOptions={"ignore": [{"type": "folder", "value": "drafts"}]})

    assert paths(project) == ["src/app.js"]


@pytest.mark.parametrize(
    ("root", "reason"),
    [
        ("../elsewhere", Skipped.OUTSIDE),
        ("nowhere", Skipped.UNREADABLE),
        ("\0", Skipped.UNREADABLE),
        ("loop", Skipped.UNREADABLE),
    ],
)
def test_roots_that_are_none(tmp_path: Path, root: str, reason: Skipped) -> None:
    folder = tmp_path / "here"
    put(folder, "app.js")
    put(tmp_path, "elsewhere/app.js")
    (folder / "loop").symlink_to("loop")
    project = written(folder, miniprogramRoot=root)

    assert paths(project) == ["app.js", CONFIG]
    assert Notice(root, reason) in project.notices


@pytest.mark.parametrize("config", ["{", "[]", '{"packOptions": 1, "miniprogramRoot": 2}', ""])
def test_a_strange_configuration(tmp_path: Path, config: str) -> None:
    put(tmp_path, "app.js")
    (tmp_path / CONFIG).write_text(config, "utf-8")

    assert "app.js" in paths(Project.open(tmp_path))


def test_links(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    put(folder, "app.js", "a/b.js")
    put(tmp_path, "secret/c.js", "d.js")
    for link, target in (("out", "../secret"), ("d.js", "../d.js"), ("circle", "."), ("a/up", ".."), ("self", "self")):
        (folder / link).symlink_to(target)
    project = Project.open(folder)

    assert paths(project) == ["a/b.js", "app.js"]
    assert {notice.path: notice.reason for notice in project.notices} == dict.fromkeys(
        ("out", "d.js", "self"), Skipped.OUTSIDE
    )


def test_large_files(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_bytes(b" " * LARGEST)
    (tmp_path / "b.js").write_bytes(b" " * (LARGEST + 1))
    project = Project.open(tmp_path)

    assert [len(project.read(file.real, file.path) or b"") for file in project.files()] == [LARGEST, 0]
    assert project.notices == [Notice("b.js", Skipped.TOO_LARGE)]


def test_files_that_vanish(tmp_path: Path) -> None:
    put(tmp_path, "a.js")
    project = Project.open(tmp_path)
    files = list(project.files())
    (tmp_path / "a.js").unlink()

    assert [project.read(file.real, file.path) for file in files] == [None]
    assert project.notices == [Notice("a.js", Skipped.UNREADABLE)]


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.js")

    assert paths(Project.open(tmp_path)) == []


def test_names_that_are_no_text(tmp_path: Path) -> None:
    Path(os.fsdecode(bytes(tmp_path) + b"/\xff.js")).write_text("wx.a()", "utf-8")

    assert paths(Project.open(tmp_path)) == ["?.js"]


@pytest.mark.parametrize(
    ("config", "file", "platform"),
    [
        ({"compileType": "game"}, "game.js", Platform.MINI_GAME),
        ({"compileType": "miniprogram"}, "app.json", Platform.MINI_PROGRAM),
        ({}, "game.json", Platform.MINI_GAME),
        ({"miniprogramRoot": "src"}, "src/game.json", Platform.MINI_GAME),
        ({}, "app.json", Platform.MINI_PROGRAM),
    ],
)
def test_platform(tmp_path: Path, config: dict[str, object], file: str, platform: Platform) -> None:
    put(tmp_path, file)

    assert written(tmp_path, **config).platform is platform


def test_no_folder(tmp_path: Path) -> None:
    put(tmp_path, "app.js")
    for path in ("app.js", "nothing"):
        with pytest.raises(NotADirectoryError):
            Project.open(tmp_path / path)
