"""What some tests need that a machine may lack. Each is looked for here, and nowhere else.

With REQUIRE_ALL=1 a run begins with `python -m tests.needs`, before anything is installed, so this imports little;
`--packages` names what to install.
docs/develop/index.md says which tests are skipped without it; tests/skips.py skips them and compares the two.
"""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.charts.line_chart import chinese_font

ROOT: Final = Path(__file__).parents[1]
BESIDE: Final = ROOT.parent / "shared" / "data"
"""WeChat's public numbers and Slack's manifest schema: beside the repository."""
CHROMIUMS: Final = ("chromium-headless-shell", "chromium")
"""The first one: the shell draws the same pages in three quarters of the time."""
FONT_FOLDERS: Final = "TEST_FONT_FOLDERS"
"""Folders with fonts instead of the system's, for tests/bare.py; empty: none."""


@dataclass(frozen=True)
class Need:
    """Something that tests need and that the locks do not install."""

    name: str
    package: str
    """Debian's; empty if nothing installs it, and REQUIRE_ALL=1 does not need it."""
    is_met: Callable[[], bool]

    @property
    def remedy(self) -> str:
        how = f": on Debian and Ubuntu, apt-get install {self.package}" if self.package else ""
        return f"{self.name} is missing{how}"


def _on_path(*programs: str) -> Callable[[], bool]:
    return lambda: any(map(shutil.which, programs))


def _has_font() -> bool:
    folders = os.environ.get(FONT_FOLDERS)
    return bool(chinese_font() if folders is None else chinese_font(folders.split()))


BROWSER: Final = Need("Chromium", "chromium", _on_path(*CHROMIUMS))
FONT: Final = Need("a Chinese font", "fonts-noto-cjk", _has_font)
NPM: Final = Need("npm", "npm", _on_path("npm"))
GIT: Final = Need("git", "git", _on_path("git"))
SYSTEMD: Final = Need("systemd-analyze", "systemd", _on_path("systemd-analyze"))
POOLER: Final = Need("PgBouncer", "pgbouncer", _on_path("pgbouncer"))
DATA_BESIDE: Final = Need("the data beside the repository", "", BESIDE.is_dir)
NEEDS: Final = (BROWSER, FONT, NPM, GIT, SYSTEMD, POOLER, DATA_BESIDE)


def missing(needs: Sequence[Need] = NEEDS) -> list[Need]:
    return [need for need in needs if not need.is_met()]


def complaint() -> str:
    """What a complete run lacks and how to install it; else empty."""
    lacking = [need for need in missing() if need.package]
    if not lacking:
        return ""
    return (
        f"REQUIRE_ALL=1 runs every test, but this machine lacks {', '.join(need.name for need in lacking)}.\n"
        f"On Debian and Ubuntu: apt-get install {' '.join(need.package for need in lacking)}"
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["--packages"]:
        print(*(need.package for need in missing()))  # noqa: T201
    else:
        sys.exit(complaint() or None)
