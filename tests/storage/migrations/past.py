"""Databases as earlier releases left them."""

from alembic import command
from sqlalchemy import Connection, text

from bot.storage.engine.revisions import configuration


def up_to(connection: Connection, revision: str) -> None:
    """The tables at that revision. Times without a zone mean UTC."""
    command.upgrade(configuration(connection), revision)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))
