"""The access tokens that all replicas share, in the database."""

from sqlalchemy import delete, select

from bot.ports.wechat import KeptToken
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.engine.rows import row_of
from bot.storage.maintenance.vault import Vault
from bot.storage.tables.platform import ACCESS_TOKENS

_COLUMNS = ACCESS_TOKENS.c


class SqlAccessTokens:
    """Serves `bot.ports.wechat.AccessTokens`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def get(self, name: str) -> KeptToken | None:
        query = select(_COLUMNS.secret_enc, _COLUMNS.refresh_at, _COLUMNS.ends_at).where(_COLUMNS.name == name)
        row = await self._database.row(query)
        return None if row is None else KeptToken(self._vault.open(row.secret_enc), row.refresh_at, row.ends_at)

    async def put(self, name: str, token: KeptToken) -> None:
        row = row_of(ACCESS_TOKENS, token, name=name, secret_enc=self._vault.seal(token.secret))
        async with self._database.writing() as connection:
            await connection.execute(insert_or_replace(connection, ACCESS_TOKENS, ("name",)), row)

    async def drop(self, name: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(ACCESS_TOKENS).where(_COLUMNS.name == name))
