"""SQLAlchemy's dialect of SQLite over aiosqlite, with fewer ways between threads."""

from collections import deque
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.util import await_only

if TYPE_CHECKING:
    import aiosqlite


# ruff: noqa: SLF001 - SQLAlchemy's adapters are made to be derived from, and aiosqlite has no other way in


DRIVER: Final = "sqlite+baselib"


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Runs a statement and reads its rows in one turn of the driver's thread, where SQLAlchemy's takes four."""

    __slots__ = ()

    def _make_new_cursor(self, connection: Any) -> Any:
        return connection

    def _aenter_cursor(self, connection: Any) -> Any:
        """SQLite's own cursor: to make one touches no file."""
        try:
            return connection._conn.cursor()
        except ValueError as error:  # it is closed
            self._adapt_connection._handle_exception(error)

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        async with self._adapt_connection._execute_mutex:
            driven: Any = self._connection
            self._rows = await driven._execute(_all, self._cursor, operation, parameters or ())

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        async with self._adapt_connection._execute_mutex:
            driven: Any = self._connection
            await driven._execute(_each, self._cursor, operation, seq_of_parameters)

    async def _async_soft_close(self) -> None:
        """Nothing is left to close."""

    def close(self) -> None:
        """Forget the rows; the thread may still be at a statement that was cancelled."""
        self._rows.clear()


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()

    _cursor_cls = _Cursor


def _all(cursor: Any, operation: str, parameters: Sequence[Any]) -> deque[Any]:
    """Run a statement, and give it back with its last row."""
    cursor.execute(operation, parameters)
    return deque(cursor.fetchall())


def _each(cursor: Any, operation: str, rows: Sequence[Any]) -> None:
    """Run a statement for each row.

    The cursor is closed in the thread that ran it: one that is dropped later, by whichever thread looks for garbage,
    resets its statement, which the same connection may be running again by then ("API misuse").
    """
    with closing(cursor):
        cursor.executemany(operation, rows)


class SqliteDialect(SQLiteDialect_aiosqlite):
    """Rolls back only where a transaction is open: each roll-back costs a question a turn of the driver's thread.

    A connection whose statement was cancelled is closed, so none is left here that begins a transaction later.
    """

    supports_statement_cache = True

    def connect(self, *where: Any, **how: Any) -> DBAPIConnection:
        opened: Any = await_only(_open(*where, **how))
        return cast("DBAPIConnection", _Connection(self.loaded_dbapi, opened))

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Roll back what is open."""
        driven: aiosqlite.Connection = dbapi_connection.driver_connection
        try:
            nothing = not driven.in_transaction
        except ValueError:  # it is closed
            return
        if not nothing:
            dbapi_connection.rollback()


def _open(*where: Any, **how: Any) -> "aiosqlite.Connection":
    """Open the file here, before aiosqlite starts its thread, so that there is nothing to wait for.

    The thread never closes what it opens for a task that is cancelled meanwhile, and may outlive the event loop then.
    """
    import aiosqlite  # noqa: PLC0415  # only for SQLite

    connection = aiosqlite.connect(*where, **how)
    connection._connection = connection._connector()
    connection._thread.daemon = True  # as SQLAlchemy does with those that it makes
    return connection


registry.register(DRIVER.replace("+", "."), __name__, SqliteDialect.__name__)
