"""The files of tests in memory, where the machine has room for them: half of the time of a database is spent on disks.

What is tested survives killed processes, not machines without power, so a disk would prove nothing more. `TMPDIR`
says where else they are wanted.
"""

import os
import tempfile
from pathlib import Path
from typing import Final

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - asked below whether it is fit
_ENOUGH: Final = 2 * 1024**3
"""Bytes. The suite takes some 400 MB; containers have 64 MB by default."""


def _fit() -> bool:
    """Whether there is room, and PostgreSQL's copied programs may run there."""
    if not os.access(_MEMORY, os.W_OK | os.X_OK):
        return False
    found = os.statvfs(_MEMORY)
    return found.f_bavail * found.f_frsize >= _ENOUGH and not found.f_flag & os.ST_NOEXEC


if "TMPDIR" not in os.environ and _fit():
    os.environ["TMPDIR"] = str(_MEMORY)  # for the processes that tests start, too
    tempfile.tempdir = None
