"""People's preferences, and the channels where they use the bot, in the database."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from bot.domain.home.preferences import Preferences
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.engine.rows import read, row_of
from bot.storage.tables.people import PEOPLE, PERSON_CHANNELS

_PEOPLE = PEOPLE.c
_CHANNELS = PERSON_CHANNELS.c


class SqlPreferences:
    """Serves `bot.ports.home.PeoplesChoices`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, team_id: str, user_id: str) -> Preferences:
        """A person's preferences; empty for an unknown person."""
        query = select(_PEOPLE.locale, _PEOPLE.followed).where(_PEOPLE.team_id == team_id, _PEOPLE.user_id == user_id)
        row = await self._database.row(query)
        return Preferences() if row is None else read(Preferences, row)

    async def put(self, team_id: str, user_id: str, preferences: Preferences) -> None:
        """Store a person's preferences, replacing earlier ones."""
        row = row_of(PEOPLE, preferences, team_id=team_id, user_id=user_id)
        async with self._database.writing() as connection:
            await connection.execute(insert_or_replace(connection, PEOPLE, ("team_id", "user_id")), row)

    async def used(self, team_id: str, user_id: str, channel_id: str, day: date) -> None:
        """Record that a person used the bot in a channel on a day."""
        row = {"team_id": team_id, "user_id": user_id, "channel_id": channel_id, "last_used": day}
        async with self._database.writing() as connection:
            insert = insert_or_replace(connection, PERSON_CHANNELS, ("team_id", "user_id", "channel_id"))
            await connection.execute(insert, row)

    async def channels(self, team_id: str, user_id: str, *, since: date, limit: int) -> Sequence[str]:
        """The channels in which a person used the bot on a day or later, the latest first."""
        query = (
            select(_CHANNELS.channel_id)
            .where(_CHANNELS.team_id == team_id, _CHANNELS.user_id == user_id, _CHANNELS.last_used >= since)
            .order_by(_CHANNELS.last_used.desc(), _CHANNELS.channel_id)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return (await connection.scalars(query)).all()
