"""Rows for every table at any revision, and a database's whole contents."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeGuard

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Constraint,
    Date,
    Integer,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    select,
    text,
)

from bot.domain.decisions.evidence import canonical
from bot.storage.engine.columns import Instant
from bot.storage.engine.database import Database
from bot.storage.tables.schema import tables_in
from tests.contracts.conftest import VAULT
from tests.domain.decisions.build import EVIDENCE

NOW: Final = datetime(2026, 11, 25, 2, 3, 4, 5678, tzinfo=UTC)
TODAY: Final = date(2026, 11, 25)
FEED: Final = '{"minimum":"3.0.0","items":[["3.0.1","60.50"],["3.0.0","39.50"]]}'
READING: Final = '{"meaning":"share","scale":"percent","reason":"adds-up","total":"100.00","contradicts":null}'
PUBLIC: Final = '{"shares":[["3.0.1","1"]],"other":[],"unreported":"0","android":[["8.0.1","3.0.1"]],"ios":[]}'
Contents = Mapping[str, list[dict[str, Any]]]

_VALUES: Final[Mapping[str, object]] = {
    "appids": '["wx0"]',
    "weekday": 3,
    "weekdays": "0,3",
    "at": "09:05",
    "zone": "Asia/Shanghai",
    "locale": "zh-CN",
    "left_out": "chart",
    "tag": "",
    "paused_because": "",
    "paused_until": None,
    "muted_until": None,
    "evidence": canonical(EVIDENCE),
    "feed": FEED,
    "reading": READING,
    "summary": None,
    "comparable": None,
    "minimum_key": None,
    "safe_key": None,
    "losses": b"\x00\x01\xfe\xff",
    "proved": True,
    "state": "sent",
    "kind": "digest",
    "reason": "",
    "condition": "loss > 1% at 3.0.0",
    "minimum": "3.0.0",
    "numbers": '{"version":"3.0.0"}',
    "changes": '[["zone","UTC","Asia/Shanghai"]]',
    "tags": '["食"]',
    "listed_tags": "[]",
    "permission_sets": "[18]",
    "account_status": 1,
    "standing": "revoked",
    "params": "{}",
    "content": PUBLIC,
    "picture": "{}",
    "told_in": "",
    "run": None,
    "what": "authorised",
    "error_key": "",
    "merchant": "agreed",
    "choice": "agreed",
    "loss": "0.0123",
    "low": "0.01",
    "high": "0.02",
    "version": "3.0.0",
    "step": "wait_until_safe",
    "role": "viewer",
}
"""Possible values of a column of this name; others go by type."""


def rows_of(table: Table, team: str = "T1", count: int = 2, first: int = 0) -> list[dict[str, object]]:
    if table.name == "tickets":  # there is one, of that name
        return [
            {"name": "ticket", "ticket_enc": VAULT.seal("secret-ticket"), "created_at": NOW, "asked_again_at": None}
        ]
    columns = [column for column in table.columns if column is not table.autoincrement_column]
    alone = {"team_id"} in [{column.name for column in each.columns} for each in table.constraints if _unique(each)]
    numbers = range(first, first + (1 if alone else count))
    return [{column.name: _value(column, team, number) for column in columns} for number in numbers]


def fill(connection: Connection, *teams: str) -> Contents:
    """Put workspaces' rows into every table; returns all its contents."""
    tables = tables_in(connection)
    put(connection, tables, *teams)
    return rows_in(connection, tables)


def put(connection: Connection, tables: Mapping[str, Table], *teams: str, first: int = 0) -> None:
    """Put workspaces' rows into these tables, numbered from the first."""
    for table in tables.values():
        owners = teams if "team_id" in table.columns else teams[:1]
        connection.execute(table.insert(), [row for team in owners for row in rows_of(table, team, first=first)])


def contents(connection: Connection) -> Contents:
    """Every row of ours, in one order whatever the engine."""
    return rows_in(connection, tables_in(connection))


def rows_in(connection: Connection, tables: Mapping[str, Table]) -> Contents:
    return {
        name: sorted((dict(row) for row in connection.execute(select(table)).mappings()), key=repr)
        for name, table in tables.items()
    }


def _unique(constraint: Constraint) -> TypeGuard[PrimaryKeyConstraint | UniqueConstraint]:
    return isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint)


def _value(column: Column[Any], team: str, number: int) -> object:
    if column.name == "team_id":
        return team
    if isinstance(column.type, Instant):  # `at` is one in some tables, a time of day in others
        return NOW + timedelta(minutes=number)
    if column.name.endswith("_enc"):
        return VAULT.seal(f"secret-{team}-{number}")
    if column.name in _VALUES:
        return _VALUES[column.name]
    return _by_type(column, team, number)


def _by_type(column: Column[Any], team: str, number: int) -> object:
    if isinstance(column.type, Date):
        return TODAY - timedelta(days=number)
    if isinstance(column.type, Boolean):
        return bool(number % 2)
    if isinstance(column.type, Integer):
        return number
    return f"wx{number}" if column.name == "appid" else f"{column.name}-{team}-{number}"


async def waits_for_a_lock(database: Database) -> bool:
    here = (
        "database = (SELECT oid FROM pg_database WHERE datname = current_database())"  # others are on the server, too
    )
    query = text(f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND {here}")  # noqa: S608
    async with database.reading() as connection:
        return bool((await connection.execute(query)).scalar_one())
