"""`make catalog`: fetch WeChat's newest typings and renew the committed tables from them."""

import json
import re
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

from bot.catalog import FILES
from bot.catalog.components import components, merged
from bot.catalog.derive import CatalogueError, derive
from bot.catalog.documented import Documented
from bot.catalog.table import decoded, encoded
from bot.domain.can.features import Platform, Source

_TYPINGS: Final = {
    Platform.MINI_PROGRAM: "miniprogram-api-typings",
    Platform.MINI_GAME: "minigame-api-typings",
}
_COMPONENTS: Final = "@minapp/common"
"""Mini games have no components."""
_HERE: Final = Path(__file__).parent
_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one file of a package."""


@dataclass(frozen=True, slots=True)
class Package:
    """The contents of a published package."""

    name: str
    version: str
    author: str
    integrity: str
    files: Mapping[str, bytes]

    @classmethod
    def read(cls, archive: bytes) -> "Package":
        """Read an npm archive without unpacking it to disk.

        Raises:
            CatalogueError: it is not under the MIT licence.
        """
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
        return cls(about["name"], about["version"], about.get("author", ""), integrity, files)

    def source(self, names: Mapping[str, Documented]) -> Source:
        """The package as the source of some names."""
        newest = max(documented.minimum for documented in names.values() if documented.minimum)
        return Source(self.name, self.version, self.integrity, newest)


def main(folder: Path = _HERE) -> None:
    """Write the tables and the notice. Exits with code 1 when a package cannot be fetched or read."""
    try:
        typings = {platform: Package.read(_fetched(name)) for platform, name in _TYPINGS.items()}
        plugin = Package.read(_fetched(_COMPONENTS))
        tables = {
            platform: made(package, plugin if platform is Platform.MINI_PROGRAM else None, platform)
            for platform, package in typings.items()
        }
    except (CatalogueError, OSError, subprocess.SubprocessError, tarfile.TarError) as problem:
        sys.exit(str(problem))
    for platform, table in tables.items():
        (folder / FILES[platform]).write_text(table, encoding="utf-8")
        sys.stdout.write(f"{FILES[platform]}: {len(decoded(table, platform))} names\n")
    (folder / "NOTICE").write_text(_notice(*typings.values(), plugin), encoding="utf-8")


def made(typings: Package, plugin: Package | None, platform: Platform) -> str:
    """The table of one platform.

    Raises:
        CatalogueError: the typings are unreadable, or the packages contradict each other.
    """
    files = [content for name, content in sorted(typings.files.items()) if name.endswith(".d.ts")]
    apis = derive(files, platform)
    if plugin is None:
        return encoded(typings.source(apis), None, apis)
    pages = components(plugin.files["res/components.json"])
    return encoded(typings.source(apis), plugin.source(pages), merged(apis, pages))


def _notice(*packages: Package) -> str:
    """The licence of each package; one that only names it gets the first's text with its own author."""
    parts = ["The tables in this folder are derived from these packages, whose licence follows each name.\n"]
    for package in packages:
        licence = package.files.get("LICENSE") or re.sub(
            rb"Copyright.*", f"Copyright (c) {package.author}".encode(), packages[0].files["LICENSE"]
        )
        parts.append(f"{package.name} {package.version}\n\n{licence.decode()}")
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
