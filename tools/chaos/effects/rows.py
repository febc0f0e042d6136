"""What stands in the bot's tables, read with plain SQL: columns that each version has."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tools.chaos.effects.judge import OVER
from tools.chaos.effects.record import Target

_OF_ONE = {
    "verified": "verified",
    "unverified": "unverified",
    "failed": "refused",
    "stale": "set-aside",
    "expired": "set-aside",
}
"""How a decision for one program ended, as a program's state."""


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

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.state in OVER


async def decision(url: str, number: int) -> Rows | None:
    """A decision by its number; None where it is not there yet.

    Raises:
        psycopg.Error: the server is not there.
    """
    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row, connect_timeout=5) as connection:
        found = await (await connection.execute("SELECT * FROM decisions WHERE number = %s", [number])).fetchone()
        if found is None:
            return None
        query = "SELECT * FROM decision_programs WHERE decision_id = %s ORDER BY position"
        programs = await (await connection.execute(query, [found["id"]])).fetchall()
    run = _read_run(found["run"])
    due = [row["next_at"] for row in (found, *programs) if row["next_at"]]
    due += [datetime.fromisoformat(run["next_at"])] if run.get("next_at") else []
    return Rows(found["id"], found["state"], str(run.get("status", "")), _targets(found, programs), due)


def _targets(found: dict[str, Any], programs: list[dict[str, Any]]) -> list[Target]:
    if not found["appid"]:  # a fleet's
        return [Target(row["appid"], row["state"], row["because"] or "", row.get("attempt", 0)) for row in programs]
    state = _OF_ONE.get(found["state"], found["state"])
    return [Target(found["appid"], state, "", programs[0]["attempt"] if programs else 0)]


def _read_run(run: str | dict[str, Any] | None) -> dict[str, Any]:
    """A column of JSON, or of text that holds some."""
    read: dict[str, Any] = json.loads(run) if isinstance(run, str) else run or {}
    return read
