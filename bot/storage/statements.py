"""The one thing that the two engines spell by different SQLAlchemy constructs: INSERT ... ON CONFLICT."""

from collections.abc import Collection

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Insert = postgresql.Insert | sqlite.Insert


def insert_or_skip(connection: AsyncConnection, table: Table) -> Insert:
    """Insert; a row that breaks any uniqueness is left out."""
    return _insert(connection, table).on_conflict_do_nothing()


def insert_or_replace(connection: AsyncConnection, table: Table, key: Collection[str]) -> Insert:
    """Insert; where a row with this key stands, the rest of it is overwritten, but for a number that counts up."""
    statement = _insert(connection, table)
    kept = {*key, *([] if table.autoincrement_column is None else [table.autoincrement_column.name])}
    others = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in kept}
    return statement.on_conflict_do_update(index_elements=list(key), set_=others)


def _insert(connection: AsyncConnection, table: Table) -> Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
