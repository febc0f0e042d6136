"""The default programs of channels, in the database."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.tables.programs import CHANNEL_PROGRAMS

_COLUMNS = CHANNEL_PROGRAMS.c


class SqlChannelPrograms:
    """Serves `bot.ports.programs.ChannelPrograms`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, team_id: str, channel_id: str) -> str | None:
        query = select(_COLUMNS.appid).where(_COLUMNS.team_id == team_id, _COLUMNS.channel_id == channel_id)
        async with self._database.reading(apart=True) as connection:
            return await connection.scalar(query)

    async def channels_of(self, team_id: str, appid: str) -> Sequence[str]:
        query = select(_COLUMNS.channel_id).where(_COLUMNS.team_id == team_id, _COLUMNS.appid == appid)
        async with self._database.reading() as connection:
            return sorted(await connection.scalars(query))

    async def put(self, team_id: str, channel_id: str, appid: str) -> None:
        row = {"team_id": team_id, "channel_id": channel_id, "appid": appid}
        async with self._database.writing() as connection:
            await connection.execute(insert_or_replace(connection, CHANNEL_PROGRAMS, ("team_id", "channel_id")), row)
