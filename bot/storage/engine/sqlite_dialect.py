"""SQLAlchemy's dialect for aiosqlite, without roll-backs of nothing."""

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite

if TYPE_CHECKING:
    import aiosqlite

DRIVER: Final = "sqlite+baselib"


class SqliteDialect(SQLiteDialect_aiosqlite):
    """Rolls back only where a transaction is open: each roll-back costs a question a turn of the driver's thread.

    A connection whose statement was cancelled is closed, so none is left here that begins a transaction later.
    """

    supports_statement_cache = True

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Roll back what is open."""
        driven: aiosqlite.Connection = dbapi_connection.driver_connection
        try:
            nothing = not driven.in_transaction
        except ValueError:  # it is closed
            return
        if not nothing:
            dbapi_connection.rollback()


registry.register(DRIVER.replace("+", "."), __name__, SqliteDialect.__name__)
