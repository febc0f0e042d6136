"""ASGI applications on real sockets, outside the test's event loop."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from tests.patience import PATIENCE


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """An application on a free port in its own thread. Yields its URL."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, timeout_keep_alive=600, access_log=False, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    up = threading.Event()
    while not server.started and thread.is_alive():
        up.wait(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=PATIENCE)
