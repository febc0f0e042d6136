"""All tables: import them from here to be sure of having every one."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, DateTime, MetaData, Table, event

from bot.storage.engine.columns import Encoded, Instant
from bot.storage.engine.revisions import current_revision, revisions
from bot.storage.tables import (  # noqa: F401 - importing them adds their tables to METADATA
    decisions,
    digest,
    numbers,
    programs,
)
from bot.storage.tables.metadata import METADATA

__all__ = ["METADATA", "tables_in"]


def tables_in(connection: Connection) -> Mapping[str, Table]:
    """Our tables by name, with the columns that they have in this database, whatever its revision, and plain types.

    They are inspected only in a database at an older revision, because that is slow.
    """
    if current_revision(connection) == revisions()[-1]:
        return _plain().tables
    found = MetaData()
    event.listen(found, "column_reflect", _instants)
    found.reflect(connection, only=lambda name, _: name in METADATA.tables)
    return found.tables


@cache
def _plain() -> MetaData:
    plain = MetaData()
    for table in METADATA.tables.values():
        for column in table.to_metadata(plain).columns:
            if isinstance(column.type, Encoded):
                column.type = column.type.impl_instance
    return plain


def _instants(_inspector: object, _table: object, column: dict[str, Any]) -> None:
    if isinstance(column["type"], DateTime):
        column["type"] = Instant()
