"""A canary for every secret: no call may reveal it in an error, traceback or log."""

import asyncio
import io
import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Final

import pytest

from bot.errors import BotError
from bot.logs import configure_logging
from tests.logging_state import kept_logging

CANARY: Final = "canary-7f3a9-d0-n0t-l34k"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """The DEBUG log; the canary is not registered, so only the code protects it."""
    stream = io.StringIO()
    with kept_logging():
        configure_logging(level="DEBUG", log_format="json", stream=stream)
        yield stream


def assert_hidden(error: object, logged: io.StringIO) -> None:
    """Not in the error, its repr, traceback, causes, or its log entry."""
    assert isinstance(error, BotError)
    logging.getLogger("bot").error("failed: %r", error, exc_info=error)

    assert CANARY not in f"{error} {error!r} {error.params}"
    assert CANARY not in "".join(traceback.format_exception(error, chain=True))
    assert (error.__cause__, error.__context__) == (None, None)
    assert "failed" in logged.getvalue()
    assert CANARY not in logged.getvalue()


@asynccontextmanager
async def dead_end() -> AsyncIterator[str]:
    """A server that closes every connection: a real transport raises and logs in its own way."""
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
