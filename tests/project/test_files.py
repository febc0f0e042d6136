"""What no file of the repository may contain, and what the README must."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.project.repository import ROOT, files, place

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
"""Lines."""
_MAKE = re.compile(r"(?:`|^)make ([a-z-]+)", re.MULTILINE)
_BINARY = {".png", ".jpg", ".ico", ".woff2", ".gz"}


def _lines() -> Iterator[tuple[Path, int, str]]:
    for path in files():
        if path.suffix not in _BINARY:
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                yield path, number, line


def test_no_file_names_a_package_registry() -> None:
    """The person who installs packages chooses where they come from."""
    assert [place(path, number) for path, number, line in _lines() if _REGISTRIES.search(line)] == []


def test_no_file_names_a_path_of_one_machine() -> None:
    """Nothing depends on where the repository lies."""
    assert [place(path, number) for path, number, line in _lines() if _MACHINE_PATHS.search(line)] == []


def test_the_readme_starts_with_the_two_commands() -> None:
    """Its first screen shows how to try Baselib and how to check it."""
    first_screen = "\n".join(_README.read_text("utf-8").splitlines()[:_SCREEN])

    assert "make demo" in first_screen
    assert "make test" in first_screen


def test_documents_name_targets_that_exist() -> None:
    """Each documented `make ...` is in the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    documents = [path for path in files() if path.suffix == ".md"]
    named = {name for path in documents for name in _MAKE.findall(path.read_text("utf-8"))}

    assert "demo" in named
    assert named <= targets
