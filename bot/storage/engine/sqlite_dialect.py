"""SQLAlchemy's dialect for aiosqlite, with as few turns of the driver's thread as can be.

Every turn wakes a thread and then the event loop: a tenth of a millisecond, and an answer runs a dozen statements.
"""

import sqlite3
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.util import EMPTY_DICT

if TYPE_CHECKING:
    import aiosqlite

DRIVER: Final = "sqlite+baselib"


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Makes the driver's cursor, executes, reads every row and closes it in one turn, where SQLAlchemy takes four.

    SQLAlchemy reads every row at once, too. Nothing is left open when the waiting task is cancelled.
    """

    __slots__ = ("_found",)

    _awaitable_cursor_close = False

    def __init__(self, adapt_connection: AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection  # noqa: SLF001  # as SQLAlchemy's own does
        self._soft_closed_memoized = EMPTY_DICT
        self._rows = deque()
        self._found: _Found = None, -1, None

    @property
    def description(self) -> Any:
        return self._found[0]

    @property
    def rowcount(self) -> int:
        return self._found[1]

    @property
    def lastrowid(self) -> Any:
        return self._found[2]

    def close(self) -> None:
        self._rows.clear()

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        await self._run("execute", operation, parameters or ())

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._run("executemany", operation, seq_of_parameters)

    async def _run(self, how: str, statement: str, parameters: Any) -> None:
        driven: Any = self._connection
        async with self._adapt_connection._execute_mutex:  # noqa: SLF001  # as SQLAlchemy's own does
            self._found, rows = await driven._execute(_in_one_turn, driven, how, statement, parameters)  # noqa: SLF001
        self._rows = deque(rows)


_Found = tuple[Any, int, Any]
"""The description of the rows, their number as far as known, and the last new row's."""


def _in_one_turn(
    driven: "aiosqlite.Connection", how: str, statement: str, parameters: Any
) -> tuple[_Found, Sequence[Any]]:
    """In the driver's thread."""
    connection: sqlite3.Connection = driven._conn  # noqa: SLF001  # aiosqlite has no call for what is done here
    cursor = connection.cursor()
    try:
        getattr(cursor, how)(statement, parameters)
        rows = cursor.fetchall() if cursor.description else ()
        return (cursor.description, cursor.rowcount, cursor.lastrowid), rows
    finally:
        cursor.close()


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()

    _cursor_cls = _Cursor  # type: ignore[assignment]  # declared as the very class


class _Driver(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arg: Any, **kw: Any) -> _Connection:
        return _Connection(self, super().connect(*arg, **kw).driver_connection)


class SqliteDialect(SQLiteDialect_aiosqlite):
    """Rolls back only where a transaction is open.

    A connection whose statement was cancelled is closed, so none is left here that begins a transaction later.
    """

    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> AsyncAdapt_aiosqlite_dbapi:
        """Import the driver."""
        return _Driver(__import__("aiosqlite"), sqlite3)

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Roll back what is open."""
        driven: aiosqlite.Connection = dbapi_connection.driver_connection
        try:
            nothing = not driven.in_transaction
        except ValueError:  # it is closed
            return
        if not nothing:
            dbapi_connection.rollback()


registry.register(DRIVER.replace("+", "."), __name__, SqliteDialect.__name__)
