"""Processes of the bot's: what is no longer waited for ends, also below what is killed."""

import asyncio
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from bot.lib.processes import apart
from tests.lib.endless import never, read
from tests.patience import PATIENCE
from tests.project.repository import ROOT

STRANGER: Final = "import pathlib; pathlib.Path('ran').touch()\n"


@contextmanager
def pipe_in(folder: Path) -> Iterator[tuple[str, int]]:
    """A pipe with a name, and its end to read from."""
    path = str(folder / "pipe")
    os.mkfifo(path)
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        yield path, reading
    finally:
        os.close(reading)


def next_of(reading: int) -> bytes:
    """What comes next; nothing once all are gone that wrote."""
    assert select.select([reading], [], [], PATIENCE)[0], "nothing came, and something lives on"
    return os.read(reading, 100)


async def test_the_result_comes_back() -> None:
    """From a process of its own."""
    assert await apart(os.getpid) != os.getpid()


async def test_a_process_that_dies() -> None:
    """Its end is an error, and nothing is waited for."""
    with pytest.raises(ChildProcessError):
        await apart(os._exit, 3)


@pytest.mark.parametrize("work", [never, read], ids=["alone", "on two cores"])
async def test_what_is_no_longer_waited_for_ends(work: Callable[[str], None], tmp_path: Path) -> None:
    """At a time-out, or when the client has gone; with what it has started."""
    with pipe_in(tmp_path) as (path, reading):
        task = asyncio.create_task(apart(work, path))
        assert await asyncio.to_thread(next_of, reading) == b"begun\n"

        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert await asyncio.to_thread(next_of, reading) == b""


def test_what_is_below_a_killed_process_ends(tmp_path: Path) -> None:
    """Its parent cannot tell it to."""
    with pipe_in(tmp_path) as (path, reading):
        command = [sys.executable, "-m", "tests.lib.endless", path]
        with subprocess.Popen(command, cwd=ROOT) as process:  # noqa: S603  # ourselves
            assert next_of(reading) == b"begun\n"
            process.kill()

        assert next_of(reading) == b""


def test_the_working_folder_is_a_strangers(tmp_path: Path) -> None:
    """A project's `multiprocessing` is not imported while it is scanned in."""
    (tmp_path / "multiprocessing").mkdir()
    (tmp_path / "multiprocessing" / "__init__.py").write_text(STRANGER)
    script = tmp_path / "bin" / "script.py"
    script.parent.mkdir()
    script.write_text(
        "import asyncio, os\nfrom bot.lib.processes import apart\n"
        "if __name__ == '__main__':\n    print(asyncio.run(apart(os.getcwd)))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)  # noqa: S603  # ourselves

    assert done.stdout.strip() == os.path.realpath(tmp_path)
    assert not (tmp_path / "ran").exists()
