"""Serve the bot over HTTP until SIGINT or SIGTERM."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Final, cast

import uvicorn
import uvloop
from starlette.types import ASGIApp

from bot.lib.memory import share_memory
from bot.wiring.connections import BoundedConnection, Limits

CONNECTIONS_STAY: Final = 75
"""Seconds: longer than clients and proxies keep an idle one, or they send a request just as it is closed."""
REQUESTS_FINISH_WITHIN: Final = 1
"""Seconds for requests under way on SIGTERM. They only acknowledge; the work behind them has more time."""
GIVES_WAY_AFTER: Final = 0.001
"""Seconds for which a thread that computes may keep the event loop waiting, which happens several times in an
acknowledgement. With Python's 5 ms a history or a sweep's batch made each of them late by 10 ms."""
YOUNG_OBJECTS: Final = 20_000
"""New objects after which Python looks for garbage. An answer makes tens of thousands, few of them in cycles: with
Python's 700, a quarter of a flood's processor time was spent on the search (`make flood`)."""

OpenApp = Callable[[], AbstractAsyncContextManager[ASGIApp]]


def serve(open_app: OpenApp, *, host: str, port: int, limits: Limits | None = None) -> None:
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
        runner.run(_serve(open_app, configured(host, port, limits or Limits()), stop_signals))


def configured(host: str, port: int, limits: Limits) -> Callable[[ASGIApp], uvicorn.Config]:
    """How applications are served."""
    return partial(
        uvicorn.Config,
        host=host,
        port=port,
        http=cast("type[asyncio.Protocol]", partial(BoundedConnection, limits)),
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=CONNECTIONS_STAY,
        timeout_graceful_shutdown=REQUESTS_FINISH_WITHIN,
    )


async def _serve(
    open_app: OpenApp, configure: Callable[[ASGIApp], uvicorn.Config], stop_signals: Sequence[int]
) -> None:
    async with open_app() as app:
        config = configure(app)
        # What is here now stays to the end. Searching it for garbage again and again would delay requests for 100 ms
        # at a time while a sweep is under way.
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG_OBJECTS)
        sys.setswitchinterval(GIVES_WAY_AFTER)
        if not stop_signals:
            await uvicorn.Server(config).serve()
