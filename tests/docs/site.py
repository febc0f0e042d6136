"""The site that `make docs` builds."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.project.repository import ROOT

CONFIG: Final = ROOT / "docs" / "site" / "mkdocs.yml"


class SiteNotBuiltError(Exception):
    """A warning, which is an error here: its text says which."""


def build_site(folder: Path, config: Path = CONFIG) -> None:
    """Build it into a folder.

    Raises:
        SiteNotBuiltError: a link or an anchor leads nowhere, a page is not in the navigation, or is named and missing.
    """
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(config)]
    command += ["--site-dir", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 # our own pages
    if done.returncode:
        raise SiteNotBuiltError(done.stderr)
