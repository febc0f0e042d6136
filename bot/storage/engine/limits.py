"""How long the database may take: a server that falls silent must not hold up the bot."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageUnavailable

_CUT_ENDS_IT_WITHIN: Final = 1.0
"""Seconds after which a transaction that was cut and goes on, because it waits for something else, is cancelled."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one database."""

    lock: timedelta = timedelta(seconds=5)
    """How long a statement waits for a lock before it fails as `locked`."""
    connection: timedelta = timedelta(seconds=30)
    """How long a connection may take to be there: a free place in the pool, an answer of the server."""
    transaction: timedelta | None = timedelta(seconds=60)
    """How long a transaction may take from its connection on; None for migrations."""


@asynccontextmanager
async def without_socket(limits: Limits) -> AsyncIterator[None]:
    """The same for a statement on a file, which has nothing to cut.

    Raises:
        StorageUnavailable: `no-answer` when the limits were reached.
    """
    try:
        async with asyncio.timeout((limits.connection + (limits.transaction or timedelta(0))).total_seconds()):
            yield
    except TimeoutError as error:
        raise StorageUnavailable(reason="no-answer") from error


class Cut:
    """Cuts a connection to PostgreSQL. What waits for an answer, also a rollback, fails at once, on a closed socket.

    Cancelling would not do: a rollback that is cancelled is waited for all the same.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        """Keep the socket of an open connection; nothing is cut yet."""
        raw = connection.sync_connection.connection.driver_connection if connection.sync_connection else None
        self._socket: Any = getattr(raw, "pgconn", None)
        self._timer: asyncio.TimerHandle | None = None
        self.over = False
        """Whether it was cut."""

    def after(self, limit: timedelta) -> None:
        """Cut it after this time, instead of the one before."""
        self.never()
        self._timer = asyncio.get_running_loop().call_later(limit.total_seconds(), self._cut)

    def never(self) -> None:
        """Leave it alone."""
        if self._timer:
            self._timer.cancel()

    def _cut(self) -> None:
        self.over = True
        if self._socket is not None:
            with suppress(Exception), socket.socket(fileno=os.dup(self._socket.socket)) as connected:
                connected.shutdown(socket.SHUT_RDWR)


@asynccontextmanager
async def limited(
    connecting: AbstractAsyncContextManager[AsyncConnection], limits: Limits
) -> AsyncIterator[tuple[AsyncConnection, Cut]]:
    """A connection that does not outlive the limits, and what cuts it.

    Raises:
        StorageUnavailable: `no-answer` when a limit was reached.
    """
    cut: Cut | None = None
    try:
        async with asyncio.timeout(limits.connection.total_seconds()) as patience:
            try:
                async with connecting as connection:
                    cut = Cut(connection)
                    patience.reschedule(None)
                    if limits.transaction:
                        cut.after(limits.transaction)
                        seconds = limits.transaction.total_seconds() + _CUT_ENDS_IT_WITHIN
                        patience.reschedule(asyncio.get_running_loop().time() + seconds)
                    yield connection, cut
            finally:
                if cut is not None:
                    cut.never()
    except (SQLAlchemyError, StorageUnavailable, TimeoutError) as error:
        if patience.expired() or (cut is not None and cut.over):
            raise StorageUnavailable(reason="no-answer") from error
        raise
