"""What the two engines spell differently, INSERT ... ON CONFLICT, and how many rows fit into a statement."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar, Union

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
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

if TYPE_CHECKING:
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
