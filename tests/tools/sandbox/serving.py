"""Serving an ASGI application on a loopback port during a test."""

import contextlib
from collections.abc import AsyncIterator, Callable

import uvicorn
from starlette.types import ASGIApp

from tools.sandbox.slack.workspace import DroppableProtocol


@contextlib.asynccontextmanager
async def served(app: ASGIApp, *, alive: bool = True, port: int = 0) -> AsyncIterator[str]:
    """Serve `app` on this port, or one of the system's choice; yields its base URL without a final slash.

    Args:
        alive: whether this begins and ends it; else another server does.
    """
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        http=DroppableProtocol,
        ws="websockets-sansio",
        lifespan="on" if alive else "off",
        log_level="critical",
        date_header=False,
        timeout_keep_alive=600,  # on a busy machine a test may think for long
        timeout_graceful_shutdown=2,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()  # without uvicorn's main loop, whose pace would slow every test down
    assert not server.should_exit, "the application did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        close_streams: Callable[[], None] = getattr(getattr(app, "state", None), "close_streams", lambda: None)
        close_streams()
        await server.shutdown()
