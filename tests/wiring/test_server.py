"""Serving and stopping."""

import gc
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp

from bot.wiring.server import GIVES_WAY_AFTER, serve
from tests.project.repository import ROOT


@pytest.fixture(autouse=True)
def _signals_as_they_were() -> Iterator[None]:
    """The process's handlers, how often it searches for garbage, and its turns of threads are restored.

    What a server left out of these searches stays out: with it, everything that the plugin left out would come back.
    """
    turns = sys.getswitchinterval()
    thresholds = gc.get_threshold()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(turns)


_TWELVE_THREADS = """
import asyncio, ctypes, os, signal, tempfile, threading
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from bot.wiring.server import serve

libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
libc.fclose.argtypes = [ctypes.c_void_p]


def places():
    with tempfile.NamedTemporaryFile() as file:
        stream = libc.fopen(file.name.encode(), b"w")
        libc.malloc_info(0, stream)
        libc.fclose(stream)
        return file.read().count(b"<heap ")


@asynccontextmanager
async def open_app():
    together = threading.Barrier(12)
    threads = [threading.Thread(target=lambda: (libc.malloc(1000), together.wait())) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(places())
    os.kill(os.getpid(), signal.SIGTERM)
    yield Starlette()


serve(open_app, host="127.0.0.1", port=0)
"""


def test_threads_share_what_memory_they_give_back() -> None:
    """Twelve threads take memory from two places, not twelve."""
    command = [sys.executable, "-c", _TWELVE_THREADS]
    served = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 # our own

    assert served.stdout == "2\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_while_it_opens(number: signal.Signals) -> None:
    """A signal before serving ends the process, with everything closed."""
    seen = []

    @asynccontextmanager
    async def open_app() -> AsyncIterator[ASGIApp]:
        os.kill(os.getpid(), number)
        seen.append("opened")
        yield Starlette()
        seen.append("closed")

    serve(open_app, host="127.0.0.1", port=0)

    assert seen == ["opened", "closed"]


def test_a_thread_that_computes_soon_gives_way() -> None:
    """The event loop waits for it several times in an acknowledgement, 5 ms each time unless Python is told."""
    turns = []

    @asynccontextmanager
    async def open_app() -> AsyncIterator[ASGIApp]:
        os.kill(os.getpid(), signal.SIGTERM)
        yield Starlette()
        turns.append(sys.getswitchinterval())

    serve(open_app, host="127.0.0.1", port=0)

    assert turns == [pytest.approx(GIVES_WAY_AFTER)]
