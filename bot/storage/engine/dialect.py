"""What the two engines spell differently, INSERT ... ON CONFLICT, and how many rows go into a statement."""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, String, Table, TableValuedAlias, bindparam, column, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_T = TypeVar("_T")
ROWS_AT_ONCE: Final = 500
"""Small rows per statement: each key is a parameter, of which SQLite takes 32,766."""
Insert = postgresql.Insert | sqlite.Insert


def insert_or_skip(connection: AsyncConnection, table: Table) -> Insert:
    """Insert; a row that breaks any uniqueness is left out."""
    return _insert(connection, table).on_conflict_do_nothing()


def insert_or_replace(
    connection: AsyncConnection,
    table: Table,
    key: Collection[str],
    *,
    but: Mapping[str, ColumnElement[Any]] | None = None,
    where: ColumnElement[bool] | None = None,
) -> Insert:
    """Insert; where a row with this key stands, the rest of it is overwritten, but for a number that counts up.

    Args:
        connection: of either engine.
        table: into which.
        key: the columns of its primary key, or of a uniqueness constraint.
        but: what other columns are to become, of those that stand there and of the new ones (`new`).
        where: rows that stand there and for which this is not true are left alone.
    """
    statement = _insert(connection, table)
    kept = {*key, *([] if table.autoincrement_column is None else [table.autoincrement_column.name])}
    others = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in kept}
    return statement.on_conflict_do_update(index_elements=list(key), set_=others | dict(but or {}), where=where)


def new(column: ColumnElement[_T]) -> ColumnElement[_T]:
    """In an `insert_or_replace`: the value that was to be inserted; the column itself is what stands there."""
    return literal_column(f"excluded.{column.key}", column.type)


class _Elements(FunctionElement[str]):
    """The strings in a JSON list, a row each."""

    inherit_cache = True
    name = "elements"


@compiles(_Elements, "sqlite")
def _in_sqlite(elements: _Elements, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_each({compiler.process(elements.clauses, **how)})"


@compiles(_Elements, "postgresql")
def _in_postgresql(elements: _Elements, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(elements.clauses, **how)} AS JSON))"


def strings(these: Collection[str], *, name: str) -> TableValuedAlias:
    """Rows with one column, `value`, whose values all go into one parameter.

    With a parameter for each, SQLAlchemy compiles the statement anew each time: ten milliseconds for five hundred.

    Args:
        these: the values.
        name: of the table.
    """
    listed = bindparam(None, json.dumps(list(these)), String)
    return _Elements(listed).table_valued(column("value", String), name=name)


async def took_effect(connection: AsyncConnection, insert: Insert, row: Mapping[str, object]) -> bool:
    """Run it; says whether the row was inserted or overwrote another one, and not left out."""
    # Not by the row count, which SQLAlchemy does not know of an INSERT on PostgreSQL.
    returned = await connection.execute(insert.returning(*insert.table.primary_key), row)
    return returned.first() is not None


def _insert(connection: AsyncConnection, table: Table) -> Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
