"""`baselib keys`: what it prints where, and what becomes of the database."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.errors import StorageUnavailable
from bot.i18n import LOCALES, texts_for
from bot.settings import load_settings
from bot.storage.engine.database import Database
from bot.storage.maintenance.vault import Vault
from bot.storage.platform import SqlAuthorisers
from tests.command_line import assert_refused, baselib

Env = pytest.MonkeyPatch
NEW, OLD = (Fernet.generate_key().decode() for _ in range(2))


pytestmark = pytest.mark.usefixtures("bare_command_line")
migrated = pytest.mark.usefixtures("migrated_command_line")


def with_database(work: Callable[[Database], Awaitable[None]]) -> None:
    """Do something with the database that the command line works on."""

    async def opened() -> None:
        database = Database(load_settings().database_url)
        await work(database)
        await database.close()

    asyncio.run(opened())


def keep(count: int, key: str) -> None:
    """Keep refresh tokens, encrypted with a key."""
    tokens = {f"wx{number}": "canary" for number in range(count)}
    with_database(lambda database: SqlAuthorisers(database, Vault([SecretStr(key)])).keep(tokens))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_new_key_is_a_line_for_the_settings(monkeypatch: Env, locale: str) -> None:
    """It stands alone on standard output, needs no settings, is accepted, and is another one each time."""
    result = baselib("keys", "new", locale=locale)
    name, _, key = result.stdout.strip().partition("=")
    monkeypatch.setenv(name, key)

    assert result.exit_code == 0
    assert result.stderr == texts_for(locale)("cli-keys-made") + "\n"
    assert [key.get_secret_value() for key in load_settings().baselib_encryption_keys] == [key]
    assert baselib("keys", "new").stdout != result.stdout


@migrated
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("count", [0, 1, 3])
def test_rotating(monkeypatch: Env, locale: str, count: int) -> None:
    """It says how many secrets were encrypted anew, after which the earlier key is not needed any more."""
    keep(count, OLD)
    monkeypatch.setenv("BASELIB_ENCRYPTION_KEYS", f"{NEW},{OLD}")
    result = baselib("keys", "rotate", locale=locale)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == texts_for(locale)("cli-keys-rotated", count=count) + "\n"
    monkeypatch.setenv("BASELIB_ENCRYPTION_KEYS", NEW)
    assert baselib("keys", "rotate").stdout == texts_for("en")("cli-keys-rotated", count=0) + "\n"


@migrated
def test_rotating_without_the_earlier_key(monkeypatch: Env) -> None:
    """It says which setting is to be mended, and changes nothing; asked to, it lets go of what cannot be opened."""
    keep(2, OLD)
    monkeypatch.setenv("BASELIB_ENCRYPTION_KEYS", NEW)
    refused = baselib("keys", "rotate")
    forgotten = baselib("keys", "rotate", "--forget")

    assert_refused(refused, StorageUnavailable(reason="key"), 1)
    assert forgotten.exit_code == 0
    assert forgotten.stdout.splitlines()[-1] == texts_for("en")("cli-keys-forgotten", count=2)
    assert baselib("keys", "rotate").exit_code == 0


def test_rotating_without_a_key(tmp_path: Path) -> None:
    """The setting is named, with the command that makes one; no database is made."""
    result = baselib("keys", "rotate")

    assert result.exit_code == 1
    assert "BASELIB_ENCRYPTION_KEYS=" in result.stderr
    assert "baselib keys new" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_rotating_an_old_database(monkeypatch: Env) -> None:
    """It is to be migrated first."""
    monkeypatch.setenv("BASELIB_ENCRYPTION_KEYS", NEW)

    assert_refused(baselib("keys", "rotate"), StorageUnavailable(reason="older"), 1)
