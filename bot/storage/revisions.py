"""Alembic, driven from code: which revision a database is at, and bringing it to the newest."""

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
    config = configuration(connection)
    if _behind(connection, config):
        command.upgrade(config, "head")


def require_current(connection: Connection) -> None:
    """Refuse a database that has not the tables of this code.

    Raises:
        StorageUnavailable: `older` or `newer`.
    """
    if _behind(connection, configuration(connection)):
        raise StorageUnavailable(reason="older")


def configuration(connection: Connection) -> Config:
    """What alembic.ini would say, and the connection that `migrations/env.py` is to use."""
    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _behind(connection: Connection, config: Config) -> bool:
    scripts = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise StorageUnavailable(reason="newer")
    return current != scripts.get_current_head()
