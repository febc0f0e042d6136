"""What people decide about programs, in the database: aliases, tags, opt-ins, channels' defaults; and news of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, update

from bot.domain.platform import program_delivery
from bot.domain.programs import OptIn, folded
from bot.lib.cache import batches
from bot.ports.programs import Labels, ProgramNews
from bot.storage.deliveries import delivery_row
from bot.storage.engine.columns import read, row_of
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_replace, insert_or_skip, one_of
from bot.storage.programs.known import KnownPrograms, count_change
from bot.storage.tables.digest import DELIVERIES
from bot.storage.tables.programs import CHANNEL_PROGRAMS, PROGRAM_LABELS, PROGRAM_NEWS, PROGRAM_OPT_INS

_COLUMNS = PROGRAM_LABELS.c


class SqlProgramLabels:
    """Serves `bot.ports.programs.ProgramLabels`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, known: KnownPrograms | None = None) -> None:
        self._database = database
        self._known = known or KnownPrograms(database)

    async def get(self, team_id: str, appid: str) -> Labels:
        found = await self._all(_COLUMNS.team_id == team_id, _COLUMNS.appid == appid)
        return found.get(appid, Labels())

    async def put(self, team_id: str, appid: str, labels: Labels) -> bool:
        alias_key = folded(labels.alias) or None
        row = row_of(PROGRAM_LABELS, labels, team_id=team_id, appid=appid, alias_key=alias_key)
        others = select(_COLUMNS.appid).where(
            _COLUMNS.team_id == team_id, _COLUMNS.alias_key == alias_key, _COLUMNS.appid != appid
        )
        settings = await self._known.settings_of(team_id)
        async with self._database.writing() as connection:
            await count_change(connection, team_id)  # first: no other writer takes the alias before the commit
            if alias_key and await connection.scalar(others):
                return False
            await connection.execute(insert_or_replace(connection, PROGRAM_LABELS, ("team_id", "appid")), row)
            await self._known.renew(connection, team_id, [appid], settings)
        return True

    async def all(self, team_id: str) -> Mapping[str, Labels]:
        found = await self._all(_COLUMNS.team_id == team_id)
        return {appid: labels for appid, labels in found.items() if labels != Labels()}

    async def _all(self, *where: ColumnElement[bool]) -> dict[str, Labels]:
        query = select(_COLUMNS.appid, _COLUMNS.alias, _COLUMNS.tags).where(*where)
        return {row.appid: read(Labels, row) for row in await self._database.rows(query)}


_OPT_INS = PROGRAM_OPT_INS.c


class SqlOptIns:
    """Serves `bot.ports.programs.OptIns`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, team_id: str, appid: str) -> OptIn:
        found = await self._all(_OPT_INS.team_id == team_id, _OPT_INS.appid == appid)
        return found.get(appid, OptIn())

    async def put(self, team_id: str, appid: str, opt_in: OptIn, *, instead_of: OptIn) -> bool:
        row, first = (row_of(PROGRAM_OPT_INS, each, team_id=team_id, appid=appid) for each in (opt_in, OptIn()))
        async with self._database.writing() as connection:
            await connection.execute(insert_or_skip(connection, PROGRAM_OPT_INS), first)
            same = (_OPT_INS.team_id == team_id, _OPT_INS.appid == appid)
            as_seen = (_OPT_INS.on == instead_of.on, _OPT_INS.merchant == instead_of.merchant)
            return (await connection.execute(update(PROGRAM_OPT_INS).where(*same, *as_seen).values(row))).rowcount == 1

    async def some(self, team_id: str, appids: Collection[str]) -> Mapping[str, OptIn]:
        return await self._all(*opt_ins_of(team_id, appids))

    async def allowing(self, team_id: str) -> Collection[str]:
        found = await self._all(_OPT_INS.team_id == team_id, _OPT_INS.on)
        return [appid for appid, opt_in in found.items() if opt_in.allows]

    async def _all(self, *where: ColumnElement[bool]) -> dict[str, OptIn]:
        rows = await self._database.rows(select(PROGRAM_OPT_INS).where(*where))
        return {row.appid: read(OptIn, row) for row in rows}


def opt_ins_of(team_id: str, appids: Collection[str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _OPT_INS.team_id == team_id, one_of(_OPT_INS.appid, appids)


_CHANNELS = CHANNEL_PROGRAMS.c


class SqlChannelPrograms:
    """Serves `bot.ports.programs.ChannelPrograms`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, team_id: str, channel_id: str) -> str | None:
        query = select(_CHANNELS.appid).where(_CHANNELS.team_id == team_id, _CHANNELS.channel_id == channel_id)
        async with self._database.reading(apart=True) as connection:
            return await connection.scalar(query)

    async def channels_of(self, team_id: str, appid: str) -> Sequence[str]:
        query = select(_CHANNELS.channel_id).where(_CHANNELS.team_id == team_id, _CHANNELS.appid == appid)
        async with self._database.reading() as connection:
            return sorted(await connection.scalars(query))

    async def put(self, team_id: str, channel_id: str, appid: str) -> None:
        row = {"team_id": team_id, "channel_id": channel_id, "appid": appid}
        async with self._database.writing() as connection:
            await connection.execute(insert_or_replace(connection, CHANNEL_PROGRAMS, ("team_id", "channel_id")), row)


_NEWS = PROGRAM_NEWS.c


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
            insert = insert_or_skip(connection, PROGRAM_NEWS).returning(_NEWS.team_id, _NEWS.id)
            new = (await connection.execute(insert, [_row(each) for each in by_id.values()])).all()
            if new:
                due = [_delivery_row(by_id[row.team_id, row.id]) for row in new]
                await connection.execute(insert_or_skip(connection, DELIVERIES), due)
        return len(new)

    async def get(self, team_id: str, news_id: str) -> ProgramNews | None:
        query = select(PROGRAM_NEWS).where(_NEWS.team_id == team_id, _NEWS.id == news_id)
        row = await self._database.row(query)
        return None if row is None else _news(row)

    async def bundle(self, news: ProgramNews, *, now: datetime, apart: timedelta) -> Sequence[ProgramNews] | datetime:
        alike = (
            _NEWS.team_id == news.team_id,
            _NEWS.channel_id == news.channel_id,
            _NEWS.what == news.event,
            _NEWS.user_id == "",
        )
        # Locked in a fixed order: of two replicas that compose at once, the second waits and then finds none left.
        unreported = select(_NEWS.id).where(*alike, _NEWS.told_in == "").order_by(_NEWS.id).with_for_update()
        async with self._database.writing() as connection:
            waiting = (await connection.scalars(unreported)).all()
            if news.id in waiting:
                last = await connection.scalar(select(func.max(_NEWS.told_at)).where(*alike))
                if last is not None and now < last + apart:
                    return last + apart
                for some in batches(waiting, ROWS_AT_ONCE):
                    await connection.execute(
                        update(PROGRAM_NEWS)
                        .where(_NEWS.team_id == news.team_id, _NEWS.id.in_(some))
                        .values(told_in=news.id, told_at=now)
                    )
            mine = select(PROGRAM_NEWS).where(*alike, _NEWS.told_in == news.id)
            return [_news(row) for row in await connection.execute(mine.order_by(_NEWS.at, _NEWS.id))]


def _delivery_row(news: ProgramNews) -> dict[str, object]:
    return delivery_row(program_delivery(news.id, team_id=news.team_id, channel_id=news.channel_id, at=news.at))


def _row(news: ProgramNews) -> dict[str, object]:
    return row_of(PROGRAM_NEWS, news, what=news.event, error_key=news.failure, told_in="", told_at=None)


def _news(row: Row[*tuple[Any, ...]]) -> ProgramNews:
    return read(ProgramNews, row, event=row.what, failure=row.error_key)
