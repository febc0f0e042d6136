"""Personal tokens in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, literal, select

from bot.domain.agents import MOST_TOKENS, PersonalToken
from bot.storage.engine.database import Database
from bot.storage.engine.rows import read, row_of
from bot.storage.tables.agents import PERSONAL_TOKENS

_COLUMNS = PERSONAL_TOKENS.c


class SqlPersonalTokens:
    """Serves `bot.ports.agents.PersonalTokens`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, token: PersonalToken, digest: str, *, since: datetime) -> bool:
        row = row_of(PERSONAL_TOKENS, token, digest=digest)
        good = _COLUMNS.team_id == token.team_id, _COLUMNS.user_id == token.user_id, _COLUMNS.made_at > since
        room = select(func.count()).where(*good).scalar_subquery() < MOST_TOKENS
        values = select(*(literal(value, PERSONAL_TOKENS.c[name].type) for name, value in row.items())).where(room)
        async with self._database.writing() as connection:
            await self._database.wait_for_turn(connection, f"tokens {token.team_id} {token.user_id}")
            adding = insert(PERSONAL_TOKENS).from_select(list(row), values).returning(_COLUMNS.id)
            return (await connection.execute(adding)).first() is not None

    async def find(self, digest: str) -> PersonalToken | None:
        row = await self._database.row(select(PERSONAL_TOKENS).where(_COLUMNS.digest == digest))
        return None if row is None else read(PersonalToken, row)

    async def of_person(self, team_id: str, user_id: str) -> Sequence[PersonalToken]:
        query = select(PERSONAL_TOKENS).where(_COLUMNS.team_id == team_id, _COLUMNS.user_id == user_id)
        rows = await self._database.rows(query.order_by(_COLUMNS.made_at, _COLUMNS.id))
        return [read(PersonalToken, row) for row in rows]

    async def remove(self, team_id: str, user_id: str, token_id: str) -> bool:
        where = _COLUMNS.team_id == team_id, _COLUMNS.user_id == user_id, _COLUMNS.id == token_id
        async with self._database.writing() as connection:
            return (await connection.execute(delete(PERSONAL_TOKENS).where(*where))).rowcount > 0
