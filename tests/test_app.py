"""What the composition root makes of the settings."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from bot.app import open_bot
from bot.errors import SettingsError, StorageUnavailable
from bot.lib.clock import SystemClock
from bot.lib.transport import local_client
from bot.metrics import Metrics
from bot.settings import load_settings
from bot.storage.engine.database import Database
from bot.storage.maintenance.backup import back_up, restore
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.wiring.core import open_core
from bot.wiring.repositories import TokenParts, open_credentials
from bot.wiring.routines import open_public
from tests.clock import NOW
from tests.domain.build import public_snapshot_of

CREDENTIALS = {
    "WECHAT_ACCESS_TOKEN": "a-token",
    "WECHAT_TOKEN_URL": "https://tokens.example.com",
    "WECHAT_TOKEN_BEARER": "a-bearer",
    "WECHAT_APP_SECRET": "a-secret",
}
SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "a-secret",
    "WECHAT_PROGRAMS": "shop=wx1234567890abcdef",
    "WECHAT_ACCESS_TOKEN": "a-token",
}
Env = pytest.MonkeyPatch

pytestmark = pytest.mark.usefixtures("bare_environment")


def parts(client: httpx.AsyncClient) -> TokenParts:
    """A source's parts, with the environment's settings and an unused database."""
    settings, clock = load_settings(), SystemClock()
    return TokenParts(settings, Database(settings.database_url), client, clock, Metrics(clock))


@pytest.mark.parametrize(
    ("left_out", "asked"),
    [
        ((), []),
        (("WECHAT_ACCESS_TOKEN",), ["tokens.example.com"]),
        (("WECHAT_ACCESS_TOKEN", "WECHAT_TOKEN_URL"), ["api.weixin.qq.com"]),
    ],
)
async def test_the_first_credential_counts(monkeypatch: Env, left_out: tuple[str, ...], asked: list[str]) -> None:
    for name, value in CREDENTIALS.items():
        if name not in left_out:
            monkeypatch.setenv(name, value)
    hosts = []

    def handle(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(200, json={"access_token": "fresh", "expires_in": 7200})

    async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as client:
        token = await open_credentials(parts(client)).token("wx1")

    assert hosts == asked
    assert token.secret == ("fresh" if asked else CREDENTIALS["WECHAT_ACCESS_TOKEN"])


async def test_one_token_is_for_one_program(monkeypatch: Env) -> None:
    """WeChat answers for the token's program whatever was meant: a second would show its users."""
    monkeypatch.setenv("WECHAT_ACCESS_TOKEN", "t")
    async with local_client() as client:
        monkeypatch.setenv("WECHAT_PROGRAMS", "shop=wx1")
        assert (await open_credentials(parts(client)).token("wx1")).secret == "t"
        monkeypatch.setenv("WECHAT_PROGRAMS", "shop=wx1,news=wx2")
        with pytest.raises(SettingsError) as caught:
            open_credentials(parts(client))

    assert caught.value.params == {"name": "WECHAT_ACCESS_TOKEN", "reason": "one-program"}


async def test_no_credential(monkeypatch: Env) -> None:
    monkeypatch.setenv("WECHAT_TOKEN_BEARER", "b")
    async with local_client() as client:
        with pytest.raises(SettingsError, match="WECHAT_ACCESS_TOKEN"):
            open_credentials(parts(client))


async def test_one_token_for_a_list_of_programs(monkeypatch: Env) -> None:
    monkeypatch.setenv("WECHAT_ACCESS_TOKEN", "t")
    monkeypatch.setenv("WECHAT_PROGRAMS_URL", "https://tokens.example.com/programs")
    async with local_client() as client:
        with pytest.raises(SettingsError, match="one-program"):
            open_credentials(parts(client))


@pytest.mark.parametrize(("url", "kept"), [("", True), ("off", False)], ids=["on", "off"])
async def test_public_numbers_that_are_switched_off_are_not_shown(
    monkeypatch: Env, migrated_sqlite_url: str, url: str, *, kept: bool
) -> None:
    snapshot, database = public_snapshot_of({"3.15.0": "84", "3.8.0": "15.9"}), Database(migrated_sqlite_url)
    await SqlPublicSnapshots(database).save(snapshot)
    await database.close()
    for name, value in (CREDENTIALS | {"DATABASE_URL": migrated_sqlite_url, "WECHAT_PUBLIC_URL": url}).items():
        monkeypatch.setenv(name, value)

    async with open_core(load_settings()) as core, open_public(core) as keep:
        assert (await core.repositories.public_snapshots.latest() == snapshot) is kept
        assert bool(await core.repositories.public_snapshots.since(snapshot.day)) is kept
        assert (keep is not None) is kept


async def test_a_running_bot_has_its_file_to_itself(monkeypatch: Env, tmp_path: Path) -> None:
    for name, value in {**SLACK, "DATABASE_URL": f"sqlite:///{tmp_path / 'baselib.db'}"}.items():
        monkeypatch.setenv(name, value)
    settings, file = load_settings(), tmp_path / "monday.backup"
    database = Database(settings.database_url)
    async with open_bot(settings):
        await back_up(database, file, version="1", now=NOW)
        for refused in (open_bot(settings).__aenter__(), restore(database, file, replace=True)):
            with pytest.raises(StorageUnavailable) as caught:
                await refused
            assert caught.value.params == {"reason": "in-use"}
    await restore(database, file)
    await database.close()
    async with open_bot(settings):
        pass


async def test_slack_alone(monkeypatch: Env, tmp_path: Path) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, SLACK[name])
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'baselib.db'}")
    async with open_bot(load_settings()) as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            parts = (await client.get("/readyz")).json()

    assert (parts["database"], parts["credential"]) == ("ok", "ok")


async def test_a_database_that_cannot_be_written_is_not_ready(monkeypatch: Env, tmp_path: Path) -> None:
    file = tmp_path / "baselib.db"
    slack = {"SLACK_API_URL": "http://127.0.0.1:9/", "WECHAT_PUBLIC_URL": "off"}
    for name, value in {**SLACK, **slack, "DATABASE_URL": f"sqlite:///{file}"}.items():
        monkeypatch.setenv(name, value)

    async def parts_of(app: ASGIApp) -> dict[str, str]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
            answer: dict[str, str] = (await client.get("/readyz")).json()
            return answer

    async with open_bot(load_settings()) as app:
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            locked = await parts_of(app)
    async with open_bot(load_settings()) as app:
        free = await parts_of(app)

    assert (locked["database"], locked["writes"] in {"timeout", "storage-unavailable"}) == ("ok", True)
    assert (free["database"], free["writes"]) == ("ok", "ok")
