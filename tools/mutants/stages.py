"""Which tests a changed file is held against: the nearest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

_LAYERS: Final = ("domain", "usecases", "blocks", "handlers", "export", "cli", "mcp", "contracts", "storage")
"""Of tests/, the quick ones first: pytest is told not to sort."""
QUICK: Final = ("--hypothesis-profile=quick", "-p", "no:tests.order", "-m", "not postgres")
_GATE: Final = ("--hypothesis-profile=gate",)


@dataclass(frozen=True)
class Stage:
    """Tests of one process: what pytest is given."""

    name: str
    tests: tuple[str, ...]
    options: tuple[str, ...] = QUICK
    within: float | None = None
    """Seconds that they may take; measured where it is not known."""

    @property
    def costs(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """Name what takes the same time: the same tests in whatever order."""
        return frozenset(self.tests), self.options


def stages(root: Path, file: str, *, pure: Sequence[str], wide: bool) -> Iterator[Stage]:
    """Choose those of a file of bot/ that have tests.

    Args:
        file: from the root on.
        pure: folders of tests.
        wide: also all tests that only compute.
    """
    place = PurePosixPath(file).relative_to("bot").with_suffix("")
    feature = place.parts[min(1, len(place.parts) - 1)].removesuffix("s")
    folders = [root / "tests" / place, root / "tests" / place.parent]
    nearest = sorted(
        (path for folder in folders for path in folder.glob("test_*.py")),
        key=lambda path: (path.stem != f"test_{place.name}", path),
    )
    tests = root / "tests"
    same = [
        path
        for layer in _LAYERS
        for path in sorted((tests / layer).rglob("test_*.py"))
        if feature in path.relative_to(tests / layer).as_posix() and path not in nearest
    ]
    for name, paths in (("nearest", nearest), ("feature", same)):
        if paths:
            yield Stage(name, tuple(path.relative_to(root).as_posix() for path in paths))
    if pure:
        yield Stage("pure", tuple(pure), _GATE)
    if wide:
        yield Stage("wide", (), (*_GATE, "--part", "computing"))
