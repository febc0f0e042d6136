"""Broadcasts changes to every open page."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any


class ChangeStream:
    """Passes each change to all listeners until it is closed."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[dict[str, Any] | None]] = set()
        self._closed = False

    def publish(self, change: str, **details: object) -> None:
        """Announce a change such as `message` or `state`."""
        for queue in self._listeners:
            queue.put_nowait({"type": change, **details})

    def close(self) -> None:
        """End every listener's stream."""
        self._closed = True
        for queue in self._listeners:
            queue.put_nowait(None)

    async def listen(self) -> AsyncIterator[dict[str, Any]]:
        """The changes from now on."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        if self._closed:
            return
        self._listeners.add(queue)
        try:
            while (change := await queue.get()) is not None:
                yield change
        finally:
            self._listeners.discard(queue)
