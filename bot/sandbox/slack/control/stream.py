"""`GET /sandbox/stream`: server-sent events that say what to fetch again."""

import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.sandbox.slack.control.request import parts_of
from bot.sandbox.slack.endpoints.stream import ChangeStream


async def stream(request: Request) -> Response:
    """One event for each change, until the client or the server goes."""
    return StreamingResponse(
        _events(parts_of(request).workspace.changes),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _events(changes: ChangeStream) -> AsyncIterator[str]:
    yield ": connected\n\n"
    async for change in changes.listen():
        yield f"data: {json.dumps(change)}\n\n"
