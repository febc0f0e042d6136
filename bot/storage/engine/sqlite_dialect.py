"""SQLAlchemy's dialect for aiosqlite, without connections left open and roll-backs of nothing."""

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine.interfaces import DBAPIConnection

if TYPE_CHECKING:
    import aiosqlite

DRIVER: Final = "sqlite+baselib"


class SqliteDialect(SQLiteDialect_aiosqlite):
    """Rolls back only where a transaction is open: each roll-back costs a question a turn of the driver's thread.

    A connection whose statement was cancelled is closed, so none is left here that begins a transaction later.
    """

    supports_statement_cache = True

    def connect(self, *where: Any, **how: Any) -> DBAPIConnection:
        """Connect to a file.

        Raises:
            sqlite3.Error: it cannot be opened.
        """
        return super().connect(*where, **how, async_creator_fn=_open)

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
    connection._connection = connection._connector()  # noqa: SLF001  # there is no other way in
    connection._thread.daemon = True  # noqa: SLF001  # as SQLAlchemy does with those that it makes
    return connection


registry.register(DRIVER.replace("+", "."), __name__, SqliteDialect.__name__)
