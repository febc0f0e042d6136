"""Engines: from a DATABASE_URL to a configured SQLAlchemy engine of either kind."""

from sqlalchemy import Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import SettingsError

IMMEDIATE = "baselib_immediate"
"""Execution option: this connection is going to write."""
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_WAIT_FOR_LOCK_S = 5
_WAIT_FOR_SERVER_S = 10
_PRAGMAS = (
    f"PRAGMA busy_timeout = {_WAIT_FOR_LOCK_S * 1000}",
    "PRAGMA journal_mode = WAL",  # readers do not wait for the writer
    "PRAGMA synchronous = FULL",  # a commit outlives a power cut: `sending` must, before the post
    "PRAGMA foreign_keys = ON",
)


def read_url(text: str) -> URL:
    """Read a DATABASE_URL: `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://...`.

    Raises:
        SettingsError: it is no such URL. The text itself stays out of the error: it may hold a password.
    """
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


def create_engine(url: URL) -> AsyncEngine:
    """An engine for a URL from `read_url`; it connects when it is first used."""
    # Statements turn up in tracebacks and logs; what is stored must not.
    if url.get_backend_name() == "sqlite":
        engine = create_async_engine(url, hide_parameters=True)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    else:
        timeout = {"connect_timeout": _WAIT_FOR_SERVER_S}
        engine = create_async_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=timeout)
        event.listen(engine.sync_engine, "connect", _prepare_postgresql)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions by itself, and only before some statements: `_begin_sqlite` does it for all.
    # https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#sqlite-transactions
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: upgrading later fails without waiting when somebody wrote in between."""
    immediate = connection.get_execution_options().get(IMMEDIATE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _prepare_postgresql(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{_WAIT_FOR_LOCK_S}s'")
    cursor.close()
    connection.commit()
