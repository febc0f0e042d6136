"""The blocks between fences in the READMEs and docs/."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.project.repository import ROOT

CONFIG: Final = ROOT / "docs" / "site" / "mkdocs.yml"
_FENCE: Final = re.compile(r"^ *```(\S*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    page: Path
    language: str
    """What stands behind the first fence; may be empty."""
    text: str

    @property
    def lines(self) -> list[str]:
        return self.text.replace("\\\n", " ").splitlines()


def blocks_of(page: Path, language: str | None = None) -> list[Block]:
    found = [Block(page, *each) for each in _FENCE.findall(page.read_text(encoding="utf-8"))]
    return [block for block in found if language is None or block.language == language]


class SiteNotBuiltError(Exception):
    """A warning, which is an error here: its text says which."""


def build_site(folder: Path, config: Path = CONFIG) -> None:
    """Build it into a folder."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(config)]
    command += ["--site-dir", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 # our own pages
    if done.returncode:
        raise SiteNotBuiltError(done.stderr)
