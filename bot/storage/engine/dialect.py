"""What the two engines spell differently, INSERT ... ON CONFLICT, and how many rows fit into a statement."""

import json
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar, Union, cast

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    String,
    Table,
    TableValuedAlias,
    bindparam,
    column,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.dialects import registry, sqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine
from sqlalchemy.util import await_only

if TYPE_CHECKING:
    import aiosqlite
    from sqlalchemy.dialects import postgresql


_T = TypeVar("_T")
ROWS_AT_ONCE: Final = 500
"""Small rows per statement: each key is a parameter, and SQLite takes 32,766 of them."""
Insert = Union["postgresql.Insert", sqlite.Insert]


def insert_or_skip(connection: AsyncConnection, table: Table) -> Insert:
    """Insert; rows that violate a uniqueness constraint are skipped."""
    return _insert(connection.dialect.name, table).on_conflict_do_nothing()


def insert_or_replace(
    connection: AsyncConnection,
    table: Table,
    key: Collection[str],
    *,
    but: Mapping[str, ColumnElement[Any]] | None = None,
    where: ColumnElement[bool] | None = None,
) -> Insert:
    """Insert; an existing row with this key is overwritten, except for an autoincrement number.

    Args:
        key: the columns of its primary key, or of a uniqueness constraint.
        but: other values for some columns, computed from the existing ones and from `new` ones.
        where: existing rows for which this is not true are left alone.
    """
    statement = _insert(connection.dialect.name, table)
    kept = {*key, *([] if table.autoincrement_column is None else [table.autoincrement_column.name])}
    others = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in kept}
    return statement.on_conflict_do_update(index_elements=list(key), set_=others | dict(but or {}), where=where)


def new(column: ColumnElement[_T]) -> ColumnElement[_T]:
    """In an `insert_or_replace`: the value to be inserted; the column itself is the existing value."""
    return literal_column(f"excluded.{column.key}", column.type)


class _ByDialect(FunctionElement[Any]):
    """A function that each database writes in its own way; `{}` stands for its arguments."""

    inherit_cache = True
    in_sqlite = ""
    in_postgresql = ""


@compiles(_ByDialect, "sqlite")
def _in_sqlite(function: _ByDialect, compiler: SQLCompiler, **how: Any) -> str:
    return function.in_sqlite.format(compiler.process(function.clauses, **how))


@compiles(_ByDialect, "postgresql")
def _in_postgresql(function: _ByDialect, compiler: SQLCompiler, **how: Any) -> str:
    return function.in_postgresql.format(compiler.process(function.clauses, **how))


def _by_dialect(
    name: str, in_sqlite: str, in_postgresql: str, type_: TypeEngine[Any] | None = None
) -> type[_ByDialect]:
    how = {"name": name, "in_sqlite": in_sqlite, "in_postgresql": in_postgresql, "inherit_cache": True}
    return type(name, (_ByDialect,), how | ({"type": type_} if type_ else {}))


_Elements = _by_dialect("elements", "json_each({})", "json_array_elements_text(CAST({} AS JSON))")
"""The strings of a JSON list, one row each."""


def as_list(these: Collection[str]) -> str:
    """Return the value of a parameter for `strings`.

    Letters are not escaped: PostgreSQL translates no escape in a database without an encoding.
    """
    return json.dumps(list(these), ensure_ascii=False)


def strings(these: Collection[str] | BindParameter[str], *, name: str) -> TableValuedAlias:
    """Rows with one column, `value`, passed as a single parameter: those, or one that takes them `as_list`.

    With a parameter for each value, SQLAlchemy compiles the statement anew each time: 10 ms for five hundred.
    """
    listed = these if isinstance(these, BindParameter) else bindparam(None, as_list(these), String)
    return _Elements(listed).table_valued(column("value", String), name=name)


def one_of(value: ColumnElement[str], these: Collection[str] | BindParameter[str]) -> ColumnElement[bool]:
    """Return the condition that a value is one of these, see `strings`.

    Not a join with them: SQLite takes them to be many and the table's rows to be few, and scans all of its rows.
    """
    return value.in_(select(strings(these, name="these").c.value))


_Monday = _by_dialect(
    "monday", "date({}, 'weekday 0', '-6 days')", "CAST(date_trunc('week', CAST({} AS TIMESTAMP)) AS DATE)", Date()
)


def monday_of(day: ColumnElement[date]) -> ColumnElement[date]:
    """Return the first day of a day's ISO week."""
    return _Monday(day)


_ChineseDay = _by_dialect(
    "chinese_day", "date({}, '+8 hours')", "CAST({} AT TIME ZONE 'Asia/Shanghai' AS DATE)", Date()
)


def chinese_day(instant: ColumnElement[datetime]) -> ColumnElement[date]:
    """As `bot.domain.numbers.snapshot.snapshot_day`."""
    return _ChineseDay(instant)


_DayNumber = _by_dialect("day_number", "CAST(julianday({}) AS INTEGER)", "({} - DATE '2000-01-01')", Integer())


def day_number(day: ColumnElement[date]) -> ColumnElement[int]:
    """Days since some day: their difference is that of days."""
    return _DayNumber(day)


_WholeNumber = _by_dialect(
    "whole_number", "whole_number({})", "CAST(CAST('x' || encode({}, 'hex') AS BIT(32)) AS BIGINT)", BigInteger()
)


def whole_number(octets: ColumnElement[bytes | None]) -> ColumnElement[int]:
    """Four bytes as a number, the most significant first. SQLite asks `int.from_bytes`."""
    return _WholeNumber(octets)


_Greater = _by_dialect("greater", "max({})", "greatest({})")


def greater_of(one: ColumnElement[_T], other: ColumnElement[_T]) -> ColumnElement[_T]:
    """Return the greater of two values, neither of which is NULL: what that gives differs."""
    return type_coerce(_Greater(one, other), one.type)


_Place = _by_dialect("place", "instr({})", "strpos({})", Integer())


def place_of(part: str | ColumnElement[str], whole: str | ColumnElement[str]) -> ColumnElement[int]:
    """Where a part is in a text, from 1; 0 for nowhere. Letter by letter: LIKE has wildcards, and on SQLite no case."""
    return _Place(*(bindparam(None, each, String) if isinstance(each, str) else each for each in (whole, part)))


async def took_effect(connection: AsyncConnection, insert: Insert, row: Mapping[str, object]) -> bool:
    """Run the statement; returns whether the row was inserted or replaced another, rather than skipped."""
    # Not by the row count, which SQLAlchemy does not have for an INSERT on PostgreSQL.
    returned = await connection.execute(insert.returning(*insert.table.primary_key), row)
    return returned.first() is not None


@cache
def _insert(dialect: str, table: Table) -> Insert:
    """One for each table: its `excluded` has all columns once more, in cycles that the search for garbage must find."""
    if dialect != "postgresql":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  # loaded with the connection

    return postgresql.insert(table)


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
