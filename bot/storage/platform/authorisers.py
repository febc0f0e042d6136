"""Merchants' authorisations of the platform, with their refresh tokens, in the database."""

import asyncio
from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, select, update

from bot.lib.batches import batches
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_replace, insert_or_skip
from bot.storage.maintenance.vault import Vault
from bot.storage.tables.platform import ACCESS_TOKENS, AUTHORISERS

_COLUMNS = AUTHORISERS.c


class SqlAuthorisers:
    """Serves `bot.ports.platform.Authorisers`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def refresh_token(self, appid: str) -> str | None:
        async with self._database.reading() as connection:
            sealed = await connection.scalar(select(_COLUMNS.refresh_token_enc).where(_COLUMNS.appid == appid))
        return None if sealed is None else self._vault.open(sealed)

    async def keep(self, refresh_tokens: Mapping[str, str]) -> None:
        rows = await asyncio.to_thread(self._rows, refresh_tokens)
        async with self._database.writing() as connection:
            for some in batches(rows, ROWS_AT_ONCE):
                await connection.execute(insert_or_replace(connection, AUTHORISERS, ("appid",)), some)

    async def marks(self) -> Mapping[str, str]:
        """By AppID, a mark that changes when a refresh token is stored; it reveals nothing of the token."""
        query = select(_COLUMNS.appid, _COLUMNS.refresh_token_enc)
        return {row.appid: row.refresh_token_enc for row in await self._database.rows(query)}

    async def keep_listed(self, refresh_tokens: Mapping[str, str], *, marks: Mapping[str, str]) -> None:
        same = (_COLUMNS.appid == bindparam("of"), _COLUMNS.refresh_token_enc == bindparam("before"))
        replace = update(AUTHORISERS).where(*same).values(refresh_token_enc=bindparam("after"))
        rows = await asyncio.to_thread(self._rows, refresh_tokens)
        new = [row for row in rows if row["appid"] not in marks]
        old = [
            {"of": row["appid"], "before": marks[row["appid"]], "after": row["refresh_token_enc"]}
            for row in rows
            if row["appid"] in marks
        ]
        async with self._database.writing() as connection:
            for some in batches(new, ROWS_AT_ONCE):
                await connection.execute(insert_or_skip(connection, AUTHORISERS), some)
            for changed in batches(old, ROWS_AT_ONCE):
                await connection.execute(replace, changed)

    async def drop(self, appid: str) -> None:
        """Delete the refresh and access tokens of a revoked authorisation, in one transaction."""
        async with self._database.writing() as connection:
            await connection.execute(delete(AUTHORISERS).where(_COLUMNS.appid == appid))
            await connection.execute(delete(ACCESS_TOKENS).where(ACCESS_TOKENS.c.name == appid))

    async def appids(self) -> Sequence[str]:
        """All AppIDs, sorted here, because each database sorts text in its own way."""
        async with self._database.reading() as connection:
            return sorted(await connection.scalars(select(_COLUMNS.appid)))

    def _rows(self, refresh_tokens: Mapping[str, str]) -> list[dict[str, str]]:
        # A fixed order: two replicas that list the same page wait for each other instead of deadlocking.
        return [
            {"appid": appid, "refresh_token_enc": self._vault.seal(token)}
            for appid, token in sorted(refresh_tokens.items())
            if token
        ]
