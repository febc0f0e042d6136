"""Receives the bot's answers in the load generator's own process, so that one clock times both ends."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Final

from bench.connection import http_response, listening
from bench.load import Caller

_ANSWER_WITHIN_S: Final = 30.0
_OK: Final = http_response(b'{"ok": true}')


class Inbox:
    """Receives answers, each at a URL of its own."""

    def __init__(self) -> None:
        self._numbers = count()
        self._expected: dict[str, asyncio.Future[tuple[float, bytes]]] = {}
        self._port = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Inbox"]:
        """Listen on a port of the system's choice."""
        async with listening(self.take) as self._port:
            yield self

    async def ask(self, caller: Caller, request: Callable[[str], bytes]) -> tuple[float, bytes]:
        """Send a request; returns the seconds until its whole answer has arrived, and the answer.

        Args:
            caller: the connection that takes the request.
            request: makes it, with the URL for the answer.

        Raises:
            WrongAnswerError: it was not acknowledged.
            TimeoutError: no answer came within half a minute.
        """
        loop, path = asyncio.get_running_loop(), f"/commands/T0BENCH/{next(self._numbers)}/bench"
        made = request(f"http://127.0.0.1:{self._port}{path}")
        acknowledged: asyncio.Future[bytes] = loop.create_future()
        arrival = self._expected[path] = loop.create_future()
        begun = time.perf_counter()
        caller.call(made, acknowledged.set_result, acknowledged.set_exception)
        async with asyncio.timeout(_ANSWER_WITHIN_S):
            try:
                await acknowledged
                arrived, answer = await arrival
            finally:
                self._expected.pop(path, None)  # it may still come, when none waits for it
        return arrived - begun, answer

    def take(self, path: str, body: bytes) -> tuple[bytes, float]:
        """Take the first answer to a URL; after one that says "on its way" the bot was slow, anyway."""
        arrival = self._expected.pop(path, None)
        if arrival:
            arrival.set_result((time.perf_counter(), body))
        return _OK, 0
