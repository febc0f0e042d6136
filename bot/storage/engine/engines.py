"""Engines: from a DATABASE_URL to a configured SQLAlchemy engine of either kind."""

import asyncio
import os
import sqlite3
import stat
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import AdaptedConnection, Connection, Dialect, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import SettingsError, StorageUnavailable
from bot.storage.engine.limits import Limits
from bot.storage.engine.sqlite import DRIVER

if TYPE_CHECKING:
    import aiosqlite

IMMEDIATE = "baselib_immediate"
"""Execution option: this connection is going to write."""
APART = "baselib_apart"
"""Execution option: every statement is a transaction of its own."""
APPLICATION = "baselib"
"""The application name of our connections in PostgreSQL."""
POOLED = "baselib_pooled"
"""In a connection's `info`: whether a pooler, such as PgBouncer, stands before PostgreSQL."""
_DRIVERS = {"sqlite": DRIVER, "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_WAIT_FOR_SERVER_S = 10
_KEPT_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 30_000}
"""A connection whose other end is gone is found dead within a minute: https://www.postgresql.org/docs/current/libpq-connect.html"""
_KEPT_ALIVE_BY_SERVER = {
    # Else a replica that loses its network would hold its locks for the two hours of most systems.
    "tcp_keepalives_idle": 30,
    "tcp_keepalives_interval": 10,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_UNICODE = ("UTF8", "SQL_ASCII")
_PRIVATE = 0o600
"""The permissions of a SQLite file: its owner's alone."""
_WAL = "PRAGMA journal_mode = WAL"
"""Readers do not wait for the writer."""
_TRIED_EVERY_S = 0.01
_PRAGMAS = (
    "PRAGMA synchronous = FULL",  # a commit outlives a power cut: `sending` must, before the post
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -512",  # kB, for each connection: the system caches the file's pages anyway
)


def read_url(text: str) -> URL:
    """Read a DATABASE_URL: `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://...`."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise SettingsError(name="DATABASE_URL", reason="no-url") from None
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise SettingsError(name="DATABASE_URL", reason="not-sqlite-or-postgresql")
    if driver == _DRIVERS["sqlite"] and url.database in (None, "", ":memory:"):
        # Every pooled connection would see an empty database of its own.
        raise SettingsError(name="DATABASE_URL", reason="no-file")
    return url.set(drivername=driver)


def create_engine(url: URL, *, limits: Limits, idles: bool = False) -> AsyncEngine:
    """Return an engine for a URL from `read_url`; it connects on first use.

    Args:
        limits: what the server itself ends; the rest is `limited`'s.
        idles: whether its transactions wait for something else meanwhile, as those that only hold a lock do.
    """
    # Statements appear in tracebacks and logs; stored data must not.
    if url.get_backend_name() == "sqlite":
        engine = create_async_engine(url, hide_parameters=True, connect_args={"factory": _Released})
        event.listen(engine.sync_engine, "connect", _set_up_sqlite(limits.lock))
        event.listen(engine.sync_engine, "connect", _wal_within(limits.lock))
        event.listen(engine.sync_engine, "do_connect", _keep_private)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    else:
        # Without this encoding the driver uses the database's, and returns bytes where that is SQL_ASCII.
        arguments = {
            "connect_timeout": _WAIT_FOR_SERVER_S,
            "application_name": APPLICATION,
            "client_encoding": "utf8",
            **{name: value for name, value in _KEPT_ALIVE.items() if name not in url.query},
        }
        longest = _milliseconds(limits.transaction or timedelta(0))
        ended = {
            "lock_timeout": _milliseconds(limits.lock),
            "statement_timeout": longest,
            "idle_in_transaction_session_timeout": 0 if idles else longest,
        }
        engine = create_async_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=arguments)
        event.listen(engine.sync_engine, "connect", _set_up_postgresql(ended))
        event.listen(engine.sync_engine, "connect", _require_unicode)
        event.listen(engine.sync_engine, "begin", _begin_pooled(ended))
    return engine


def _milliseconds(time: timedelta) -> int:
    return time // timedelta(milliseconds=1)


def compact(file: Path) -> None:
    """Rewrite a SQLite file that no process uses, and empty its log."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("VACUUM")
        ((busy, _, _),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            raise sqlite3.OperationalError("the log is being read")


class _Released(sqlite3.Connection):
    """Releases its lock when it is closed, as it is when its transaction was cancelled.

    SQLite itself keeps a closed connection, with its transaction, until the last unfinished statement is collected.
    """

    def close(self) -> None:
        """Undo what is open, then close."""
        with suppress(sqlite3.Error):
            self.rollback()
        super().close()


def _set_up_sqlite(lock: timedelta) -> Callable[[DBAPIConnection, ConnectionPoolEntry], None]:
    def set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver would begin transactions by itself, but only before some statements; `_begin_sqlite` does
        # for all: https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#sqlite-transactions
        connection.isolation_level = None
        connection.create_function("whole_number", 1, int.from_bytes, deterministic=True)
        cursor = connection.cursor()
        for command in (f"PRAGMA busy_timeout = {_milliseconds(lock)}", *_PRAGMAS):
            cursor.execute(command)
        cursor.close()

    return set_up


def _set_up_postgresql(ended: dict[str, int]) -> Callable[[DBAPIConnection, ConnectionPoolEntry], None]:
    """Look whether a pooler answers, and else set up the session.

    A pooler may answer each transaction in another session: others would find our settings there, and we not what we
    prepared. It shows by the process that answers: poolers make up the number that PostgreSQL's own greeting has.

    Args:
        ended: settings and their milliseconds.
    """
    commands = _setting("SET", ended | _KEPT_ALIVE_BY_SERVER)

    def set_up(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        driver: Any = entry.driver_connection
        cursor = connection.cursor()
        cursor.execute("SELECT pg_backend_pid()")
        ((process,),) = cursor.fetchall()
        entry.info[POOLED] = process != driver.info.backend_pid
        if entry.info[POOLED]:
            driver.prepare_threshold = None
        else:
            cursor.execute(commands)
        cursor.close()
        connection.commit()  # PostgreSQL undoes a SET that is rolled back

    return set_up


def _begin_pooled(ended: Mapping[str, int]) -> Callable[[Connection], None]:
    """Through a pooler the limits are each transaction's, set in the same round trip that begins it.

    So even a single statement is in a transaction there.
    """
    commands = f"BEGIN; {_setting('SET LOCAL', ended)}"

    def begin(connection: Connection) -> None:
        if connection.info[POOLED]:
            driver: Any = connection.connection.dbapi_connection
            driver.autocommit = True  # else it begins by itself, before this
            connection.exec_driver_sql(commands)

    return begin


def _setting(how: str, settings: Mapping[str, int]) -> str:
    return "; ".join(f"{how} {name} = {value}" for name, value in settings.items())


def _wal_within(limit: timedelta) -> Callable[[AdaptedConnection, ConnectionPoolEntry], None]:
    """Switch the file to WAL, once no other connection changes it; SQLite itself refuses at once, without its timeout.

    So do two processes that open a new file together: https://www.sqlite.org/wal.html#sometimes_queries_return_sqlite_busy_in_wal_mode
    """

    async def switch(connection: "aiosqlite.Connection") -> None:
        clock = asyncio.get_running_loop().time
        end = clock() + limit.total_seconds()
        while True:
            try:
                await (await connection.execute(_WAL)).close()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or clock() >= end:
                    raise
                await asyncio.sleep(_TRIED_EVERY_S)
            else:
                return

    return lambda connection, _entry: connection.run_async(switch)


def _require_unicode(connection: AdaptedConnection, _entry: ConnectionPoolEntry) -> None:
    """Refuse a database that cannot hold every text, such as one in Latin 1: names are Chinese.

    SQL_ASCII stores any bytes: https://www.postgresql.org/docs/current/multibyte.html
    """
    if connection.driver_connection.info.parameter_status("server_encoding") not in _UNICODE:
        raise StorageUnavailable(reason="encoding")


def _keep_private(_dialect: Dialect, _entry: ConnectionPoolEntry, where: list[str], how: dict[str, bool]) -> None:
    """Let only its owner read a database; SQLite gives its log the permissions of the file.

    Where that fails, the file belongs to another user, or cannot be made, which opening it tells better.
    """
    if how.get("uri", False):
        return
    (file,) = where
    with suppress(OSError):
        # Never open one that exists: closing it would end the locks that SQLite holds in this process.
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
    for each in (Path(file), Path(f"{file}-wal"), Path(f"{file}-shm")):
        with suppress(OSError):
            if stat.S_IMODE(each.stat().st_mode) & ~_PRIVATE:
                each.chmod(_PRIVATE)


def _begin_sqlite(connection: Connection) -> None:
    """Take a writer's lock at once: upgrading later fails without waiting when another process wrote in between."""
    options = connection.get_execution_options()
    if not options.get(APART, False):  # a BEGIN costs a question a turn of the driver's thread
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(IMMEDIATE, False) else "BEGIN")
