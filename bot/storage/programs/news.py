"""News of programs for channels, in the database: each with its delivery, in one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select, update

from bot.domain.platform.events import program_delivery
from bot.lib.batches import batches
from bot.ports.programs import ProgramNews
from bot.storage.digest.deliveries import delivery_row
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_skip
from bot.storage.engine.rows import read, row_of
from bot.storage.tables.digest import DELIVERIES
from bot.storage.tables.platform import PROGRAM_NEWS

_COLUMNS = PROGRAM_NEWS.c


class SqlNews:
    """Serves `bot.ports.programs.News`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, news: Sequence[ProgramNews]) -> int:
        """Store news, each with its delivery, in one transaction; existing ones are left alone."""
        # A fixed order: two replicas that get the same news wait for each other instead of deadlocking.
        by_id = {(each.team_id, each.id): each for each in sorted(news, key=lambda each: (each.team_id, each.id))}
        if not by_id:
            return 0
        async with self._database.writing() as connection:
            insert = insert_or_skip(connection, PROGRAM_NEWS).returning(_COLUMNS.team_id, _COLUMNS.id)
            new = (await connection.execute(insert, [_row(each) for each in by_id.values()])).all()
            if new:
                due = [_delivery_row(by_id[row.team_id, row.id]) for row in new]
                await connection.execute(insert_or_skip(connection, DELIVERIES), due)
        return len(new)

    async def get(self, team_id: str, news_id: str) -> ProgramNews | None:
        query = select(PROGRAM_NEWS).where(_COLUMNS.team_id == team_id, _COLUMNS.id == news_id)
        row = await self._database.row(query)
        return None if row is None else _news(row)

    async def bundle(self, news: ProgramNews, *, now: datetime, apart: timedelta) -> Sequence[ProgramNews] | datetime:
        alike = (
            _COLUMNS.team_id == news.team_id,
            _COLUMNS.channel_id == news.channel_id,
            _COLUMNS.what == news.event,
            _COLUMNS.user_id == "",
        )
        # Locked in a fixed order: of two replicas that compose at once, the second waits and then finds none left.
        unreported = select(_COLUMNS.id).where(*alike, _COLUMNS.told_in == "").order_by(_COLUMNS.id).with_for_update()
        async with self._database.writing() as connection:
            waiting = (await connection.scalars(unreported)).all()
            if news.id in waiting:
                last = await connection.scalar(select(func.max(_COLUMNS.told_at)).where(*alike))
                if last is not None and now < last + apart:
                    return last + apart
                for some in batches(waiting, ROWS_AT_ONCE):
                    await connection.execute(
                        update(PROGRAM_NEWS)
                        .where(_COLUMNS.team_id == news.team_id, _COLUMNS.id.in_(some))
                        .values(told_in=news.id, told_at=now)
                    )
            mine = select(PROGRAM_NEWS).where(*alike, _COLUMNS.told_in == news.id)
            return [_news(row) for row in await connection.execute(mine.order_by(_COLUMNS.at, _COLUMNS.id))]


def _delivery_row(news: ProgramNews) -> dict[str, object]:
    return delivery_row(program_delivery(news.id, team_id=news.team_id, channel_id=news.channel_id, at=news.at))


def _row(news: ProgramNews) -> dict[str, object]:
    return row_of(PROGRAM_NEWS, news, what=news.event, error_key=news.failure, told_in="", told_at=None)


def _news(row: Row[*tuple[Any, ...]]) -> ProgramNews:
    return read(ProgramNews, row, event=row.what, failure=row.error_key)
