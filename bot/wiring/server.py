"""Serve the bot over HTTP until SIGINT or SIGTERM."""

import asyncio
import gc
import signal
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final

import uvicorn
import uvloop
from starlette.types import ASGIApp

from bot.lib.memory import share_memory

CONNECTIONS_STAY: Final = 75
"""Seconds: longer than clients and proxies keep an idle one, or they send a request just as it is closed."""
REQUESTS_FINISH_WITHIN: Final = 1
"""Seconds for requests under way on SIGTERM. They only acknowledge; the work behind them has more time."""

OpenApp = Callable[[], AbstractAsyncContextManager[ASGIApp]]


def serve(open_app: OpenApp, *, host: str, port: int) -> None:
    """Run until SIGINT or SIGTERM, and close everything behind it.

    Raises:
        SettingsError, StorageUnavailable: it cannot start.
    """
    share_memory()  # before there are threads
    # While it serves, uvicorn handles the signals, and repeats them once it has shut down: everything here must still
    # be closed then. A signal before that, while the database is opened, must not be lost either.
    stop_signals: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda which, _frame: stop_signals.append(which))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(open_app, host, port, stop_signals))


async def _serve(open_app: OpenApp, host: str, port: int, stop_signals: Sequence[int]) -> None:
    async with open_app() as app:
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_keep_alive=CONNECTIONS_STAY,
            timeout_graceful_shutdown=REQUESTS_FINISH_WITHIN,
        )
        # What is here now stays to the end. Searching it for garbage again and again would delay requests for 100 ms
        # at a time while a sweep is under way.
        gc.collect()
        gc.freeze()
        if not stop_signals:
            await uvicorn.Server(config).serve()
