"""In whose turn the numbers of a workspace change."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.database import Database


def turn_of(team_id: str) -> str:
    """The name under which who changes snapshots, users, or what is kept of the newest ones waits for others who do."""
    return f"numbers {team_id}"


@asynccontextmanager
async def in_turn(database: Database, team_id: str) -> AsyncIterator[AsyncConnection]:
    """A transaction in which what is newest stays so.

    Raises:
        StorageUnavailable: the database cannot be used.
    """
    async with database.writing() as connection:
        await database.wait_for_turn(connection, turn_of(team_id))
        yield connection
