"""Summaries beside their snapshots: compact JSON, and the queries that read a fleet's."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.summary import Numbers, Summary
from bot.domain.numbers.version import Version
from bot.storage.numbers.latest import of_those_days
from bot.storage.tables.core import SNAPSHOTS

_COLUMNS = SNAPSHOTS.c
_PARTS: Final = 5


def encode_summary(summary: Summary) -> str:
    """`["proved","3.0.0",["0.001","0.001"],"3.8.0",["0.01","0.01"]]`; unknown parts are null.

    The parts are the worth of the numbers, the minimum and its loss, the safe minimum and its loss.
    """
    of = [
        part
        for version, loss in ((summary.minimum, summary.loss), (summary.safe_minimum, summary.safe_loss))
        for part in (version and version.text, loss and [str(loss.low), str(loss.high)])
    ]
    return json.dumps([summary.numbers, *of], separators=(",", ":"))


def decode_summary(row: Row[*tuple[object, ...]]) -> Summary | None:
    """The summary that a row of `newest_summaries` holds; None when it holds none, or one without the last part."""
    parts: Sequence[Any] = json.loads(row.summary) if row.summary is not None else ()
    if len(parts) < _PARTS:
        return None
    numbers, minimum, loss, safe, safe_loss = parts
    return Summary(
        row.appid,
        row.day,
        row.taken_at,
        Numbers(numbers),
        Version.read(minimum) if minimum else None,
        _bounds(loss),
        Version.read(safe) if safe else None,
        _bounds(safe_loss),
    )


def _bounds(ends: Sequence[str] | None) -> Bounds | None:
    return Bounds(Decimal(ends[0]), Decimal(ends[1])) if ends else None


def newest_summaries(team_id: str, appids: Sequence[str], before: date | None) -> Select[*tuple[object, ...]]:
    """AppID, day, taken_at and summary of each program's newest snapshot: one index look-up per program."""
    query = select(_COLUMNS.appid, _COLUMNS.day, _COLUMNS.taken_at, _COLUMNS.summary)
    return query.where(*of_those_days(team_id, appids, before=before))


async def write_summaries(connection: AsyncConnection, team_id: str, summaries: Sequence[Summary]) -> None:
    """Write summaries, each only beside the very reading that it was made from."""
    if not summaries:
        return
    statement = (
        update(SNAPSHOTS)
        .where(
            _COLUMNS.team_id == team_id,
            _COLUMNS.appid == bindparam("of_appid"),
            _COLUMNS.day == bindparam("of_day"),
            _COLUMNS.taken_at == bindparam("of_reading"),
        )
        .values(summary=bindparam("text"))
    )
    rows = [
        {"of_appid": each.appid, "of_day": each.day, "of_reading": each.taken_at, "text": encode_summary(each)}
        for each in summaries
    ]
    await connection.execute(statement, rows)
