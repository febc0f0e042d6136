"""The names of our packages: those that package indexes give to other projects stand in no instruction."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Final

import pytest

from tests.project.repository import ROOT

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
    """The pattern below finds it."""
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
    """They say whose code it is."""
    assert _installed_by_name(text) == []


def test_no_file_tells_to_install_them() -> None:
    """In docs, CI files, sentences or code."""
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
