"""Packages come from pip's index in the locked version, whatever else it has."""

import hashlib
import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.project.repository import ROOT
from tests.served import served

NAME = "baselib-mirrored"


def _wheel(version: str, requires: str = "") -> bytes:
    """A package of one module that says its version."""
    folder = f"baselib_mirrored-{version}.dist-info"
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("baselib_mirrored.py", f"version = {version!r}\n")
        archive.writestr(f"{folder}/METADATA", f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {version}\n{requires}")
        archive.writestr(f"{folder}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{folder}/RECORD", "")
    return packed.getvalue()


WHEELS = {
    f"baselib_mirrored-{version}-py3-none-any.whl": _wheel(version, "Requires-Dist: baselib-mirrored[more]\n")
    for version in ("1.0", "2.0")
}


def _index(asked: list[str]) -> Starlette:
    """An index with the locked release, and a newer one."""

    def page(request: Request) -> Response:
        asked.append(request.path_params["name"])
        return HTMLResponse("".join(f'<a href="/files/{name}">{name}</a>' for name in WHEELS))

    def file(request: Request) -> Response:
        return Response(WHEELS[request.path_params["name"]])

    return Starlette(routes=[Route("/simple/{name}/", page), Route("/files/{name}", file)])


def _by_file(folder: Path, url: str) -> dict[str, str]:
    conf = folder / "pip.conf"
    conf.write_text(f"[global]\nindex-url = {url}/simple\n", "utf-8")
    return {"PIP_CONFIG_FILE": str(conf)}


def _by_environment(_: Path, url: str) -> dict[str, str]:
    return {"PIP_CONFIG_FILE": "/dev/null", "PIP_INDEX_URL": f"{url}/simple"}


@pytest.mark.parametrize("configured", [_by_file, _by_environment])
def test_a_mirror_is_honoured(configured: Callable[[Path, str], dict[str, str]], tmp_path: Path) -> None:
    """Only the package is requested, in the locked release, though it asks for an extra."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    options = re.findall(r"\$\(PIP\) install (--no-input[^\\]+)\\", makefile)
    lock = tmp_path / "some.lock"
    first, _ = WHEELS.values()
    lock.write_text(f"{NAME}==1.0 --hash=sha256:{hashlib.sha256(first).hexdigest()}\n", "utf-8")
    calls: list[str] = []
    with served(_index(calls)) as url:
        subprocess.run(  # noqa: S603 # our own arguments
            [sys.executable, "-m", "pip", "install", *options[0].split(), "--target", tmp_path / "to", "-r", lock],
            env={
                "HOME": str(tmp_path),
                "PIP_NO_CACHE_DIR": "1",
                "PIP_DISABLE_PIP_VERSION_CHECK": "1",
                **configured(tmp_path, url),
            },
            check=True,
            capture_output=True,
        )

    assert calls == [NAME]
    assert (tmp_path / "to" / "baselib_mirrored.py").read_text("utf-8") == "version = '1.0'\n"
