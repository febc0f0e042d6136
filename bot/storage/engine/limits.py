"""The limits of statements, and the errors of databases."""

import asyncio
import os
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageUnavailable

_CUT_ENDS_IT_WITHIN: Final = 1.0
"""Seconds after which a transaction that was cut and goes on, because it waits for something else, is cancelled."""


@dataclass(frozen=True, slots=True)
class Limits:
    lock: timedelta = timedelta(seconds=5)
    """How long a statement waits for a lock before it fails as `locked`."""
    connection: timedelta = timedelta(seconds=30)
    """How long a connection may take to be there: a free place in the pool, an answer of the server."""
    transaction: timedelta | None = timedelta(seconds=60)
    """How long a transaction may take from its connection on; None for migrations."""


@asynccontextmanager
async def without_socket(limits: Limits) -> AsyncIterator[None]:
    """Yield the same for a statement on a file, which has nothing to cut."""
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
    """Yield a connection that does not outlive the limits, and what cuts it."""
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


_STATES = {
    "55P03": "locked",  # lock_not_available
    "40P01": "locked",  # deadlock_detected
    "40001": "locked",  # serialization_failure
    "25006": "read-only",  # read_only_sql_transaction
    "53100": "full",  # disk_full
    "53400": "full",  # configuration_limit_exceeded: a quota
    "57014": "no-answer",  # query_canceled, by statement_timeout
    "25P03": "no-answer",  # idle_in_transaction_session_timeout
}
"""PostgreSQL's: https://www.postgresql.org/docs/current/errcodes-appendix.html."""
_RESULTS = {
    "SQLITE_BUSY": "locked",
    "SQLITE_LOCKED": "locked",
    "SQLITE_READONLY": "read-only",
    "SQLITE_FULL": "full",
    "SQLITE_IOERR_SHMSIZE": "full",  # no room for the index of its log
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_NOTADB": "damaged",
    "SQLITE_CANTOPEN": "no-folder",
}
"""SQLite's, by prefix, because extended names begin with the primary one: https://www.sqlite.org/rescode.html."""

_UNREACHABLE = (
    "Connection refused",
    "No such file or directory",
    "failed to resolve host",
    "timeout expired",
    "Connection timed out",
    "unreachable",
    "No route to host",
    "server closed the connection",
)
"""What psycopg and libpq say, always in English, when no server can be reached."""
_NO_TLS = ("SSL was required", "SSL error", "certificate")
"""What libpq says when a connection cannot be encrypted as `sslmode` wants it."""
_EACH_STATEMENT = "statement pooling mode"
"""PgBouncer's words."""
_NOT_LET_IN = "connection failed: "
"""How their message begins when a server refuses: its own words follow, without a code."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn what SQLAlchemy or a driver raises inside into a `StorageUnavailable`.

    A value that a column type refuses (a naive datetime) is our bug and stays a ValueError.
    """
    try:
        yield
    except DBAPIError as error:
        raise StorageUnavailable(reason=_reason(error.orig)) from error
    except sqlite3.Error as error:
        raise StorageUnavailable(reason=_reason(error)) from error
    except StatementError as error:
        if isinstance(error.orig, ValueError):
            raise error.orig from error
        raise StorageUnavailable(reason="broken") from error
    except PoolExhausted as error:
        raise StorageUnavailable(reason="no-answer") from error
    except SQLAlchemyError as error:
        raise StorageUnavailable(reason="broken") from error


def _reason(cause: BaseException | None) -> str:
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "")
        return next((reason for result, reason in _RESULTS.items() if name.startswith(result)), "broken")
    text = str(cause)
    if _EACH_STATEMENT in text:
        return "pooler"
    if state := getattr(cause, "sqlstate", None):  # psycopg need not be imported for SQLite
        return _STATES.get(state, "broken")
    if any(words in text for words in _UNREACHABLE):
        return "unreachable"
    if not text.startswith(_NOT_LET_IN):
        return "broken"
    return "no-tls" if any(words in text for words in _NO_TLS) else "not-let-in"
