"""The lines to browsers and to the app: changes broadcast to every open page, and connections dropped on command."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


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


ABORT = "baselib.abort"
"""The ASGI extension under which the server offers to cut the connection."""


class DroppableProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with a way for the application to cut the connection."""

    def on_message_begin(self) -> None:
        """Offer `ABORT` in the scope of each request."""
        super().on_message_begin()
        transport: asyncio.Transport = self.transport
        scope: Any = self.scope
        scope["extensions"] = {**scope.get("extensions", {}), ABORT: transport.abort}


class DroppedConnection(Response):
    """No answer: the connection ends. Under another server than ours, an answer that never gets complete."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Cut the connection and wait until it is gone."""
        abort = scope.get("extensions", {}).get(ABORT)
        if abort is None:
            length = [(b"content-length", b"1000")]
            await send({"type": "http.response.start", "status": 200, "headers": length})
            return
        abort()
        while (await receive())["type"] != "http.disconnect":
            pass
