"""Who waits for a lock on PostgreSQL."""

from sqlalchemy import text

from bot.storage.engine.database import Database


async def waits_for_a_lock(database: Database) -> bool:
    here = (
        "database = (SELECT oid FROM pg_database WHERE datname = current_database())"  # others are on the server, too
    )
    query = text(f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND {here}")  # noqa: S608
    async with database.reading() as connection:
        return bool((await connection.execute(query)).scalar_one())
