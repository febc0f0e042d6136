"""Processes that run none of the working folder's code, and end with the one that started them."""

import asyncio
import ctypes
import errno
import os
import shutil
import signal
import sys
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from typing import Final, TypeVar, TypeVarTuple, cast

_T = TypeVar("_T")
_Given = TypeVarTuple("_Given")

_SIGNAL_AT_PARENTS_DEATH: Final = 1
"""https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html"""


def spawning() -> SpawnContext:
    """Start processes anew.

    The environment keeps them from importing out of the working folder, which may be a stranger's: else a
    `multiprocessing` that stands there would come before Python's own.
    """
    os.environ["PYTHONSAFEPATH"] = "1"
    return get_context("spawn")


def end_with_parent() -> None:
    """End this process as soon as the one that started it has ended, even if that was killed.

    On Linux the kernel does it at once; elsewhere a thread, between two calls of C.
    """
    parent = parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SIGNAL_AT_PARENTS_DEATH, signal.SIGKILL)
    Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(parent: int) -> None:
    wait([parent])
    os._exit(1)


async def apart(work: Callable[[*_Given], _T], *given: *_Given) -> _T:
    """Return the result of work in a process of its own, which is killed when it is no longer waited for.

    Args:
        work: a function of a module. What it starts in turn has to `end_with_parent`.

    Raises:
        ChildProcessError: the process ended without a result.
    """
    context = spawning()
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sending, work, given))
    process.start()
    sending.close()
    try:
        return cast("_T", await asyncio.to_thread(_received, receiving))
    finally:
        process.kill()
        process.join()


def _send(sending: Connection, work: Callable[..., object], given: tuple[object, ...]) -> None:
    end_with_parent()
    sending.send(work(*given))


def _received(receiving: Connection) -> object:
    with receiving:
        try:
            return receiving.recv()
        except EOFError:
            raise ChildProcessError from None


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
