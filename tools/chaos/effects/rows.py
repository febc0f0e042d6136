"""What stands in the bot's tables, read with plain SQL; also in those of versions before decisions became one."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from psycopg.rows import dict_row

from tools.chaos.effects.judge import OVER
from tools.chaos.effects.record import Target

_WITHOUT_ANY = frozenset({"stale", "expired", "declined", "withdrawn"})
"""Ends of a decision whose programs still wait: nobody sets them any more."""


@dataclass
class Rows:
    """A decision and its programs."""

    id: str
    state: str
    run: str
    """`running`, `paused`, `stopped`, `ended`; empty without a run."""
    targets: list[Target]
    due: list[datetime]
    """What it waits for, in the bot's time."""
    back: bool = False
    """Whether it is rolled back, or was."""
    old: bool = False
    """Whether its tables are those of a version in which one program and many were set in two ways."""

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.state in OVER


@dataclass
class Tables:
    """The bot's, over one connection, which is opened anew after the server was gone."""

    url: str
    _connection: psycopg.AsyncConnection[dict[str, Any]] | None = None

    async def decision(self, number: int) -> Rows | None:
        """A decision by its number; None where it is not there yet.

        Raises:
            psycopg.Error: the server is not there, or has ended the session.
        """
        found = await self._all("SELECT * FROM decisions WHERE number = %s", number)
        if not found:
            return None
        query = "SELECT * FROM decision_programs WHERE decision_id = %s ORDER BY position"
        return rows_of(found[0], await self._all(query, found[0]["id"]))

    async def allowed(self) -> set[str]:
        """The AppIDs of the programs that Baselib may set.

        Raises:
            psycopg.Error: as `decision`.
        """
        return {row["appid"] for row in await self._all('SELECT appid FROM program_opt_ins WHERE "on"')}

    async def close(self) -> None:
        """Look no more."""
        if self._connection:
            await self._connection.close()
        self._connection = None

    async def _all(self, query: LiteralString, *keys: object) -> list[dict[str, Any]]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(
                self.url, row_factory=dict_row, connect_timeout=5, autocommit=True
            )
        return await (await self._connection.execute(query, keys)).fetchall()


def rows_of(found: dict[str, Any], programs: list[dict[str, Any]]) -> Rows:
    """From the row of a decision, and those of its programs in their order."""
    run = _read(found["run"])
    due = [row["next_at"] for row in (found, *programs) if row["next_at"]]
    due += [datetime.fromisoformat(run["next_at"])] if run.get("next_at") else []
    old = not programs or "because" in programs[0]
    targets = _old_targets(found, programs) if old else [_target(found, row) for row in programs]
    return Rows(found["id"], found["state"], run.get("status", ""), targets, due, run.get("back", False), old)


def _target(found: dict[str, Any], row: dict[str, Any]) -> Target:
    if row["state"] == "waiting" and found["state"] in _WITHOUT_ANY:
        return Target(row["appid"], "set-aside", found["state"], row["attempt"])
    outcome = _read(row["outcome"])
    because = next((str(outcome[key]) for key in ("because", "what", "key") if key in outcome), "")
    return Target(row["appid"], row["state"], because, row["attempt"])


def _read(column: str | dict[str, Any] | None) -> dict[str, Any]:
    """A column of JSON, or of text that holds some."""
    read: dict[str, Any] = json.loads(column) if isinstance(column, str) else column or {}
    return read


_OF_ONE = {
    "verified": "verified",
    "unverified": "unverified",
    "failed": "refused",
    "stale": "set-aside",
    "expired": "set-aside",
}
"""In old tables: how a decision for one program ended, as a program's state."""


def _old_targets(found: dict[str, Any], programs: list[dict[str, Any]]) -> list[Target]:
    """From old tables: a decision for one program has no row of a program, or one that knows only of its calls."""
    attempts = [row.get("attempt") for row in programs]
    if not found["appid"]:
        because = [{"costlier": "loss"}.get(row["because"], row["because"] or "") for row in programs]
        known = zip(programs, because, attempts, strict=True)
        return [Target(row["appid"], row["state"], why, attempt) for row, why, attempt in known]
    state = _OF_ONE.get(found["state"], found["state"])
    return [Target(found["appid"], state, "", attempts[0] if attempts else None)]
