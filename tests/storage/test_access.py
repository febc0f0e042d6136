"""The audit log in a database: all of a change, or nothing."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import event

from bot.domain.access import SYSTEM, AuditAction, AuditEntry, Role
from bot.ports.slack import Workspace
from bot.storage.access import SqlAccessRules, SqlAuditLog
from bot.storage.engine.database import Database
from bot.storage.programs.labels import SqlChannelPrograms
from bot.storage.workspaces import SqlWorkspaces
from tests.fakes.machine import FakeClock

ENTRY = AuditEntry("T1", datetime(2026, 11, 23, tzinfo=UTC), "U1", AuditAction.CHANNEL_PROGRAM, "C1")


async def test_a_change_is_undone_with_its_entry(database: Database) -> None:
    programs, rules, log = SqlChannelPrograms(database), SqlAccessRules(database), SqlAuditLog(database)

    async def fail() -> None:
        async with log.recording(ENTRY):
            await programs.put("T1", "C1", "wx1")
            await rules.set_default("T1", Role.VIEWER)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert await programs.get("T1", "C1") is None
    assert (await rules.roles("T1")).default is Role.EDITOR
    assert await log.newest("T1", limit=9) == []


async def test_no_one_sees_a_change_before_its_entry(database: Database) -> None:
    programs, log = SqlChannelPrograms(database), SqlAuditLog(database)
    async with log.recording(ENTRY):
        await programs.put("T1", "C1", "wx1")
        seen = await asyncio.create_task(programs.get("T1", "C1"))
    assert seen is None

    assert await programs.get("T1", "C1") == "wx1"
    assert await log.newest("T1", limit=9) == [ENTRY]


async def test_workspaces(database: Database) -> None:
    """Installed, taken away, installed again; what a start keeps again is no news, nor is a new name."""
    workspaces, log, acme = (
        SqlWorkspaces(database, FakeClock(ENTRY.at)),
        SqlAuditLog(database),
        Workspace("T1", "", "U"),
    )
    for workspace in (acme, replace(acme, name="Acme"), replace(acme, ended=True), replace(acme, ended=True)):
        await workspaces.put(workspace)
    await workspaces.put(acme, by="U1")

    entry = partial(AuditEntry, "T1", ENTRY.at, subject="T1")
    assert await log.newest("T1", limit=9) == [
        entry("U1", AuditAction.INSTALLED),
        entry(SYSTEM, AuditAction.UNINSTALLED),
        entry(SYSTEM, AuditAction.INSTALLED),
    ]


async def test_restrictions_are_read_when_they_have_changed(database: Database) -> None:
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
