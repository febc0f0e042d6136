"""Restrictions of a large fleet, asked for at every question."""

from sqlalchemy import event

from bot.storage.access import SqlAccessRules
from bot.storage.engine.database import Database


async def test_restrictions_are_read_when_they_have_changed(database: Database) -> None:
    """Even another replica's; else a question reads one small row, not ten thousand."""
    ours, theirs = SqlAccessRules(database), SqlAccessRules(database)
    await theirs.restrict("T1", "wx1", ["C1"])
    first = await ours.restrictions("T1")
    statements: list[str] = []
    event.listen(database._engine.sync_engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    again = await ours.restrictions("T1")
    assert again is first
    assert not any("program_restrictions" in statement for statement in statements)

    await theirs.restrict("T1", "wx1", ["C2"])
    assert await ours.restrictions("T1") == {"wx1": {"C2"}}
    await theirs.restrict("T1", "wx1", [])
    assert await ours.restrictions("T1") == {}
