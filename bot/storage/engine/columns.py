"""Column types for guarantees that the databases themselves do not give, and for values that they hold as text."""

import json
from collections.abc import Callable
from dataclasses import Field, fields
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, Final, Protocol, TypeVar

from sqlalchemy import DateTime, Dialect, Row, String, Table, Text
from sqlalchemy.types import TypeDecorator

_T = TypeVar("_T")
BY_CODE_POINT: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that is sorted as Python sorts it, whatever the language of the database."""


class Instant(TypeDecorator[datetime]):
    """An instant: aware going in, UTC coming out, on both engines. SQLite itself drops the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 # SQLAlchemy's signature
        """Refuse a naive time: the instant could not be recovered later."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 # SQLAlchemy's signature
        """Convert to UTC: PostgreSQL answers in the session's zone."""
        return None if value is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """SQLite has text without a zone (it was written in UTC), a hundred times in an answer: read in one step."""
        return _read_utc if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _read_utc(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class Encoded(TypeDecorator[_T]):
    """A value that the database holds as text; NULL is None."""

    impl = String
    cache_ok = True

    def __init__(self, encode: Callable[[_T], Any], decode: Callable[[Any], _T]) -> None:
        """`encode` and `decode` must be functions or classes of a module: they are part of SQLAlchemy's cache key."""
        super().__init__()
        self.encode = encode
        self.decode = decode

    def process_bind_param(self, value: _T | None, dialect: Dialect) -> str | None:  # noqa: ARG002 # SQLAlchemy's signature
        return None if value is None else str(self.encode(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> _T | None:  # noqa: ARG002 # SQLAlchemy's signature
        return None if value is None else self.decode(value)


class EncodedOrEmpty(Encoded[_T]):
    """Like `Encoded`, but None is the empty text: for columns that are never NULL."""

    cache_ok = True

    def process_bind_param(self, value: _T | None, dialect: Dialect) -> str:
        return super().process_bind_param(value, dialect) or ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> _T | None:
        return super().process_result_value(value or None, dialect)


class Json(Encoded[_T]):
    """Like `Encoded`, as compact ASCII JSON; `encode` makes what `json` takes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: _T | None, dialect: Dialect) -> str | None:  # noqa: ARG002 # SQLAlchemy's signature
        return None if value is None else json.dumps(self.encode(value), separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> _T | None:  # noqa: ARG002 # SQLAlchemy's signature
        return None if value is None else self.decode(json.loads(value))


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_Row = TypeVar("_Row", bound=_Dataclass)


def row_of(table: Table, *instances: _Dataclass, **others: object) -> dict[str, object]:
    """Return a row of every column but an autoincrement number.

    Args:
        instances: a column without another value takes it from the first of these that has a field of its name.
    """
    values = {
        name: getattr(instance, name) for instance in reversed(instances) for name in _names(type(instance))
    } | others
    return {column.name: values[column.name] for column in table.columns if column is not table.autoincrement_column}


def read(kind: type[_Row], row: Row[*tuple[object, ...]], **others: object) -> _Row:
    """Return a dataclass from a row.

    Args:
        kind: each of its fields without another value takes the column of its name.
        row: of any query that selects these columns.
    """
    return kind(**{name: getattr(row, name) for name in _names(kind) if name not in others}, **others)


@cache
def _names(kind: type[_Dataclass]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.init)
