"""The disk of this machine."""

import shutil
from pathlib import Path


def free_bytes(folder: Path) -> int:
    """How many this process may still write there."""
    return shutil.disk_usage(folder).free
