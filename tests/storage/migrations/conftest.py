"""Decisions that an earlier release wrote, in a migrated database."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection, text

from bot.domain.decisions import running, steps
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.program import FleetProgram
from bot.storage.decisions.claims import SqlClaims
from bot.storage.decisions.decisions import SqlDecisions
from bot.storage.engine.database import Database
from tests.domain.decisions.build import CAROL, NOW, by
from tests.storage.everything import Contents, contents
from tests.storage.migrations.past import up_to

HERE: Final = Path(__file__).parent
_AUDITED: Final = text(
    "INSERT INTO audit (team_id, at, by, deed, subject, before, after) VALUES"
    " ('T1', '2026-11-23 08:00:00', 'U0ALICE', 'decision-changed', :subject, :before, :after)"
)
_AUDIT_VALUES: Final = ("subject", "before", "after")
_ENTRIES: Final = (
    ("decision5", '{"state":"proposed"}', '{"state":"declined","votes":["U0BOWEN"],"comment":"wait"}'),
    ("decision8", '{"state":"approved","comment":""}', '{"state":"stale","comment":"voters 2 1"}'),
    ("decision16", '{"state":"approved"}', '{"state":"applying","comment":"asking"}'),
)


@dataclass(frozen=True)
class Old:
    """A migrated database, and its rows from before."""

    database: Database
    rows: Contents

    @property
    def decisions(self) -> SqlDecisions:
        return SqlDecisions(self.database)

    @property
    def claims(self) -> SqlClaims:
        return SqlClaims(self.database, "a process")

    async def decision(self, number: int) -> Decision:
        found = await self.decisions.get("T1", f"decision{number}")
        assert found
        return found

    def rows_of(self, *, many: bool) -> list[dict[str, Any]]:
        """The decisions' own rows: of those for many, or for one."""
        return [row for row in self.rows["decisions"] if bool(row["appid"]) is not many]

    async def programs(self, number: int) -> list[FleetProgram]:
        return list(await self.decisions.programs("T1", f"decision{number}"))

    async def roll_back(self, decision: Decision) -> None:
        """Begin to roll all of it back."""
        programs = await self.programs(decision.number)
        may = [each.appid for each in programs]
        draft = running.back_draft(decision, programs, may=may, busy=(), now=NOW)
        assert await self.decisions.keep(steps.roll_back(decision, by(CAROL, 90), draft.moves))

    def of(self, table: str, decision: Decision) -> list[dict[str, Any]]:
        """The rows that a decision had in a table."""
        return [row for row in self.rows[table] if row["decision_id"] == decision.id]


def load(connection: Connection) -> Contents:
    """Put the engine's dump into empty tables."""
    up_to(connection, "0022")
    dump = (HERE / f"decisions_32c248a3_{connection.dialect.name}.sql").read_text("utf-8")
    for statement in dump.removesuffix(";\n").split(";\n"):
        connection.exec_driver_sql(statement)
    return contents(connection)


@pytest.fixture
async def old(empty: Database) -> Old:
    """What they wrote, migrated."""
    async with empty.writing() as connection:
        rows = await connection.run_sync(load)
        await connection.execute(_AUDITED, [dict(zip(_AUDIT_VALUES, each, strict=True)) for each in _ENTRIES])
    await empty.migrate()
    return Old(empty, rows)
