"""A new key replaces an earlier one while the bot runs, despite interruptions."""

import re
import traceback
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.platform import Invitation, Origin
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
    async with database.reading() as connection:
        return {
            sealed.table.name: [
                tuple(row) for row in await connection.execute(select(sealed.table).order_by(sealed.key))
            ]
            for sealed in SEALED
        }


async def test_everything_is_encrypted_with_the_first_key(database: Database) -> None:
    await fill(database, Vault([OLD]), programs=MANY)

    assert await rotate(database, BOTH) == Rotated(MANY + 5)
    await assert_opens(database, Vault([NEW]), programs=MANY)
    rotated = await everything(database)
    assert await rotate(database, BOTH) == Rotated()
    assert await everything(database) == rotated


def test_no_column_is_left_out() -> None:
    columns = [column for table in METADATA.sorted_tables for column in table.columns if column.name.endswith("_enc")]

    assert [sealed.value for sealed in SEALED] == columns
    assert [[sealed.key] for sealed in SEALED] == [list(column.table.primary_key) for column in columns]


async def test_an_interrupted_rotation_goes_on(database: Database) -> None:
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


VAULT_NEW, VAULT_OLD, OTHER = (SecretStr(Fernet.generate_key().decode()) for _ in range(3))

HOUR = timedelta(hours=1)
VAULT = Vault([VAULT_NEW, VAULT_OLD])
VAULT_SEALED = VAULT.seal("canary-secret")
PASS = VAULT.pass_for({"team": "T1", "名": "店"}, now=NOW)

texts = st.text(max_size=200)


def is_refused(vault: Vault, text: str) -> bool:
    """Whether no key of a vault opens a text, without repeating it."""
    with pytest.raises(StorageUnavailable) as refused:
        vault.open(text)
    assert "canary" not in "".join(traceback.format_exception(refused.value))
    return refused.value.params == {"reason": "key"}


@given(texts)
def test_any_of_the_keys_opens_what_one_of_them_sealed(text: str) -> None:
    assert VAULT.open(VAULT.seal(text)) == text
    assert VAULT.open(Vault([VAULT_OLD]).seal(text)) == text
    assert Vault([VAULT_NEW]).open(VAULT.seal(text)) == text


@given(texts)
def test_no_other_key_opens_it(text: str) -> None:
    assert is_refused(Vault([OTHER]), VAULT.seal(text))
    assert is_refused(VAULT, text)


def test_a_flipped_bit_is_noticed() -> None:
    stored = VAULT_SEALED.encode()
    token = urlsafe_b64decode(stored)
    for place in range(len(stored) * 8):
        assert is_refused(VAULT, flipped(stored, place).decode("latin-1"))
    for place in range(len(token) * 8):
        assert is_refused(VAULT, urlsafe_b64encode(flipped(token, place)).decode())


def flipped(data: bytes, place: int) -> bytes:
    return data[: place // 8] + bytes([data[place // 8] ^ 1 << place % 8]) + data[place // 8 + 1 :]


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert VAULT.seal("canary-secret") != VAULT_SEALED


def test_resealing_leaves_only_the_first_key() -> None:
    old = Vault([VAULT_OLD]).seal("canary-secret")

    assert Vault([VAULT_NEW]).open(VAULT.resealed(old)) == "canary-secret"
    assert VAULT.resealed(VAULT_SEALED) == VAULT_SEALED
    with pytest.raises(StorageUnavailable):
        VAULT.resealed(Vault([OTHER]).seal("canary-secret"))


def test_a_vault_keeps_its_keys_to_itself() -> None:
    shown = f"{VAULT!r} {vars(VAULT)!r}"

    assert not any(key.get_secret_value() in shown for key in (VAULT_NEW, VAULT_OLD))


def test_a_vault_needs_a_key() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Vault([])


@given(st.dictionaries(texts, texts, max_size=5), st.integers(0, 3600))
def test_a_pass_brings_its_data_back_until_it_is_too_old(data: dict[str, str], seconds: int) -> None:
    text = VAULT.pass_for(data, now=NOW)

    assert re.fullmatch(r"[\w-]+", text, re.ASCII)
    assert Vault([OTHER, VAULT_NEW]).read_pass(text, max_age=HOUR, now=NOW + timedelta(seconds=seconds)) == data
    assert VAULT.read_pass(text, max_age=HOUR, now=NOW + HOUR + timedelta(seconds=1 + seconds)) is None


@given(st.text())
def test_a_pass_from_elsewhere_is_none(text: str) -> None:
    assert VAULT.read_pass(text, max_age=HOUR, now=NOW) is None
    assert VAULT.read_pass(Vault([OTHER]).pass_for({}, now=NOW), max_age=HOUR, now=NOW) is None


def test_what_is_nearly_a_pass_is_none() -> None:
    for text in ("", "=", f"{PASS}=", f"{PASS}A", PASS[:-1], PASS * 40, VAULT_SEALED, VAULT_SEALED.rstrip("=")):
        assert VAULT.read_pass(text, max_age=HOUR, now=NOW) is None


def test_a_pass_from_the_future_is_none() -> None:
    assert VAULT.read_pass(PASS, max_age=HOUR, now=NOW - timedelta(minutes=1))
    assert VAULT.read_pass(PASS, max_age=HOUR, now=NOW - HOUR) is None


def test_a_flipped_bit_spoils_a_pass() -> None:
    for place in range(len(PASS) * 8):
        assert VAULT.read_pass(flipped(PASS.encode(), place).decode("latin-1"), max_age=HOUR, now=NOW) is None


CANARY = "canary-secret"
KEY = SecretStr(Fernet.generate_key().decode())


async def write_canaries(database: Database, vault: Vault) -> None:
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
    await write_canaries(database, Vault([KEY]))
    return database


async def test_no_secret_stands_in_the_file(sqlite_url: str, tmp_path: Path) -> None:
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
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_no_secret_stands_in_a_row(written: Database) -> None:
    async with written.reading() as connection:
        rows = [row for table in METADATA.sorted_tables for row in await connection.execute(select(table))]

    assert "wx1" in str(rows)
    assert CANARY not in str(rows)


async def test_every_column_of_secrets_was_written(written: Database) -> None:
    async with written.reading() as connection:
        for sealed in SEALED:
            assert await connection.scalar(select(func.count(sealed.value)))


async def test_another_key_opens_nothing(written: Database) -> None:
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
