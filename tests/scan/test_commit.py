"""The git commit of a folder."""

from pathlib import Path
from typing import Final

import pytest

from bot.scan.layout import commit_of

COMMIT: Final = "0123456789abcdef0123456789abcdef01234567"


def repository(folder: Path, files: dict[str, str]) -> Path:
    """A folder in a repository with these files in `.git`."""
    for name, text in files.items():
        file = folder / ".git" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    source = folder / "packages" / "mini"
    source.mkdir(parents=True)
    return source


@pytest.mark.parametrize(
    "files",
    [
        {"HEAD": f"{COMMIT}\n"},
        {"HEAD": "ref: refs/heads/main\n", "refs/heads/main": f"{COMMIT}\n"},
        {
            "HEAD": "ref: refs/heads/a/b\n",
            "packed-refs": f"# pack-refs\n{'f' * 40} refs/heads/a\n{COMMIT} refs/heads/a/b\n",
        },
        {"HEAD": "ref: refs/heads/b\n", "commondir": "../common\n", "../common/refs/heads/b": f"{COMMIT}\n"},
    ],
)
def test_what_is_checked_out(tmp_path: Path, files: dict[str, str]) -> None:
    """Detached, on a branch, on a packed one, and in a worktree."""
    assert commit_of(repository(tmp_path, files)) == COMMIT


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    """As submodules and worktrees have it."""
    source = repository(tmp_path / "main", {"modules/mini/HEAD": COMMIT})
    (source / ".git").write_text("gitdir: ../../.git/modules/mini\n", "utf-8")

    assert commit_of(source) == COMMIT


@pytest.mark.parametrize("files", [{"HEAD": "ref: refs/heads/new\n"}, {"HEAD": "nonsense"}, {"config": ""}])
def test_nothing_to_read(tmp_path: Path, files: dict[str, str]) -> None:
    """An empty repository, or none that can be read, has no commit."""
    assert commit_of(repository(tmp_path, files)) == ""
