"""`make catalog`, with an npm that has only a test's packages."""

import json
import tarfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from bot.catalog import decoded
from bot.domain.can.features import Emptied, Lost, Platform
from bot.domain.numbers.version import Version
from tests.tools.catalog.sample import TYPINGS, derived
from tools.catalog import COMPONENTS, EMPTIED, HARMONY, RETIRED
from tools.catalog.generate import Package, main
from tools.catalog.table import Component, documentation
from tools.catalog.table import components_encoded as encoded

_COMPONENTS = encoded(
    {
        "live-player": Component(Version((1, 7)), page="https://developers.weixin.qq.com/x", read=date(2026, 7, 30)),
        "slot": Component(page="https://developers.weixin.qq.com/y", read=date(2026, 8, 1)),
    }
)
_SOURCE = "https://developers.weixin.qq.com/community/develop/doc/1"
_NPM = """#!/bin/sh
# npm pack <package>@latest ...
name=${2%@latest}
cp "$PACKAGES/$(basename "$name").tgz" .
"""


def _archive(name: str, files: Mapping[str, bytes], licence: str = "MIT") -> bytes:
    about = {"name": name, "version": "1.2.3", "license": licence}
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for path, content in {"package.json": json.dumps(about).encode(), **files}.items():
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size = len(content)
            tar.addfile(entry, BytesIO(content))
    return packed.getvalue()


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Published packages, for the `npm` found first."""
    (tmp_path / "npm").write_text(_NPM)
    (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("PACKAGES", str(tmp_path))
    licence = b"MIT License\n\nCopyright (c) 2019 \n\nPermission is hereby granted"
    for name in ("miniprogram-api-typings", "minigame-api-typings"):
        archive = _archive(name, {"LICENSE": licence, **{f"types/wx/{file}": text for file, text in TYPINGS.items()}})
        (tmp_path / f"{name}.tgz").write_bytes(archive)
    (tmp_path / COMPONENTS).write_text(_COMPONENTS)
    (tmp_path / HARMONY).write_text(json.dumps({"lacking": ["wx.getDeviceInfo"]}))
    emptied = {
        "lost": "profile",
        "since": "2022-11-08",
        "library": "2.27.1",
        "source": _SOURCE,
        "instead": ["wx.login"],
    }
    (tmp_path / EMPTIED).write_text(json.dumps({"emptied": {"wx.navigateTo": emptied}}))
    retired = {
        "wx.saveFile": {"minimum": "1.1.0", "instead": "FileSystemManager.saveFile"},
        "wx.request": {"minimum": "9.0.0", "instead": "wx.login"},
    }
    (tmp_path / RETIRED).write_text(json.dumps({"retired": retired}))
    return tmp_path


def test_the_tables_are_made_from_what_npm_fetches(packages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both tables have their typings; only the programs' one has components from pages."""
    main(packages, packages)

    program = decoded((packages / "mini_program.json").read_text("utf-8"), Platform.MINI_PROGRAM)
    game = decoded((packages / "mini_game.json").read_text("utf-8"), Platform.MINI_GAME)
    assert {feature.name: documentation(feature) for feature in game} == derived(platform=Platform.MINI_GAME)
    assert {feature.name for feature in program} - {feature.name for feature in game} == {
        "<live-player>", "<slot>", "wx.saveFile",
    }  # fmt: skip
    (retired,) = (feature for feature in program if feature.name == "wx.saveFile")
    assert (str(retired.minimum), retired.deprecated, retired.instead) == (
        "1.1.0",
        True,
        ("FileSystemManager.saveFile",),
    )
    (emptied,) = (feature for feature in program if feature.emptied)
    assert emptied.emptied == Emptied(Lost.PROFILE, date(2022, 11, 8), _SOURCE)
    assert (emptied.name, emptied.deprecated, str(emptied.deprecated_since)) == ("wx.navigateTo", True, "2.27.1")
    assert not any(feature.emptied for feature in game)  # WeChat's announcements are about Mini Programs
    assert [str(feature.minimum) for feature in program if feature.name == "wx.request"] != ["9.0.0"]
    assert (program.source.package, program.source.version) == ("miniprogram-api-typings", "1.2.3")
    assert program.components is not None
    assert (str(program.components.newest), program.components.version) == ("1.7.0", "2026-07-30")
    assert [feature.name for feature in program if feature.harmony is False] == ["wx.getDeviceInfo"]
    out = capsys.readouterr().out.splitlines()
    assert f"mini_program.json: {len(program)} names" in out
    assert f"mini_game.json: {len(game)} names" in out
    assert "  + <live-player>" in out


def test_what_changed_is_named(packages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The maintainer reads which names are new, gone, or documented otherwise, and nothing about the others."""
    main(packages, packages)
    table = (packages / "mini_program.json").read_text("utf-8")
    capsys.readouterr()
    (packages / "mini_program.json").write_text(table.replace('"<slot>"', '"<gone>"').replace('"1.7.0"', '"1.6.0"'))

    main(packages, packages)

    changed = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert changed == ["  - <gone>", "  <live-player>: 1.6.0 -> 1.7.0", "  + <slot>"]


def test_every_package_is_named_with_its_licence(packages: Path) -> None:
    """The notice gives each package's licence."""
    main(packages, packages)

    notice = (packages / "NOTICE").read_text("utf-8")
    assert "minigame-api-typings 1.2.3\n\nMIT License\n\nCopyright (c) 2019 \n" in notice
    assert "miniprogram-api-typings 1.2.3\n\nMIT License\n\nCopyright (c) 2019 \n" in notice


def test_a_package_under_another_licence_is_refused(packages: Path) -> None:
    """Nothing is written from a package that may not be used so."""
    (packages / "minigame-api-typings.tgz").write_bytes(_archive("minigame-api-typings", {}, "GPL-3.0"))

    with pytest.raises(SystemExit, match=r"GPL-3\.0, not MIT"):
        main(packages, packages)

    assert not (packages / "mini_program.json").exists()


def test_a_missing_package(packages: Path) -> None:
    """Without the network or the package, the old tables stay."""
    (packages / "minigame-api-typings.tgz").unlink()

    with pytest.raises(SystemExit, match="npm"):
        main(packages, packages)

    assert not (packages / "NOTICE").exists()


def test_a_missing_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the command that installs it."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit, match="apt-get install nodejs npm"):
        main(tmp_path)


def test_the_hash_is_the_one_that_registries_publish() -> None:
    """An archive's integrity is its SHA-512 in base 64, as npm writes it."""
    archive = _archive("x", {})

    assert Package.read(archive).integrity.startswith("sha512-")
    assert len(Package.read(archive).integrity) == len("sha512-") + 88
