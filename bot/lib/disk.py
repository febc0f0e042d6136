"""The disk of this machine."""

import errno
import os
import shutil
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def free_bytes(folder: Path) -> int:
    """How many this process may still write there, quotas aside."""
    return shutil.disk_usage(folder).free


def has_room(folder: Path, size: int) -> bool:
    """Whether so many bytes can be written there. Reserves them for an instant: a quota shows in nothing else."""
    try:
        with TemporaryFile(dir=folder) as file:
            os.posix_fallocate(file.fileno(), 0, size)
    except (AttributeError, OSError) as error:  # not every system or disk can reserve
        return getattr(error, "errno", 0) not in _FULL and free_bytes(folder) >= size
    return True
