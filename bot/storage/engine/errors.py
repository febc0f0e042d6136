"""Translates the drivers' exceptions into ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from bot.errors import StorageUnavailable

_STATES = {
    "55P03": "locked",  # lock_not_available
    "40P01": "locked",  # deadlock_detected
    "40001": "locked",  # serialization_failure
    "25006": "read-only",  # read_only_sql_transaction
    "53100": "full",  # disk_full
    "53400": "full",  # configuration_limit_exceeded: a quota
    "57014": "no-answer",  # query_canceled, by statement_timeout
    "25P03": "no-answer",  # idle_in_transaction_session_timeout
}
"""PostgreSQL's: https://www.postgresql.org/docs/current/errcodes-appendix.html."""
_RESULTS = {
    "SQLITE_BUSY": "locked",
    "SQLITE_LOCKED": "locked",
    "SQLITE_READONLY": "read-only",
    "SQLITE_FULL": "full",
    "SQLITE_IOERR_SHMSIZE": "full",  # no room for the index of its log
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_NOTADB": "damaged",
    "SQLITE_CANTOPEN": "no-folder",
}
"""SQLite's, by prefix, because extended names begin with the primary one: https://www.sqlite.org/rescode.html."""

_UNREACHABLE = (
    "Connection refused",
    "No such file or directory",
    "failed to resolve host",
    "timeout expired",
    "Connection timed out",
    "unreachable",
    "No route to host",
    "server closed the connection",
)
"""What psycopg and libpq say, always in English, when no server can be reached."""
_NO_TLS = ("SSL was required", "SSL error", "certificate")
"""What libpq says when a connection cannot be encrypted as `sslmode` wants it."""
_EACH_STATEMENT = "statement pooling mode"
"""PgBouncer's words."""
_NOT_LET_IN = "connection failed: "
"""How their message begins when a server refuses: its own words follow, without a code."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn what SQLAlchemy or a driver raises inside into a `StorageUnavailable`.

    A value that a column type refuses (a naive datetime) is our bug and stays a ValueError.

    Raises:
        StorageUnavailable: with the reason `locked`, `read-only`, `full`, `damaged`, `no-folder`, `unreachable`,
            `no-answer`, `no-tls`, `not-let-in`, `pooler` or `broken`.
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
    except PoolExhausted as error:
        raise StorageUnavailable(reason="no-answer") from error
    except SQLAlchemyError as error:
        raise StorageUnavailable(reason="broken") from error


def _reason(cause: BaseException | None) -> str:
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "")
        return next((reason for result, reason in _RESULTS.items() if name.startswith(result)), "broken")
    text = str(cause)
    if _EACH_STATEMENT in text:
        return "pooler"
    if state := getattr(cause, "sqlstate", None):  # psycopg need not be imported for SQLite
        return _STATES.get(state, "broken")
    if any(words in text for words in _UNREACHABLE):
        return "unreachable"
    if not text.startswith(_NOT_LET_IN):
        return "broken"
    return "no-tls" if any(words in text for words in _NO_TLS) else "not-let-in"
