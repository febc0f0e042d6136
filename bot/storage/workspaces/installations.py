"""Installations in the database, with encrypted tokens."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, select, update

from bot.ports.workspaces import Installation
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.engine.rows import read, row_of
from bot.storage.maintenance.vault import Vault, opened
from bot.storage.tables.workspaces import INSTALLATIONS

_COLUMNS = INSTALLATIONS.c


class SqlInstallations:
    """Serves `bot.ports.workspaces.Installations`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def put(self, installation: Installation) -> None:
        """Store or replace an installation with its tokens, atomically."""
        team_id = "" if installation.org_wide else installation.id
        row = row_of(INSTALLATIONS, installation, team_id=team_id, **self._tokens(installation))
        async with self._database.writing() as connection:
            await connection.execute(insert_or_replace(connection, INSTALLATIONS, ("id",)), row)

    async def renew(self, installation: Installation) -> bool:
        """Store an installation's new tokens; False when it was dropped, or installed again, meanwhile."""
        still = (_COLUMNS.id == installation.id, _COLUMNS.installed_at == installation.installed_at)
        statement = update(INSTALLATIONS).where(*still).values(**self._tokens(installation))
        async with self._database.writing() as connection:
            return (await connection.execute(statement)).rowcount > 0

    async def get(self, installation_id: str) -> Installation | None:
        """One installation by the id of its workspace or organisation."""
        query = select(INSTALLATIONS).where(_COLUMNS.id == installation_id)
        row = await self._database.row(query)
        return None if row is None else self._installation(row)

    async def all(self) -> Sequence[Installation]:
        """All installations that a key decrypts, sorted by id here, because each database sorts text in its own way."""
        rows = await self._database.rows(select(INSTALLATIONS))
        readable = await opened(rows, self._installation, what=lambda row: f"installation {row.id}")
        return sorted(readable, key=lambda installation: installation.id)

    async def drop(self, installation_id: str) -> None:
        """Delete an installation with its tokens."""
        async with self._database.writing() as connection:
            await connection.execute(delete(INSTALLATIONS).where(_COLUMNS.id == installation_id))

    def _tokens(self, installation: Installation) -> dict[str, object]:
        seal, refresh_token = self._vault.seal, installation.refresh_token
        return {
            "bot_token_enc": seal(installation.bot_token),
            "refresh_token_enc": seal(refresh_token) if refresh_token else None,
            "expires_at": installation.expires_at,
        }

    def _installation(self, row: Row[*tuple[Any, ...]]) -> Installation:
        return read(
            Installation,
            row,
            org_wide=not row.team_id,
            bot_token=self._vault.open(row.bot_token_enc),
            refresh_token=self._vault.open(row.refresh_token_enc) if row.refresh_token_enc else "",
        )
