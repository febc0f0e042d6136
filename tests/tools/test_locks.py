"""The lock files hold all of pyproject.toml's needs, exact and verifiable, on every supported machine."""

import re
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from itertools import groupby
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.utils import canonicalize_name

from tests.project.repository import ROOT, place, python_files
from tools.locks import (
    ENVIRONMENTS,
    LOCKS,
    PYTHONS,
    Lock,
    Pin,
    gaps,
    installed_with,
    pins_in,
    requirements_here,
    roots,
    text_of,
    versions,
)

PIP, RUN, DEMO, DEV = LOCKS
EACH = pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.file)
IMPORT = re.compile(r"^ *(?:from (\w+)[\w.]* import|import (\w+))", re.MULTILINE)


def _names(pins: Iterable[Pin]) -> set[str]:
    return {pin.name for pin in pins}


@EACH
def test_nothing_is_missing(lock: Lock) -> None:
    """Every requirement, with extras, has a fitting pin, on every Python and platform."""
    missing = {
        place: found
        for place, where in ENVIRONMENTS.items()
        if (found := gaps(roots(lock), installed_with(lock), where))
    }

    assert missing == {}, "run `make lock`"


@EACH
def test_what_is_installed_here_was_looked_up(lock: Lock) -> None:
    """The packages of this very machine are all known to the test above."""
    here = {key: str(value) for key, value in default_environment().items()}
    pins = pins_in(text_of(lock.file))

    assert [pair for pair in versions(pins, here) if lock is not PIP and requirements_here(*pair) is None] == []


@pytest.mark.parametrize(
    ("name", "lock", "whose"),
    [
        ("certifi", RUN, {"httpx: certifi", "httpcore: certifi"}),
        ("greenlet", RUN, {'sqlalchemy: greenlet>=1; extra == "asyncio"'}),
        ("websockets", DEMO, {"pyproject.toml: websockets>=15"}),
        ("coverage", DEV, {'pytest-cov: coverage[toml]>=7.10.6; python_version >= "3.9"'}),
    ],
)
def test_a_missing_package_is_found(name: str, lock: Lock, whose: set[str]) -> None:
    """Without it, each package that asks for it is named."""
    pins = [pin for pin in installed_with(lock) if pin.name != name]
    found = gaps(roots(lock), pins, next(iter(ENVIRONMENTS.values())))

    assert {gap.partition(" ")[0] for gap in whose} <= {gap.partition(" ")[0] for gap in found}
    assert all(name in gap for gap in found)


def test_a_package_that_one_platform_lacks_is_found() -> None:
    """It is missing there, and nowhere else."""
    pins = [pin for pin in installed_with(RUN) if pin.name != "pywin32"]
    platforms = {platform for (_, platform), where in ENVIRONMENTS.items() if gaps(roots(RUN), pins, where)}

    assert platforms == {"x86_64-pc-windows-msvc"}


def test_a_version_that_is_too_old_is_found() -> None:
    """A package that asks for a newer one is named."""
    pins = [pin for pin in installed_with(RUN) if pin.name != "httpx"] + pins_in("httpx==0.1.0")

    assert "pyproject.toml: httpx>=0.28" in gaps(roots(RUN), pins, next(iter(ENVIRONMENTS.values())))


@EACH
def test_every_pin_is_exact_hashed_and_the_only_one(lock: Lock) -> None:
    """What is installed is what was locked, wherever it comes from."""
    pins = pins_in(text_of(lock.file))

    assert [pin.name for pin in pins if not pin.hashes or not pin.version] == []
    for where in ENVIRONMENTS.values():
        names = sorted(name for name, _ in versions(pins, where))
        assert [name for name, same in groupby(names) if len(list(same)) > 1] == []


@EACH
def test_no_address_is_locked(lock: Lock) -> None:
    """Which index serves the packages is for the person who installs them."""
    assert [line for line in text_of(lock.file).splitlines() if "://" in line or line.startswith("-")] == []


def test_tests_run_on_what_is_shipped() -> None:
    """The test lock contains run and demo lock, version for version."""
    for where in ENVIRONMENTS.values():
        assert set(versions(installed_with(DEMO), where)) <= set(versions(pins_in(text_of(DEV.file)), where))


def test_pythons_are_those_that_are_supported() -> None:
    """From the oldest that pyproject.toml allows on; both READMEs name the first and the last that it lists."""
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    first, *_, last = listed = re.findall(r"Python :: (3\.\d+)", project)

    assert f'requires-python = ">={first}"' in project
    assert listed == list(dict.fromkeys(python.rpartition(".")[0] for python in PYTHONS))[: len(listed)]
    assert f"({first} to {last})" in (ROOT / "README.md").read_text("utf-8")
    assert f"{first} 到 {last} " in (ROOT / "README.zh-CN.md").read_text("utf-8")


@pytest.mark.parametrize("lock", [RUN, DEMO], ids=lambda lock: lock.file)
def test_code_imports_what_its_lock_installs(lock: Lock) -> None:
    """What ships runs on requirements.lock alone; only the sandbox needs requirements-demo.lock."""
    allowed = _names(installed_with(lock))
    distributions = metadata.packages_distributions()
    sources = python_files("tools/sandbox") if lock is DEMO else python_files("bot", "handlers")
    missing = {
        f"{place(path)}: {name}"
        for path in sources
        for name in _imports(path)
        if not {canonicalize_name(one) for one in distributions.get(name, [])} & allowed
    }

    assert missing == set()


def _imports(path: Path) -> Iterator[str]:
    """The packages of others that a file imports."""
    for one, other in IMPORT.findall(path.read_text("utf-8")):
        name = one or other
        if name not in sys.stdlib_module_names and name not in ("bot", "handlers", "tools"):
            yield name
