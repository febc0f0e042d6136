"""`make catalog`: fetch WeChat's newest typings, merge them with the table of components, and say what changed."""

import json
import shutil
import subprocess
import sys
import tarfile
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha512
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import bot.catalog
from bot.catalog import FILES, decoded
from bot.domain.can.features import Feature, Platform, Source
from bot.domain.numbers.version import Version
from tools.catalog import COMPONENTS, EMPTIED, FOLDER, HARMONY, RETIRED
from tools.catalog.derive import CatalogueError, derive
from tools.catalog.table import (
    Component,
    Documented,
    changes,
    documented,
    encoded,
    marked,
    merged,
    with_emptied,
    with_retired,
)
from tools.catalog.table import decoded as components_in

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
