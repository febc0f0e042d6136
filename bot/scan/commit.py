"""The git commit of a folder, read from its `.git` without git."""

import re
from pathlib import Path
from typing import Final

_HASH: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LONGEST: Final = 1024 * 1024
"""Characters of a file that is read."""


def commit_of(folder: Path) -> str:
    """The commit that is checked out around a folder; empty where there is none, or it cannot be read."""
    for above in (folder.resolve(), *folder.resolve().parents):
        found = above / ".git"
        if found.exists():
            return _commit_in(found)
    return ""


def _commit_in(git: Path) -> str:
    """A `.git` folder, or the file that stands for it in a worktree or submodule."""
    if git.is_file():
        git = git.parent / _text(git).removeprefix("gitdir:").strip()
    head = _text(git / "HEAD")
    name = head.removeprefix("ref:").strip()
    if name == head:
        return _hash(head)
    common = git / _text(git / "commondir") if (git / "commondir").is_file() else git
    return _hash(_text(git / name)) or _hash(_text(common / name)) or _packed(_text(common / "packed-refs"), name)


def _packed(text: str, name: str) -> str:
    for line in text.splitlines():
        commit, _, ref = line.partition(" ")
        if ref == name:
            return _hash(commit)
    return ""


def _hash(text: str) -> str:
    return text if _HASH.fullmatch(text) else ""


def _text(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as opened:
            return opened.read(_LONGEST).strip()
    except (OSError, ValueError):
        return ""
