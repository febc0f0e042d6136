"""Describe the tables of a database, so that two of them can be compared."""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect


def described(connection: Connection) -> dict[str, list[str]]:
    """Return each table's columns, constraints and indexes, in an order that does not depend on how they were made."""
    return {name: sorted(_lines(connection, name)) for name in sorted(inspect(connection).get_table_names())}


def _lines(connection: Connection, table: str) -> Iterator[str]:
    found = inspect(connection)
    for column in found.get_columns(table):
        kind = column["type"].compile(connection.dialect)
        null = "NULL" if column["nullable"] else "NOT NULL"
        yield f"{column['name']} {kind} {null} default {column['default']}"
    key = found.get_pk_constraint(table)
    yield f"primary key {key['name']} {key['constrained_columns']}"
    for unique in found.get_unique_constraints(table):
        yield f"unique {unique['name']} {unique['column_names']}"
    for index in found.get_indexes(table):
        yield f"index {index['name']} {index['column_names']} unique {bool(index['unique'])}"
    yield from (f"foreign key {each}" for each in found.get_foreign_keys(table))
    yield from (f"check {each}" for each in found.get_check_constraints(table))
