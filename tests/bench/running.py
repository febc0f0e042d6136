"""A benchmark as it is typed."""

import subprocess
import sys

from tests.patience import PATIENCE
from tests.project.repository import ROOT


def printed(module: str, *arguments: str) -> str:
    """What `python -m <module>` prints."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=PATIENCE)  # noqa: S603
    return done.stdout
