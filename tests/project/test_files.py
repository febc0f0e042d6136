"""What no file of the repository may contain, and what the README must."""

import ast
import hashlib
import io
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.i18n import LOCALES
from tests.blocks.checks import GOLDEN
from tests.i18n.catalogs import chapters
from tests.project.repository import ROOT, files, place
from tests.served import served

# Composed, so that this file does not name them.
_REGISTRIES = re.compile(
    "|".join(re.escape(".".join(host)) for host in [
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"),
        ("npmmirror", "com"), ("mirrors", "aliyun"), ("pypi", "tuna"), ("proxy", "golang"), ("crates", "io"),
    ])
)  # fmt: skip
_MACHINE_PATHS = re.compile(r"(?<![\w.~:/-])/(?:root|home|Users|work|tmp|mnt)/[\w.]")
_README = ROOT / "README.md"
_SCREEN = 30
_MAKE = re.compile(r"(?:`|^)make ([a-z-]+)", re.MULTILINE)
_BINARY = {".png", ".jpg", ".ico", ".woff2", ".gz"}


def _lines() -> Iterator[tuple[Path, int, str]]:
    for path in files():
        if path.suffix not in _BINARY:
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                yield path, number, line


def test_no_file_names_a_package_registry() -> None:
    assert [place(path, number) for path, number, line in _lines() if _REGISTRIES.search(line)] == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert [place(path, number) for path, number, line in _lines() if _MACHINE_PATHS.search(line)] == []


def test_the_readme_starts_with_the_two_commands() -> None:
    first_screen = "\n".join(_README.read_text("utf-8").splitlines()[:_SCREEN])

    assert "make demo" in first_screen
    assert "make test" in first_screen


def test_documents_name_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    documents = [path for path in files() if path.suffix == ".md"]
    named = {name for path in documents for name in _MAKE.findall(path.read_text("utf-8"))}

    assert "demo" in named
    assert named <= targets


_TESTS: Final = GOLDEN.parent


def _calls() -> Iterator[ast.Call]:
    for path in _TESTS.rglob("test_*.py"):
        text = path.read_text("utf-8")
        if "assert_builder(" in text or "assert_golden(" in text:
            yield from (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))


def _read() -> Iterator[str]:
    yield from (
        "access_matrix.json",
        "access_left.json",
        "access_later.json",
        "agents/matrix.json",
        "fleet_of_3000.json",
    )
    yield from (f"agents/tools.{locale}.json" for locale in LOCALES)
    yield from (f"sentences/{chapter}.txt" for chapter in chapters("en"))
    for call in _calls():
        match call:
            case ast.Call(
                func=ast.Name(id="assert_builder" | "assert_golden"), args=[ast.Constant(value=str(name)), *_]
            ):
                yield f"structure/{name}.json"
                if any(keyword.arg == "full" for keyword in call.keywords):
                    yield from (f"messages/{name}.{locale}.json" for locale in LOCALES)


def test_golden_files() -> None:
    lying = sorted(path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*") if path.is_file())

    assert sorted(_read()) == lying


OTHERS: Final = ("baselib", "baselib-scan")
"""`baselib` belongs to another project; `baselib-scan` is free, so anybody may take it."""
_INSTALLS: Final = re.compile(
    r"(?:pipx?\s+(?:install|upgrade|download|run)|uv\s+(?:pip\s+install|tool\s+(?:install|upgrade|run)|add)|uvx"
    r"|(?:poetry|pdm|rye)\s+add|conda\s+install|additional_dependencies:)(?P<rest>[^\n`]*)"
)
_NAME: Final = re.compile(r"""(?:^|[\s"'\[,])(?P<name>baselib(?:[-_]scan)?)(?=$|[\s"'\],;=<>~!@\[.)])""")


def _installed_by_name(text: str) -> list[str]:
    """Instructions that take one of our old names from a package index; a file or an address is none."""
    found = []
    for match in _INSTALLS.finditer(text):
        named = _NAME.search(match["rest"])
        if named and not re.match(r"\s*@\s", match["rest"][named.end("name") :]):
            found.append(match[0].strip())
    return found


@pytest.mark.parametrize(
    "text",
    [
        "pip install baselib",
        "pip install -U baselib",
        "pipx install 'baselib-scan>=1'",
        "uvx baselib scan .",
        "uv tool install baselib==1.0.0",
    ],
)
def test_an_instruction_that_would_fetch_a_stranger(text: str) -> None:
    assert _installed_by_name(f"Then `{text}`.\n") == [text]


@pytest.mark.parametrize(
    "text",
    [
        "pip install /opt/baselib/ci/package",
        "pipx install build/wheels/baselib_wechat-1.0.0-py3-none-any.whl",
        "pip install 'baselib @ git+https://code.example/baselib'",
    ],
)
def test_a_file_or_an_address_is_none(text: str) -> None:
    assert _installed_by_name(text) == []


def test_no_file_tells_to_install_them() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S607
    files = [ROOT / name for name in listed.split("\0") if name and Path(name).name != Path(__file__).name]
    texts = {
        file: file.read_text("utf-8", "replace") for file in files if file.suffix not in {".png", ".lock", ".json"}
    }
    bad = {str(file.relative_to(ROOT)): found for file, text in texts.items() if (found := _installed_by_name(text))}

    assert len(texts) > 1000
    assert bad == {}


@pytest.mark.parametrize("folder", [ROOT, ROOT / "ci" / "package"])
def test_our_own_names(folder: Path) -> None:
    """Neither distribution has a name of another project, or installed tools would be offered its updates."""
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]

    assert project["name"] not in OTHERS
    assert set(project["scripts"]) == {"baselib"}


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
