"""Nothing secret stands in the database in clear."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.domain.platform.authorisation import Invitation, Origin
from bot.errors import StorageUnavailable
from bot.ports.platform import Ticket
from bot.ports.slack import Installation
from bot.ports.wechat import KeptToken
from bot.storage.engine.database import Database
from bot.storage.maintenance.vault import SEALED, Vault
from bot.storage.platform import SqlAccessTokens, SqlAuthorisations, SqlAuthorisers, SqlTickets
from bot.storage.tables.metadata import METADATA
from bot.storage.workspaces import SqlInstallations

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
CANARY = "canary-secret"
KEY = SecretStr(Fernet.generate_key().decode())


async def write_canaries(database: Database, vault: Vault) -> None:
    """Every secret, through the repositories that take some."""
    await SqlTickets(database, vault).keep(Ticket(f"{CANARY}-ticket", NOW))
    await SqlAccessTokens(database, vault).put("component", KeptToken(f"{CANARY}-access", NOW, NOW))
    await SqlAuthorisers(database, vault).keep({"wx1": f"{CANARY}-refresh", "wx2": f"{CANARY}-other"})
    await SqlInstallations(database, vault).put(
        Installation("T1", "Team", "U1", f"{CANARY}-bot", NOW, refresh_token=f"{CANARY}-bot-refresh", expires_at=NOW)
    )
    authorisations = SqlAuthorisations(database, vault)
    await authorisations.invited(Invitation(f"{CANARY}-invitation", NOW), Origin("T1", "C1", "U1"))
    await authorisations.receive(f"{CANARY}-code", appid="wx1", origin=Origin(), expires_at=NOW, now=NOW)
    used = await authorisations.receive(f"{CANARY}-used", appid="wx1", origin=Origin(), expires_at=NOW, now=NOW)
    await authorisations.finish(used, appid="wx1", now=NOW)


@pytest.fixture
async def written(database: Database) -> Database:
    """A database with a secret of every kind."""
    await write_canaries(database, Vault([KEY]))
    return database


async def test_no_secret_stands_in_the_file(sqlite_url: str, tmp_path: Path) -> None:
    """Neither in the database nor its log, written back or not."""
    database = Database(sqlite_url)
    await database.prepare()
    await write_canaries(database, Vault([KEY]))
    before = contents(tmp_path)
    await database.close()

    assert "test.db-wal" in before
    for data in (*before.values(), *contents(tmp_path).values()):
        assert CANARY.encode() not in data
        assert KEY.get_secret_value().encode() not in data
    assert any(b"wx1" in data for data in before.values())


def contents(folder: Path) -> dict[str, bytes]:
    """Its files."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_no_secret_stands_in_a_row(written: Database) -> None:
    """In either kind of database, in whatever column."""
    async with written.reading() as connection:
        rows = [row for table in METADATA.sorted_tables for row in await connection.execute(select(table))]

    assert "wx1" in str(rows)
    assert CANARY not in str(rows)


async def test_every_column_of_secrets_was_written(written: Database) -> None:
    """The test above would notice each of them."""
    async with written.reading() as connection:
        for sealed in SEALED:
            assert await connection.scalar(select(func.count(sealed.value)))


async def test_another_key_opens_nothing(written: Database) -> None:
    """Every repository blames the key, so the operator knows what to look for."""
    other = Vault([SecretStr(Fernet.generate_key().decode())])
    for reading in (
        SqlTickets(written, other).latest(),
        SqlAccessTokens(written, other).get("component"),
        SqlAuthorisers(written, other).refresh_token("wx1"),
        SqlInstallations(written, other).get("T1"),
    ):
        with pytest.raises(StorageUnavailable) as refused:
            await reading
        assert refused.value.params == {"reason": "key"}
    assert list(await SqlAuthorisations(written, other).unfinished()) == []  # one row must not stop the others
