"""`baselib doctor` beside a running Baselib, and on a shared engine."""

import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
import time_machine
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.domain.doctor import Check
from bot.lib.machine_time import machine_time
from bot.ports.slack import Installation, Workspace
from bot.ports.wechat import KeptToken
from bot.storage.engine.database import Database
from bot.storage.maintenance.vault import Vault
from bot.storage.platform import SqlAccessTokens
from bot.storage.workspaces import SqlInstallations, SqlWorkspaces
from bot.wechat.http import COMPONENT
from bot.wiring.scheduler import Scheduler, Tick
from tests.clock import NOW
from tests.fakes.machine import FakeClock
from tests.tools.sandbox.driving import BOT_TOKEN
from tests.wiring.clinic import KEY, NOBODY, SHOP, Clinic, accused, clinic, skipped
from tests.wiring.test_scheduler import OFTEN, Counted
from tools.sandbox.wechat.config import AUTHORIZER_TOKEN, COMPONENT_TOKEN


@pytest.fixture
async def patient(monkeypatch: pytest.MonkeyPatch, migrated_sqlite_url: str) -> AsyncIterator[Clinic]:
    async with clinic(monkeypatch, migrated_sqlite_url) as made:
        await made.be_platform()
        yield made


async def fetched(patient: Clinic) -> int:
    data = (await patient.wechat.http.get("/sandbox/requests")).json()["requests"]
    return sum(each["path"] in (COMPONENT_TOKEN, AUTHORIZER_TOKEN) for each in data)


@pytest.mark.usefixtures("bare_environment", "at_now")
async def test_a_platform_that_runs_keeps_its_tokens(patient: Clinic) -> None:
    await patient.findings()  # as the bot would: it fetches both, and keeps them
    before = await fetched(patient)
    with Database(patient.database_url).alone():
        findings = await patient.findings()

    assert before == 2
    assert await fetched(patient) == before
    assert accused(findings) == set()
    assert {"running-yes", "platform-token-kept", "program-token-ok", "reading-ok"} <= {f.name for f in findings}


@pytest.mark.usefixtures("bare_environment", "at_now")
async def test_a_platform_that_runs_and_has_no_token_yet(patient: Clinic) -> None:
    with Database(patient.database_url).alone():
        findings = await patient.findings()

    assert await fetched(patient) == 0
    assert accused(findings) == {"platform-token-not-kept"}
    assert set(skipped(findings).values()) == {Check.PLATFORM_TOKEN}


@pytest.mark.usefixtures("bare_environment", "at_now")
async def test_a_platform_that_runs_on_a_token_that_has_ended(patient: Clinic) -> None:
    await patient.findings()
    async with patient.database() as database:
        store = SqlAccessTokens(database, Vault([SecretStr(KEY)]))
        assert await store.get(COMPONENT)
        await store.put(SHOP.appid, KeptToken("98_ended", NOW - timedelta(hours=1), NOW - timedelta(minutes=50)))
    with Database(patient.database_url).alone():
        findings = await patient.findings()

    assert accused(findings) == {"program-token-not-kept"}
    assert set(skipped(findings)) == {Check.PERMISSION_SET, Check.QUOTA, Check.READING}


@pytest.mark.usefixtures("bare_environment", "at_now")
async def test_an_address_at_which_a_running_bot_does_not_answer(patient: Clinic) -> None:
    patient.settings["BASELIB_PUBLIC_URL"] = NOBODY
    idle = await patient.findings()
    with Database(patient.database_url).alone():
        running = await patient.findings()

    assert "public-url-not-running" in accused(idle)
    assert "public-url-unreachable" in accused(running)


@pytest.mark.usefixtures("bare_environment", "at_now")
async def test_a_database_in_use(patient: Clinic) -> None:
    await patient.findings()
    async with patient.database() as database, database.writing():
        findings = await patient.findings()

    assert accused(findings) - {"platform-token-not-kept"} == {"database-locked"}
    assert "tables-ok" in {finding.name for finding in findings}


@pytest.fixture
async def open_to_all(monkeypatch: pytest.MonkeyPatch, migrated_sqlite_url: str) -> AsyncIterator[Clinic]:
    async with clinic(monkeypatch, migrated_sqlite_url) as made:
        del made.settings["SLACK_BOT_TOKEN"]
        made.settings |= {
            "SLACK_CLIENT_ID": "1.2",
            "SLACK_CLIENT_SECRET": "canary-client",
            "BASELIB_ENCRYPTION_KEYS": KEY,
        }
        yield made


async def install(patient: Clinic, token: str, *, key: str = KEY, team: str = "T0SANDBOX") -> None:
    async with patient.database() as database:
        installations = SqlInstallations(database, Vault([SecretStr(key)]))
        await installations.put(Installation(team, "Sandbox", "U0BASELIB", token, NOW))
        await SqlWorkspaces(database).put(Workspace(team, "Sandbox", "U0BASELIB"))


@pytest.mark.usefixtures("bare_environment", "at_now")
async def test_no_workspace_has_installed_it_yet(open_to_all: Clinic) -> None:
    findings = await open_to_all.findings()

    assert accused(findings) == {"slack-token-not-installed"}
    assert set(skipped(findings)) == {Check.SCOPES}


@pytest.mark.usefixtures("bare_environment", "at_now")
@pytest.mark.parametrize(("token", "named"), [(BOT_TOKEN, set()), ("xoxb-dead", {"slack-token-refused"})])
async def test_the_token_of_a_workspace(open_to_all: Clinic, token: str, named: set[str]) -> None:
    await install(open_to_all, token)

    assert accused(await open_to_all.findings()) == named


@pytest.mark.usefixtures("bare_environment", "at_now")
@pytest.mark.parametrize(("home", "named"), [("", set()), ("T0SANDBOX", set()), ("T0OTHER", {"slack-token-refused"})])
async def test_the_token_of_the_home_workspace_is_tried(open_to_all: Clinic, home: str, named: set[str]) -> None:
    await install(open_to_all, BOT_TOKEN)
    await install(open_to_all, "xoxb-dead", team="T0OTHER")
    open_to_all.settings["BASELIB_HOME_TEAM"] = home

    assert accused(await open_to_all.findings()) == named


@pytest.mark.usefixtures("bare_environment", "at_now")
async def test_the_token_of_a_workspace_that_no_key_opens(open_to_all: Clinic) -> None:
    await install(open_to_all, BOT_TOKEN, key=Fernet.generate_key().decode())
    findings = await open_to_all.findings()

    assert accused(findings) == {"keys-wrong"}
    assert skipped(findings) == dict.fromkeys([Check.SLACK_TOKEN, Check.SCOPES], Check.KEYS)


@pytest.mark.usefixtures("bare_environment", "at_now")
@pytest.mark.postgres
async def test_postgresql(monkeypatch: pytest.MonkeyPatch, postgres_url: str) -> None:
    async with clinic(monkeypatch, postgres_url) as patient:
        alone = await patient.findings()
        async with patient.database() as database:
            await database.ping()
            beside = await patient.findings()

    assert accused(alone) == set()
    assert {"running-no", "disk-server"} <= {finding.name for finding in alone}
    assert "running-yes" in {finding.name for finding in beside}


@pytest.mark.usefixtures("bare_environment", "at_now")
@pytest.mark.postgres
async def test_a_postgresql_without_tables(monkeypatch: pytest.MonkeyPatch, empty_postgres_url: str) -> None:
    async with clinic(monkeypatch, empty_postgres_url) as patient:
        assert accused(await patient.findings()) == {"tables-behind"}


@pytest.mark.usefixtures("bare_environment", "at_now")
@pytest.mark.postgres
async def test_a_postgresql_that_only_reads(monkeypatch: pytest.MonkeyPatch, postgres_url: str) -> None:
    async with clinic(monkeypatch, f"{postgres_url}&options=-c%20default_transaction_read_only%3Don") as patient:
        assert accused(await patient.findings()) == {"database-read-only"}


SCHEDULER_CLOCK_NOW: Final = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
SHORT: Final = timedelta(milliseconds=20)
SETTINGS: Final = [timedelta(minutes=-3), -6 * HOUR, -48 * HOUR, timedelta(minutes=3), 6 * HOUR]


@pytest.mark.parametrize("by", SETTINGS, ids=str)
async def test_a_clock_that_is_set_while_it_runs(by: timedelta) -> None:
    """Each routine is called again soon, the rare one, too, and then at its interval."""
    often, rare = Counted(), Counted()
    ticks = [Tick("often", OFTEN, often), Tick("rare", timedelta(minutes=2), rare)]
    with time_machine.travel(SCHEDULER_CLOCK_NOW) as journey:
        scheduler = Scheduler(FakeClock(SCHEDULER_CLOCK_NOW), ticks, clock_every=SHORT)
        scheduler.start()
        await often.called(3)
        await rare.called(1)
        journey.move_to(machine_time() + by)
        await often.called(len(often.calls) + 3)
        await rare.called(2)
        await scheduler.stop()

    assert len(rare.calls) == 2


async def test_a_clock_that_stays_right() -> None:
    often, rare = Counted(), Counted()
    ticks = [Tick("often", OFTEN, often), Tick("rare", HOUR, rare)]
    scheduler = Scheduler(FakeClock(SCHEDULER_CLOCK_NOW), ticks, clock_every=OFTEN)
    scheduler.start()
    await often.called(50)
    await scheduler.stop()

    assert len(rare.calls) == 1


HANGS: Final = """
import asyncio, threading
from datetime import timedelta
from functools import partial
from bot.lib.clock import SystemClock
from bot.lib.machine_time import stay_alive
from bot.wiring.scheduler import Scheduler, Tick

calls = 0

async def routine(*, now):
    global calls
    calls += 1
    if calls == 3:
        print("hangs", flush=True)
        threading.Event().wait()

async def main():
    ticks = [Tick("routine", timedelta(seconds=0.05), routine)]
    Scheduler(SystemClock(), ticks, alive=partial(stay_alive, timedelta(seconds=2))).start()
    await asyncio.Event().wait()

asyncio.run(main())
"""


def test_a_process_that_hangs_ends() -> None:
    """With 1, so that systemd and Docker start it again; the log shows where it stood."""
    ended = subprocess.run([sys.executable, "-c", HANGS], check=False, capture_output=True, text=True)  # noqa: S603 # our own script

    assert (ended.returncode, ended.stdout) == (1, "hangs\n")
    assert "in routine" in ended.stderr
