"""The lock files as data: what they pin, and whether that is all that an installation asks for.

`make lock` asks the package index about every Python and platform. The tests do the same without a network, from what
is installed; a package that is installed on another platform only, or asks for something else there, shows only here.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from itertools import product
from tempfile import NamedTemporaryFile
from typing import Any, Final

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import ROOT

Environment = dict[str, str]
"""The values of markers: a Python on a platform."""


@dataclass(frozen=True)
class Lock:
    """A lock file: the groups of pyproject.toml that it is made of, and the lock that it is installed with."""

    file: str
    groups: tuple[str, ...]
    project: bool = False
    beside: str | None = None


LOCKS: Final = (
    Lock("requirements-pip.lock", ("pip",)),
    Lock("requirements.lock", ("build",), project=True),
    Lock("requirements-demo.lock", ("demo",), beside="requirements.lock"),
    Lock("requirements-dev.lock", ("build", "demo", "dev"), project=True),
)

PYTHONS: Final = ("3.11.0", "3.11.5", "3.12.0", "3.13.0", "3.14.0")
"""3.11 twice: what some packages ask for changes within it."""

PLATFORMS: Final = {
    "x86_64-unknown-linux-gnu": ("linux", "posix", "Linux", "x86_64"),
    "aarch64-unknown-linux-gnu": ("linux", "posix", "Linux", "aarch64"),
    "aarch64-apple-darwin": ("darwin", "posix", "Darwin", "arm64"),
    "x86_64-pc-windows-msvc": ("win32", "nt", "Windows", "AMD64"),
}
"""By uv's names: `sys_platform`, `os_name`, `platform_system` and `platform_machine`."""


@dataclass(frozen=True)
class Pin:
    requirement: Requirement
    hashes: int

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        (specifier,) = self.requirement.specifier
        assert specifier.operator == "==", f"{self.requirement} is not exact"
        return specifier.version


def environment(python: str, platform: str) -> Environment:
    sys_platform, os_name, system, machine = PLATFORMS[platform]
    return {key: str(value) for key, value in default_environment().items()} | {
        "python_version": ".".join(python.split(".")[:2]),
        "python_full_version": python,
        "implementation_version": python,
        "sys_platform": sys_platform,
        "os_name": os_name,
        "platform_system": system,
        "platform_machine": machine,
    }


ENVIRONMENTS: Final = {pair: environment(*pair) for pair in product(PYTHONS, PLATFORMS)}


@cache
def text_of(file: str) -> str:
    return (ROOT / file).read_text("utf-8")


@cache
def pins_in(text: str) -> list[Pin]:
    """Return the packages of a lock. A package can have several lines, each with a marker."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    entries = filter(None, (entry.strip() for entry in re.split(r"\n(?=\S)", lines)))
    return [
        Pin(Requirement(entry.split("--hash")[0].replace("\\", "").strip()), entry.count("--hash=sha256:"))
        for entry in entries
    ]


def installed_with(lock: Lock) -> list[Pin]:
    return pins_in(text_of(lock.file)) + (pins_in(text_of(lock.beside)) if lock.beside else [])


@cache
def roots(lock: Lock) -> list[Requirement]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    texts = list(project["project"]["dependencies"]) if lock.project else []
    for group in lock.groups:
        texts += project["dependency-groups"][group]
    return [Requirement(text) for text in texts]


def versions(pins: Iterable[Pin], where: Environment) -> Iterator[tuple[str, str]]:
    for pin in pins:
        if pin.requirement.marker is None or pin.requirement.marker.evaluate(where):
            yield pin.name, pin.version


@cache
def requirements_here(name: str, version: str) -> list[Requirement] | None:
    """Return what a package asks for; None when this environment does not have it in that version."""
    try:
        if metadata.version(name) != version:
            return None
    except metadata.PackageNotFoundError:
        return None
    return [Requirement(text) for text in metadata.requires(name) or []]


def gaps(
    wanted: Sequence[Requirement],
    pins: Sequence[Pin],
    where: Environment,
    requirements: Callable[[str, str], list[Requirement] | None] = requirements_here,
) -> set[str]:
    """Return what an installation there asks for and no pin gives, each with the package that asks for it.

    A package whose requirements are not known asks for nothing: see `requirements_here`.
    """
    pinned = dict(versions(pins, where))
    queue = [(requirement, "pyproject.toml") for requirement in wanted if _applies(requirement, where, "")]
    done: set[tuple[str, str]] = set()
    found: set[str] = set()
    while queue:
        requirement, whose = queue.pop()
        name = canonicalize_name(requirement.name)
        version = pinned.get(name)
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            found.add(f"{whose}: {requirement}")
            continue
        needed = requirements(name, version) or []
        for extra in {"", *requirement.extras}:
            if (name, extra) not in done:
                done.add((name, extra))
                queue += [(one, name) for one in needed if _applies(one, where, extra)]
    return found


def _applies(requirement: Requirement, where: Environment, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(where | {"extra": extra})


def _looked_up(lock: Lock, python: str, platform: str, where: Environment) -> set[str]:
    """Return what uv adds to the pins of a lock when it resolves what the lock is made of."""
    pins = installed_with(lock)
    with NamedTemporaryFile("w", suffix=".in") as expected, NamedTemporaryFile("w", suffix=".txt") as pinned:
        expected.write("\n".join(map(str, roots(lock))))
        pinned.write("\n".join(str(pin.requirement) for pin in pins))
        expected.flush()
        pinned.flush()
        resolve = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate"]
        resolve += ["--no-emit-index-url", "--python-version", python, "--python-platform", platform]
        resolve += ["--constraints", pinned.name, expected.name]
        # Nearly all has just been fetched to make the locks; the index is asked for what has not.
        for source in (["--offline"], []):
            done = subprocess.run([*resolve, *source], cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603 # our own arguments
            if not done.returncode:
                added = set(versions(pins_in(done.stdout), where)) - set(versions(pins, where))
                return {f"{name}=={version} is not pinned" for name, version in added}
    return {done.stderr}


def main() -> int:
    """Name what is missing; 1 when something is."""
    missing = {
        f"{lock.file}, Python {python}, {platform}: {gap}\n"
        for lock in LOCKS
        for (python, platform), where in ENVIRONMENTS.items()
        for gap in _looked_up(lock, python, platform, where)
    }
    sys.stderr.writelines(sorted(missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
