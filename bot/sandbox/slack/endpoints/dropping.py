"""Dropping a connection without an answer, as a broken network does."""

import asyncio
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

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
