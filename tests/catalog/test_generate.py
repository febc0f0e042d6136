"""`make catalog`, with an npm that has only what a test gives it."""

import json
import tarfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest

from bot.catalog.generate import Package, main
from bot.catalog.table import decoded
from bot.domain.can.features import Platform
from tests.catalog.sample import TYPINGS, derived, said_of

_COMPONENTS = json.dumps([{"name": "live-player", "since": "1.7.0"}]).encode()
_NPM = """#!/bin/sh
# npm pack <package>@latest ...
name=${2%@latest}
cp "$PACKAGES/$(basename "$name").tgz" .
"""


def _archive(name: str, files: Mapping[str, bytes], licence: str = "MIT") -> bytes:
    about = {"name": name, "version": "1.2.3", "license": licence, "author": "Mora"}
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for path, content in {"package.json": json.dumps(about).encode(), **files}.items():
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size = len(content)
            tar.addfile(entry, BytesIO(content))
    return packed.getvalue()


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of published packages, which the `npm` found first fetches from."""
    (tmp_path / "npm").write_text(_NPM)
    (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("PACKAGES", str(tmp_path))
    licence = b"MIT License\n\nCopyright (c) 2019 \n\nPermission is hereby granted"
    for name in ("miniprogram-api-typings", "minigame-api-typings"):
        archive = _archive(name, {"LICENSE": licence, **{f"types/wx/{file}": text for file, text in TYPINGS.items()}})
        (tmp_path / f"{name}.tgz").write_bytes(archive)
    plugin = _archive("@minapp/common", {"res/components.json": _COMPONENTS})
    (tmp_path / "common.tgz").write_bytes(plugin)
    return tmp_path


def test_the_tables_are_made_from_what_npm_fetches(packages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both tables hold what their typings declare, and only the programs' one the components of pages."""
    main(packages)

    program = decoded((packages / "mini_program.json").read_text("utf-8"), Platform.MINI_PROGRAM)
    game = decoded((packages / "mini_game.json").read_text("utf-8"), Platform.MINI_GAME)
    assert {feature.name: said_of(feature) for feature in game} == derived(platform=Platform.MINI_GAME)
    assert {feature.name for feature in program} - {feature.name for feature in game} == {"<live-player>"}
    assert (program.source.package, program.source.version) == ("miniprogram-api-typings", "1.2.3")
    assert program.components is not None
    assert str(program.components.newest) == "1.7.0"
    assert capsys.readouterr().out == f"mini_program.json: {len(program)} names\nmini_game.json: {len(game)} names\n"


def test_every_package_is_named_with_its_licence(packages: Path) -> None:
    """The notice gives each package's licence, and its author where the package has no text of its own."""
    main(packages)

    notice = (packages / "NOTICE").read_text("utf-8")
    assert "minigame-api-typings 1.2.3\n\nMIT License\n\nCopyright (c) 2019 \n" in notice
    assert "@minapp/common 1.2.3\n\nMIT License\n\nCopyright (c) Mora\n\nPermission is hereby granted" in notice


def test_a_package_under_another_licence_is_refused(packages: Path) -> None:
    """Nothing is written from a package that may not be used so."""
    (packages / "minigame-api-typings.tgz").write_bytes(_archive("minigame-api-typings", {}, "GPL-3.0"))

    with pytest.raises(SystemExit, match=r"GPL-3\.0, not MIT"):
        main(packages)

    assert not (packages / "mini_program.json").exists()


def test_a_missing_package_is_told(packages: Path) -> None:
    """Without the network or the package, the old tables stay."""
    (packages / "common.tgz").unlink()

    with pytest.raises(SystemExit, match="npm"):
        main(packages)

    assert not (packages / "NOTICE").exists()


def test_a_missing_npm_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has no npm learns how to get it."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit, match="apt-get install nodejs npm"):
        main(tmp_path)


def test_the_hash_is_the_one_that_registries_publish() -> None:
    """The integrity of an archive is its SHA-512 in base 64, as npm writes it."""
    archive = _archive("x", {})

    assert Package.read(archive).integrity.startswith("sha512-")
    assert len(Package.read(archive).integrity) == len("sha512-") + 88
