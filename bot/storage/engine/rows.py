"""Rows from dataclasses and back, by name: the column types do the rest."""

from dataclasses import Field, fields
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import Row, Table


class _Dataclass(Protocol):
    """Any instance of a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_T = TypeVar("_T", bound=_Dataclass)


def row_of(table: Table, *instances: _Dataclass, **others: object) -> dict[str, object]:
    """A row of every column but an autoincrement number.

    Args:
        instances: a column without another value takes it from the first of these that has a field of its name.

    Raises:
        KeyError: a column has no value.
    """
    values = {
        name: getattr(instance, name) for instance in reversed(instances) for name in _names(type(instance))
    } | others
    return {column.name: values[column.name] for column in table.columns if column is not table.autoincrement_column}


def read(kind: type[_T], row: Row[*tuple[object, ...]], **others: object) -> _T:
    """A dataclass from a row.

    Args:
        kind: each of its fields without another value takes the column of its name.
        row: of any query that selects these columns.
    """
    return kind(**{name: getattr(row, name) for name in _names(kind) if name not in others}, **others)


@cache
def _names(kind: type[_Dataclass]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.init)
