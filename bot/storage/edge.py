"""The edge at which the drivers' exceptions turn into ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError

from bot.errors import StorageUnavailable

_LOCKED = frozenset({"55P03", "40P01", "40001"})
"""lock_not_available, deadlock_detected, serialization_failure.

https://www.postgresql.org/docs/current/errcodes-appendix.html
"""
_READ_ONLY = "25006"
"""read_only_sql_transaction."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn what SQLAlchemy or a driver raises inside into a `StorageUnavailable`.

    A value that a column type refuses (a naive datetime) is a mistake of ours and stays the ValueError that it is.

    Raises:
        StorageUnavailable: with the reason `locked`, `read-only`, `damaged` or `broken`.
    """
    try:
        yield
    except DBAPIError as error:
        raise StorageUnavailable(reason=_reason(error.orig)) from error
    except sqlite3.Error as error:
        raise StorageUnavailable(reason=_reason(error)) from error
    except StatementError as error:
        if isinstance(error.orig, ValueError):
            raise error.orig from error
        raise StorageUnavailable(reason="broken") from error
    except SQLAlchemyError as error:
        raise StorageUnavailable(reason="broken") from error


def _reason(cause: BaseException | None) -> str:
    if isinstance(cause, sqlite3.Error):
        return _sqlite_reason(getattr(cause, "sqlite_errorname", ""))
    state = getattr(cause, "sqlstate", None)  # psycopg's, which need not be imported for SQLite
    if state in _LOCKED:
        return "locked"
    return "read-only" if state == _READ_ONLY else "broken"


def _sqlite_reason(name: str) -> str:
    """By the name of the result code, whose extended forms begin alike: https://www.sqlite.org/rescode.html."""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "locked"
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return "damaged"
    return "read-only" if name.startswith("SQLITE_READONLY") else "broken"
