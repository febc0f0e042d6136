"""A new key replaces an earlier one while the bot runs, despite interruptions."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.platform.authorisation import Origin
from bot.errors import StorageUnavailable
from bot.ports.platform import Ticket
from bot.ports.slack import Installation
from bot.ports.wechat import KeptToken
from bot.storage.engine.database import Database
from bot.storage.maintenance.vault import SEALED, Rotated, Vault, rotate
from bot.storage.platform import SqlAccessTokens, SqlAuthorisations, SqlAuthorisers, SqlTickets
from bot.storage.tables.metadata import METADATA
from bot.storage.workspaces import SqlInstallations

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
NEW, OLD, LOST = (SecretStr(Fernet.generate_key().decode()) for _ in range(3))
BOTH = Vault([NEW, OLD])
MANY = 1201
"""Refresh tokens: three batches."""
FEW = 3
NEWER = KeptToken("newer", NOW, NOW)
INSTALLED = Installation("T1", "Team", "U1", "bot-token", NOW, refresh_token="bot-refresh", expires_at=NOW)


async def fill(database: Database, vault: Vault, *, programs: int = FEW) -> None:
    """A secret of every kind, and some of one."""
    await SqlTickets(database, vault).keep(Ticket("ticket", NOW))
    await SqlAccessTokens(database, vault).put("component", KeptToken("access", NOW, NOW))
    await SqlInstallations(database, vault).put(INSTALLED)
    await SqlAuthorisers(database, vault).keep({f"wx{number}": f"refresh-{number}" for number in range(programs)})
    authorisations = SqlAuthorisations(database, vault)
    await authorisations.receive("code", appid="wx1", origin=Origin(), expires_at=NOW, now=NOW)
    used = await authorisations.receive("used", appid="wx1", origin=Origin(), expires_at=NOW, now=NOW)
    await authorisations.finish(used, appid="wx1", now=NOW)


async def assert_opens(database: Database, vault: Vault, *, programs: int = FEW) -> None:
    """Everything is there, and these keys are enough."""
    ticket = await SqlTickets(database, vault).latest()
    token = await SqlAccessTokens(database, vault).get("component")
    (pending,) = await SqlAuthorisations(database, vault).unfinished()
    assert ticket is not None
    assert token is not None
    assert (ticket.secret, token.secret, pending.code) == ("ticket", "access", "code")
    assert await SqlInstallations(database, vault).get("T1") == INSTALLED
    authorisers = SqlAuthorisers(database, vault)
    for number in (0, 1, programs // 2, programs - 1):
        assert await authorisers.refresh_token(f"wx{number}") == f"refresh-{number}"


async def everything(database: Database) -> Mapping[str, list[tuple[object, ...]]]:
    """The rows, by table."""
    async with database.reading() as connection:
        return {
            sealed.table.name: [
                tuple(row) for row in await connection.execute(select(sealed.table).order_by(sealed.key))
            ]
            for sealed in SEALED
        }


async def test_everything_is_encrypted_with_the_first_key(database: Database) -> None:
    """Then the earlier one can go; a second run touches nothing."""
    await fill(database, Vault([OLD]), programs=MANY)

    assert await rotate(database, BOTH) == Rotated(MANY + 5)
    await assert_opens(database, Vault([NEW]), programs=MANY)
    rotated = await everything(database)
    assert await rotate(database, BOTH) == Rotated()
    assert await everything(database) == rotated


def test_no_column_is_left_out() -> None:
    """Whatever ends like a secret is one."""
    columns = [column for table in METADATA.sorted_tables for column in table.columns if column.name.endswith("_enc")]

    assert [sealed.value for sealed in SEALED] == columns
    assert [[sealed.key] for sealed in SEALED] == [list(column.table.primary_key) for column in columns]


async def test_an_interrupted_rotation_goes_on(database: Database) -> None:
    """Killed halfway, both keys open everything; the next run does the rest."""
    await fill(database, Vault([OLD]), programs=MANY)
    async with database.reading() as connection:
        engine = connection.sync_engine
    updates = 0

    def stumble(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        nonlocal updates
        updates += statement.startswith("UPDATE authorisers")
        if updates > MANY // 2:
            raise KeyboardInterrupt

    event.listen(engine, "before_cursor_execute", stumble)
    with pytest.raises(KeyboardInterrupt):
        await rotate(database, BOTH)
    event.remove(engine, "before_cursor_execute", stumble)

    await assert_opens(database, BOTH, programs=MANY)
    rest = await rotate(database, BOTH)
    assert 0 < rest.resealed < MANY
    await assert_opens(database, Vault([NEW]), programs=MANY)


class Busy(Database):
    """Another writer comes between reading a batch and replacing it."""

    def __init__(self, url: str, bot: SqlAccessTokens) -> None:
        super().__init__(url)
        self._bot: SqlAccessTokens | None = bot

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """The first time, the bot comes first."""
        if self._bot:
            await self._bot.put("component", NEWER)
            self._bot = None
        async with super().writing() as connection:
            yield connection


@pytest.mark.parametrize("running", [BOTH, Vault([OLD])], ids=["started anew", "not started anew"])
async def test_the_bot_may_run_meanwhile(database: Database, database_url: str, running: Vault) -> None:
    """Its writes stay, and end up under the first key, even if the bot does not know it yet."""
    await fill(database, Vault([OLD]))
    busy = Busy(database_url, SqlAccessTokens(database, running))
    await rotate(busy, BOTH)
    await busy.close()

    assert await SqlAccessTokens(database, Vault([NEW])).get("component") == NEWER


async def test_what_no_key_opens_stops_it(database: Database) -> None:
    """It says that it is the key, and deletes nothing."""
    await fill(database, Vault([LOST]))
    before = await everything(database)
    with pytest.raises(StorageUnavailable) as refused:
        await rotate(database, BOTH)

    assert refused.value.params == {"reason": "key"}
    assert await everything(database) == before


async def test_what_no_key_opens_can_be_let_go(database: Database) -> None:
    """Only that: the rest is encrypted with the first key, and what was dropped can be kept anew."""
    await fill(database, Vault([OLD]))
    await SqlAuthorisers(database, Vault([LOST])).keep({"wx-lost": "refresh"})
    await SqlTickets(database, Vault([LOST])).keep(Ticket("lost", NOW + timedelta(minutes=10)))

    assert await rotate(database, BOTH, forget=True) == Rotated(FEW + 4, 2)
    assert await SqlAuthorisers(database, BOTH).refresh_token("wx-lost") is None
    assert await SqlTickets(database, BOTH).keep(Ticket("ticket", NOW))
    await assert_opens(database, Vault([NEW]))
