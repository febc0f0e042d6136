"""Reads many rows in steps, so that none holds the event loop for long."""

from typing import Any, Final

from sqlalchemy import Select

from bot.storage.engine.database import Database

_STEP: Final = 2_000
"""Rows: a millisecond or two."""


async def texts(database: Database, query: Select[*tuple[Any, ...]]) -> list[str]:
    """The first column of what a query finds, of a hundred thousand programs, too.

    Raises:
        StorageUnavailable: it cannot be read.
    """
    found = list[str]()
    async with database.reading() as connection:
        async for some in (await connection.stream(query)).scalars().partitions(_STEP):
            found += some
    return found
