"""Where this repository's files are."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_CODE = ("bot", "handlers", "tests", "bench", "tools")
_MADE = frozenset({"__pycache__", "node_modules", "dist-check", "build", "htmlcov"})
"""Folders that tools make; dotted ones are left out too, except committed ones."""
_COMMITTED = frozenset({".ci", ".github"})
_PRIVATE = frozenset({".env", ".git"})  # in a worktree .git is a file
_DATA = (".db", ".db-shm", ".db-wal", ".pyc")


def files(folder: Path = ROOT) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            hidden = entry.name.startswith(".") and entry.name not in _COMMITTED
            if not hidden and entry.name not in _MADE and not entry.name.endswith(".egg-info"):
                yield from files(entry)
        elif entry.name not in _PRIVATE and not entry.name.endswith(_DATA) and not entry.name.startswith(".coverage"):
            yield entry


def python_files(*folders: str) -> list[Path]:
    """Python files below these folders (by default all code), or single files."""
    roots = [ROOT / folder for folder in folders or _CODE]
    return [
        path
        for root in roots
        for path in ([root] if root.is_file() else sorted(root.rglob("*.py")))
        if "node_modules" not in path.parts
    ]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def place(path: Path, line: int | None = None) -> str:
    name = path.relative_to(ROOT).as_posix()
    return name if line is None else f"{name}:{line}"
