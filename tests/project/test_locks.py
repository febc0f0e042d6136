"""The lock files hold what pyproject.toml asks for, exact and verifiable."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.repository import ROOT

_RUN, _DEV = "requirements.lock", "requirements-dev.lock"
_LOCKS = pytest.mark.parametrize("lock", [_RUN, _DEV])
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class _Pin:
    requirement: Requirement
    hashes: int

    @property
    def version(self) -> str:
        (specifier,) = self.requirement.specifier
        assert specifier.operator == "==", f"{self.requirement} is not exact"
        return specifier.version


@cache
def _pins(lock: str) -> dict[str, _Pin]:
    text = "\n".join(line for line in _text(lock).splitlines() if not line.lstrip().startswith("#"))
    pins: dict[str, _Pin] = {}
    for entry in filter(None, (entry.strip() for entry in re.split(r"\n(?=\S)", text))):
        wanted = Requirement(entry.split("--hash")[0].replace("\\", "").strip())
        pins[canonicalize_name(wanted.name)] = _Pin(wanted, len(_HASH.findall(entry)))
    return pins


def _text(lock: str) -> str:
    return (ROOT / lock).read_text("utf-8")


def _wanted(lock: str) -> list[Requirement]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    texts = project["project"]["dependencies"] + groups["build"] + (groups["dev"] if lock == _DEV else [])
    return [Requirement(text) for text in texts]


@_LOCKS
def test_every_dependency_is_locked(lock: str) -> None:
    """Each one is there, in a version that pyproject.toml allows."""
    pins = _pins(lock)
    missing = [
        str(wanted)
        for wanted in _wanted(lock)
        if (pin := pins.get(canonicalize_name(wanted.name))) is None
        or not wanted.specifier.contains(pin.version, prereleases=True)
    ]

    assert missing == [], "run `make lock`"


@_LOCKS
def test_every_pin_is_exact_and_hashed(lock: str) -> None:
    """What is installed is what was locked, wherever it comes from."""
    assert [name for name, pin in _pins(lock).items() if not pin.hashes or not pin.version] == []


@_LOCKS
def test_no_address_is_locked(lock: str) -> None:
    """Which index serves the packages is for whoever installs them."""
    assert [line for line in _text(lock).splitlines() if "://" in line or line.startswith("-")] == []


def test_tests_run_on_what_is_shipped() -> None:
    """The test lock holds the run lock, version for version."""
    dev = {name: pin.version for name, pin in _pins(_DEV).items()}

    assert {name: pin.version for name, pin in _pins(_RUN).items()}.items() <= dev.items()
