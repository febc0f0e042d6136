"""Serving, and being told to stop."""

import gc
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp

from bot.server import serve


@pytest.fixture(autouse=True)
def _signals_as_they_were() -> Iterator[None]:
    """The process's own handlers are back afterwards, and garbage is looked for again."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
    gc.unfreeze()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_while_it_opens(number: signal.Signals) -> None:
    """A signal that comes before anything is served ends the process all the same, with everything closed."""
    seen = []

    @asynccontextmanager
    async def open_app() -> AsyncIterator[ASGIApp]:
        os.kill(os.getpid(), number)
        seen.append("opened")
        yield Starlette()
        seen.append("closed")

    serve(open_app, host="127.0.0.1", port=0)

    assert seen == ["opened", "closed"]
