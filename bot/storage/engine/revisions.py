"""Which revision a database is at, and how Alembic brings it to the newest.

Most starts find the newest: they do without Alembic, which takes a tenth of a second and several megabytes to load.
"""

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, insert, inspect, select

from bot.errors import StorageUnavailable

if TYPE_CHECKING:
    from alembic.config import Config

_VERSIONS = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32)),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table: https://alembic.sqlalchemy.org/en/latest/api/runtime.html"""


def upgrade(connection: Connection) -> None:
    """Run the missing migrations inside the connection's transaction. A new file gets the tables that they lead to."""
    if not _behind(connection):
        return
    if connection.dialect.name == "sqlite" and not inspect(connection).get_table_names():
        _create(connection)
    else:
        upgrade_to(connection, "head")


def _create(connection: Connection) -> None:
    """Every migration in turn, with Alembic, takes half a second: half of a first question on the command line."""
    from bot.storage.tables.schema import METADATA  # noqa: PLC0415  # it asks this module for revisions

    METADATA.create_all(connection, checkfirst=False)
    _VERSIONS.create(connection)
    connection.execute(insert(_VERSIONS), {"version_num": revisions()[-1]})


def upgrade_to(connection: Connection, revision: str) -> None:
    """Run the migrations up to a revision inside the connection's transaction; the database must not be beyond it."""
    from alembic import command  # noqa: PLC0415  # only where there is something to migrate

    command.upgrade(configuration(connection), revision)


def require_current(connection: Connection) -> None:
    """Refuse a database whose tables are not at this code's revision."""
    if _behind(connection):
        raise StorageUnavailable(reason="older")


def current_revision(connection: Connection) -> str | None:
    """Return the revision of the tables; None when there are none."""
    applied = select(_VERSIONS.c.version_num)
    current = connection.scalars(applied).one_or_none() if inspect(connection).has_table(_VERSIONS.name) else None
    if current is not None and (reason := refusal(current)):
        raise StorageUnavailable(reason=reason)
    return current


def refusal(revision: str) -> str | None:
    """Return why this code cannot migrate from a revision: `newer`, or `too-old` for before 1.0.0; None if it can."""
    if revision in revisions():
        return None
    return "too-old" if revision < revisions()[0] else "newer"


@cache
def revisions() -> Sequence[str]:
    """All revisions, oldest first, by the names of their files: `r0033_judgements.py` is 0033."""
    files = resources.files("bot.storage.migrations").joinpath("versions").iterdir()
    return sorted(file.name[1:].split("_", 1)[0] for file in files if file.name.startswith("r"))


def configuration(connection: Connection) -> "Config":
    """Return what alembic.ini would say, and the connection for `migrations/env.py`."""
    from alembic.config import Config  # noqa: PLC0415  # as above

    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _behind(connection: Connection) -> bool:
    return current_revision(connection) != revisions()[-1]
