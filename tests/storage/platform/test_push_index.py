"""Old pushes are found without reading the others."""

from datetime import UTC, datetime

from sqlalchemy import delete, text

from bot.storage.engine.database import Database
from bot.storage.tables.platform import PUSHES

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)


async def test_deleting_old_pushes_uses_the_index(database: Database) -> None:
    """Each push deletes them, so however many there are, that must be quick."""
    async with database.writing() as connection:
        statement = delete(PUSHES).where(PUSHES.c.received_at < NOW)
        plain = statement.compile(connection.sync_engine, compile_kwargs={"literal_binds": True})
        if database.shared:
            await connection.execute(text("SET LOCAL enable_seqscan = off"))  # the table is too small to bother
        plan = await connection.execute(text(f"EXPLAIN {'' if database.shared else 'QUERY PLAN '}{plain}"))

        assert "ix_pushes_received_at" in "\n".join(str(row) for row in plan)
