"""Rows that no key decrypts, as after losing one, must not cost the others."""

import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.domain.platform.authorisation import Origin
from bot.ports.slack import Installation
from bot.storage.engine.database import Database
from bot.storage.maintenance.vault import Vault
from bot.storage.platform import SqlAuthorisations
from bot.storage.workspaces import SqlInstallations
from tests.contracts.conftest import VAULT

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
OTHER = Vault([SecretStr(Fernet.generate_key().decode())])


async def installations(database: Database) -> Sequence[object]:
    """Keep one under each key."""
    one = Installation("T1", "Lost", "U1", "xoxb-canary-1", NOW)
    await SqlInstallations(database, OTHER).put(one)
    kept = SqlInstallations(database, VAULT)
    await kept.put(replace(one, id="T2"))
    return [installation.id for installation in await kept.all()]


async def authorisations(database: Database) -> Sequence[object]:
    """Receive one under each key."""
    soon = NOW + timedelta(hours=1)
    lost = SqlAuthorisations(database, OTHER)
    await lost.receive("canary-1", appid="wx1", origin=Origin(), expires_at=soon, now=NOW)
    kept = SqlAuthorisations(database, VAULT)
    await kept.receive("canary-2", appid="wx2", origin=Origin(), expires_at=soon, now=NOW)
    return [pending.appid for pending in await kept.unfinished()]


@pytest.mark.parametrize(("keep", "found"), [(installations, ["T2"]), (authorisations, ["wx2"])])
async def test_a_row_that_no_key_decrypts_is_named_and_left_out(
    database: Database, keep: Callable[[Database], Awaitable[Sequence[object]]], found: Sequence[object]
) -> None:
    """The log names it without its secret; others go on with tokens and codes."""
    with capture_logs() as logs:
        assert await keep(database) == found

    (entry,) = logs
    assert (entry["event"], entry["row"].split()[0]) == ("no key decrypts a stored row", keep.__name__[:-1])
    assert "canary" not in str(entry)


@dataclass
class WatchedVault:
    """Keeps in which threads it decrypts."""

    threads: set[threading.Thread] = field(default_factory=set)

    def __getattr__(self, name: str) -> Any:
        self.threads.add(threading.current_thread())
        return getattr(VAULT, name)


async def test_many_are_decrypted_beside_the_event_loop(database: Database) -> None:
    """It takes a fifth of a millisecond each, and there may be thousands."""
    kept: Any = WatchedVault()
    await SqlInstallations(database, VAULT).put(Installation("T1", "One", "U1", "xoxb-1", NOW))
    assert await SqlInstallations(database, kept).all()

    assert kept.threads
    assert threading.main_thread() not in kept.threads
