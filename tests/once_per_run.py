"""What is started once for all test processes of a run: by the first that needs it, and ended after the last of them.

Each test process holds a shared lock from its beginning to its end. One that has started something waits at its own end
until it is alone; a process that is killed lets go of its lock, too.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from multiprocessing.util import Finalize
from pathlib import Path

import pytest


class Run:
    def __init__(self, folder: Path) -> None:
        """Take part in it from now on.

        Args:
            folder: the run's own, the same for all its processes.
        """
        self._folder = folder
        self._started = ExitStack()
        self._any = False
        folder.mkdir(mode=0o700, exist_ok=True)
        self._lock = (folder / "processes").open("wb")
        fcntl.flock(self._lock, fcntl.LOCK_SH)

    def shared(self, name: str, start: Callable[[], AbstractContextManager[str]]) -> str:
        """What `start` yields, here or in the first process."""
        found = self._folder / name
        with _locked(self._folder / f"{name}.lock"):
            if not found.exists():
                found.write_text(self._started.enter_context(start()), encoding="utf-8")
                self._any = True
        return found.read_text(encoding="utf-8")

    def leave(self) -> None:
        with self._lock:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX if self._any else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._started.close()
            shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


_runs: list[Run] = []


def shared(name: str, start: Callable[[], AbstractContextManager[str]]) -> str:
    """What `start` yields, in whichever process of the run needed it first. Outside pytest a process is a run.

    Args:
        start: starts it, yields what others need to use it, and ends it.
    """
    if not _runs:
        _runs.append(Run(Path(tempfile.mkdtemp(prefix="tests-"))))
        Finalize(None, _runs[0].leave, exitpriority=1)  # in processes of a pool, too
    return _runs[0].shared(name, start)


def pytest_configure(config: pytest.Config) -> None:
    """Take part in the run, unless this process only distributes tests."""
    if identity := os.environ.get("PYTEST_XDIST_TESTRUNUID"):
        _runs.append(Run(Path(tempfile.gettempdir()) / f"tests-{identity}"))
    elif getattr(config.option, "dist", "no") == "no":
        _runs.append(Run(Path(tempfile.mkdtemp(prefix="tests-"))))


def pytest_unconfigure() -> None:
    while _runs:
        _runs.pop().leave()
