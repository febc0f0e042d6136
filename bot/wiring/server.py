"""Serve the bot over HTTP until SIGINT or SIGTERM.

Bounds what the connections of strangers may take. uvicorn and httptools bound neither the headers nor the time that
they take: https://github.com/Kludex/uvicorn/issues/157
"""

import asyncio
import gc
import resource
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, Final, cast

import structlog
import uvicorn
import uvloop
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from bot.lib.cache import share_memory

_log = structlog.get_logger(__name__)

MOST_CONNECTIONS: Final = 2000
"""Slack, WeChat, a monitor and a few browsers need some tens."""
FOR_THE_REST: Final = 256
"""File descriptors kept for the database and for calls of Slack and WeChat."""
LONGEST_HEAD: Final = 64 * 1024
"""Bytes of the request line and headers; also of trailers, and of anything else that leads to nothing."""
HEAD_WITHIN: Final = 10.0
"""Seconds from the first byte of a request to the end of its headers, and from connecting to the first request."""
_WAITING_ROOM: Final = 64
"""Connections above the limit that are answered; any further one is closed at once."""
_LOG_EVERY: Final = 60.0
"""Seconds. Strangers must not fill the log either."""


def most_connections() -> int:
    """How many connections may be open at once: fewer than this process's file descriptors."""
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(1, min(MOST_CONNECTIONS, descriptors - FOR_THE_REST, descriptors // 2))


def _ignore(_reason: str) -> None:
    pass


@dataclass(slots=True)
class Refusals:
    """Counts refused connections by reason, and logs them once a minute at most."""

    follow: Callable[[str], None] = _ignore
    """Called with the reason of each: `limit`, `head` or `slow`."""
    _since: Counter[str] = field(default_factory=Counter)
    _logged_at: dict[str, float] = field(default_factory=dict)

    def note(self, reason: str, now: float) -> None:
        """Count one.

        Args:
            reason: as for `follow`.
            now: seconds on the event loop's clock.
        """
        self.follow(reason)
        self._since[reason] += 1
        if now >= self._logged_at.get(reason, now - _LOG_EVERY) + _LOG_EVERY:
            self._logged_at[reason] = now
            _log.warning("connections refused", reason=reason, count=self._since.pop(reason))


@dataclass(frozen=True, slots=True)
class Limits:
    """What connections may take."""

    refusals: Refusals = field(default_factory=Refusals)
    connections: int = field(default_factory=most_connections)
    head_within: float = HEAD_WITHIN


class BoundedConnection(HttpToolsProtocol):
    """An HTTP connection whose headers are counted and timed until they are complete."""

    def __init__(self, limits: Limits, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limits = limits
        self._unfinished = 0
        """Bytes that led to nothing so far: to no complete headers, no body, no end."""
        self._timer: asyncio.TimerHandle | None = None
        """Set once for many requests: a timer for each costs 10 µs."""
        self._head_until: float | None = None
        """When the head that is awaited must be complete."""
        self._has_begun = False
        """Whether a head is being read."""
        self._is_above = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Refuse it when there are too many."""
        super().connection_made(transport)
        above = len(self.connections) - self._limits.connections
        self._is_above = above > 0
        if above > _WAITING_ROOM:
            self._limits.refusals.note("limit", self.loop.time())
            transport.abort()
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the time limit."""
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count bytes until they lead to something."""
        if self.transport.is_closing():
            return
        if self._is_above:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "limit")
            return
        self._unfinished += len(data)
        super().data_received(data)
        if self._unfinished > LONGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "head")
        elif (cycle := self._current()) is None or cycle.response_complete:
            self._await_head()

    def on_message_begin(self) -> None:
        """Note the first byte of a request."""
        self._has_begun = True
        self._await_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Note that the headers are within their bounds: the request's own limits apply from here."""
        self._unfinished = 0
        self._has_begun = False
        self._head_until = None
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Note that a body leads to something, except after the answer."""
        if not self.cycle.response_complete:
            self._unfinished = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the request has ended."""
        self._unfinished = 0
        super().on_message_complete()

    def _current(self) -> RequestResponseCycle | None:
        """Return the latest request and its answer; None before the first."""
        return self.cycle

    def _await_head(self) -> None:
        if self._head_until is None:
            self._head_until = self.loop.time() + self._limits.head_within
            if self._timer is None:
                self._timer = self.loop.call_at(self._head_until, self._time)

    def _time(self) -> None:
        self._timer = None
        if self._head_until is None:
            return
        if self._head_until > self.loop.time():
            self._timer = self.loop.call_at(self._head_until, self._time)
        else:
            self._too_slow()

    def _too_slow(self) -> None:
        if self._has_begun or self._is_above:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "slow")
        else:
            self.transport.close()  # browsers connect in advance, too

    def _refuse(self, status: HTTPStatus, reason: str) -> None:
        """Answer, unless an answer is under way, and close."""
        self._head_until = None
        if self.transport.is_closing():
            return
        self._limits.refusals.note(reason, self.loop.time())
        cycle = self._current()
        if cycle is None or cycle.response_complete or not cycle.response_started:
            head = f"HTTP/1.1 {status.value} {status.phrase}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            self.transport.write(head.encode())
        self.transport.close()


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
    """Run until SIGINT or SIGTERM, and close everything behind it."""
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
