"""`make catalog`: fetch WeChat's newest typings and renew the committed tables from them."""

import json
import shutil
import subprocess
import sys
import tarfile
from base64 import b64encode
from hashlib import sha512
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.catalog import FILES
from bot.catalog.derive import CatalogueError, derive
from bot.catalog.table import encoded
from bot.domain.features import Platform, Source

PACKAGES: Final = {
    Platform.MINI_PROGRAM: "miniprogram-api-typings",
    Platform.MINI_GAME: "minigame-api-typings",
}
_HERE: Final = Path(__file__).parent
_NOTICE: Final = "The tables in this folder are derived from these packages, whose licence follows each name.\n"
_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one file of a package."""


def main() -> int:
    """Write the tables and the notice. The exit code is 1 when a package cannot be had or read."""
    notice = [_NOTICE]
    try:
        for platform, package in PACKAGES.items():
            archive = _fetched(package)
            source, table, licence = made(archive, package, platform)
            (_HERE / FILES[platform]).write_text(table, encoding="utf-8")
            notice.append(f"{source.package} {source.version}\n\n{licence}")
            print(f"{FILES[platform]}: {source.package} {source.version}, {table.count(chr(10))} lines")  # noqa: T201
    except (CatalogueError, OSError, subprocess.SubprocessError, tarfile.TarError) as problem:
        print(problem, file=sys.stderr)  # noqa: T201
        return 1
    (_HERE / "NOTICE").write_text("\n".join(notice), encoding="utf-8")
    return 0


def made(archive: bytes, package: str, platform: Platform) -> tuple[Source, str, str]:
    """The source, the table and the licence of a published archive.

    Raises:
        CatalogueError: the package is another one, is not under the MIT licence, or is not to be read.
    """
    files = _files(archive)
    about = json.loads(files["package/package.json"])
    if about["name"] != package or about["license"] != "MIT":
        raise CatalogueError(f"{about['name']} under {about['license']} instead of {package} under MIT")
    integrity = f"sha512-{b64encode(sha512(archive).digest()).decode()}"
    source = Source(package, about["version"], integrity)
    typings = [content for name, content in sorted(files.items()) if name.endswith(".d.ts")]
    return source, encoded(source, derive(typings, platform)), files["package/LICENSE"].decode()


def _fetched(package: str) -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        raise CatalogueError("npm is missing. On Debian and Ubuntu: apt-get install nodejs npm")
    with TemporaryDirectory() as folder:
        command = [npm, "pack", f"{package}@latest", "--loglevel=error"]
        subprocess.run(command, cwd=folder, check=True, timeout=300, stdout=subprocess.DEVNULL)  # noqa: S603
        (archive,) = Path(folder).glob("*.tgz")
        return archive.read_bytes()


def _files(archive: bytes) -> dict[str, bytes]:
    """What the archive holds, read without unpacking it to disk."""
    found = {}
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() and member.size < _LARGEST else None
            if file is not None:
                found[member.name] = file.read()
    return found


if __name__ == "__main__":
    sys.exit(main())
