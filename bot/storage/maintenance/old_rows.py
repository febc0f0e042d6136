"""Deletes old rows: looked for without a lock, then deleted by their keys in short transactions."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Table, and_, delete, exists, or_, select, tuple_

from bot.domain.delivery.delivery import DeliveryKind
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.retention import Retained
from bot.lib.batches import batches
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, monday_of
from bot.storage.numbers.fleet import made_of_deleted
from bot.storage.numbers.turns import turn_of
from bot.storage.numbers.users import renew_users
from bot.storage.platform.authorisers import FAILED
from bot.storage.tables.access import AUDIT
from bot.storage.tables.agents import PERSONAL_TOKENS
from bot.storage.tables.alerts import ALERT_CROSSINGS
from bot.storage.tables.digest import DELIVERIES
from bot.storage.tables.numbers import FORECASTS, SNAPSHOTS, USER_COUNTS
from bot.storage.tables.people import GREETINGS, PERSON_CHANNELS
from bot.storage.tables.platform import AUTHORISATIONS, INVITATIONS, PROGRAM_NEWS, PUSHES

_Old = Callable[[datetime], ColumnElement[bool]]


def _deliveries(before: datetime) -> ColumnElement[bool]:
    rows, later = DELIVERIES.c, DELIVERIES.alias("later").c
    newer = exists().where(
        later.team_id == rows.team_id,
        later.kind == rows.kind,
        later.subject_id == rows.subject_id,
        later.slot > rows.slot,
    )
    return and_(rows.finished_at < before, or_(rows.kind != DeliveryKind.DIGEST, newer))


def _authorisations(before: datetime) -> ColumnElement[bool]:
    rows, later = AUTHORISATIONS.c, AUTHORISATIONS.alias("later").c
    newer = exists().where(
        later.appid == rows.appid,
        later.team_id == rows.team_id,
        later.done_at.is_not(None),
        later.error_key == rows.error_key,
        or_(
            later.received_at > rows.received_at,
            and_(later.received_at == rows.received_at, later.id < rows.id),
        ),
    )
    return and_(rows.done_at < before, or_(FAILED, rows.team_id == "", newer))


def _thinned(table: Table) -> tuple[Table, _Old]:
    """As `bot.domain.retention.expired_days`: the first of each week stays, of users the first that is a number."""
    rows, first = table.c, table.alias("first").c
    same = [first.team_id == rows.team_id, first.appid == rows.appid]
    empty = []
    if "absent" in rows:
        same, empty = [*same, first.absent == ""], [rows.absent != ""]
    earlier = exists().where(*same, first.day >= monday_of(rows.day), first.day < rows.day)
    return table, lambda before: and_(rows.day < snapshot_day(before), or_(earlier, *empty))


_OLD: Final[Mapping[Retained, tuple[Table, _Old]]] = {
    Retained.DELIVERIES: (DELIVERIES, _deliveries),
    Retained.AUDIT: (AUDIT, lambda before: AUDIT.c.at < before),
    Retained.SNAPSHOTS: _thinned(SNAPSHOTS),
    Retained.USER_COUNTS: _thinned(USER_COUNTS),
    Retained.FORECASTS: (FORECASTS, lambda before: FORECASTS.c.day < snapshot_day(before)),
    Retained.ALERT_CROSSINGS: (ALERT_CROSSINGS, lambda before: ALERT_CROSSINGS.c.day < before.date()),
    Retained.PROGRAM_NEWS: (PROGRAM_NEWS, lambda before: PROGRAM_NEWS.c.at < before),
    Retained.PERSON_CHANNELS: (PERSON_CHANNELS, lambda before: PERSON_CHANNELS.c.last_used < before.date()),
    Retained.GREETINGS: (GREETINGS, lambda before: and_(GREETINGS.c.at < before, GREETINGS.c.place != "")),
    Retained.AUTHORISATIONS: (AUTHORISATIONS, _authorisations),
    Retained.INVITATIONS: (INVITATIONS, lambda before: INVITATIONS.c.expires_at < before),
    Retained.PUSHES: (PUSHES, lambda before: PUSHES.c.received_at < before),
    Retained.PERSONAL_TOKENS: (PERSONAL_TOKENS, lambda before: PERSONAL_TOKENS.c.made_at < before),
}


class SqlOldRows:
    """Serves `bot.ports.retention.OldRows`. Raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def delete(self, what: Retained, *, before: datetime, limit: int) -> int:
        table, old = _OLD[what]
        key, deleted = list(table.primary_key.columns), 0
        async with self._database.reading() as connection:
            found = await connection.stream(select(*key).where(old(before)).limit(limit))
            keys = [tuple(row) async for some in found.partitions(ROWS_AT_ONCE) for row in some]
        for these in batches(keys, ROWS_AT_ONCE):
            # Old still: a person may have come back meanwhile.
            statement = delete(table).where(tuple_(*key).in_(these), old(before))
            async with self._database.writing() as connection:
                teams = sorted({team_id for team_id, *_ in these}) if table in (SNAPSHOTS, USER_COUNTS) else ()
                for team_id in teams:
                    await self._database.wait_for_turn(connection, turn_of(team_id))
                deleted += (await connection.execute(statement)).rowcount
                if table is SNAPSHOTS:
                    await connection.execute(made_of_deleted(these))
                elif table is USER_COUNTS:
                    for team_id in teams:
                        appids = {appid for team, appid, _ in these if team == team_id}
                        await renew_users(connection, team_id, appids)
        return deleted
