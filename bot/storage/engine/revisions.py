"""Alembic, driven from code: which revision a database is at, and how to bring it to the newest."""

from collections.abc import Sequence
from functools import cache

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.errors import StorageUnavailable


def upgrade(connection: Connection) -> None:
    """Run the missing migrations inside the connection's transaction.

    Raises:
        StorageUnavailable: `newer`, when a newer Baselib has migrated it already.
    """
    if _behind(connection):
        upgrade_to(connection, "head")


def upgrade_to(connection: Connection, revision: str) -> None:
    """Run the migrations up to a revision inside the connection's transaction; the database must not be beyond it."""
    command.upgrade(configuration(connection), revision)


def require_current(connection: Connection) -> None:
    """Refuse a database whose tables are not at this code's revision.

    Raises:
        StorageUnavailable: `older` or `newer`.
    """
    if _behind(connection):
        raise StorageUnavailable(reason="older")


def current_revision(connection: Connection) -> str | None:
    """The revision of the tables; None when there are none.

    Raises:
        StorageUnavailable: `newer`, when this code does not know it.
    """
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and not is_known(current):
        raise StorageUnavailable(reason="newer")
    return current


def is_known(revision: str) -> bool:
    """Whether this code has the migration."""
    return revision in revisions()


@cache
def revisions() -> Sequence[str]:
    """All revisions, oldest first. Read once: reading the files takes up to ten milliseconds."""
    scripts = ScriptDirectory.from_config(_configuration())
    return [script.revision for script in scripts.walk_revisions()][::-1]


def configuration(connection: Connection) -> Config:
    """What alembic.ini would say, and the connection for `migrations/env.py`."""
    config = _configuration()
    config.attributes["connection"] = connection
    return config


def _configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _behind(connection: Connection) -> bool:
    return current_revision(connection) != revisions()[-1]
