"""A bot that has just started imports nothing before it acknowledges: Slack would wait for it."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Final, cast

import pytest
from cryptography.fernet import Fernet
from structlog.testing import capture_logs

from bot.blocks.ask_form import PROGRAM
from bot.blocks.kit.controls import REPORT_SHARE, SHORTCUT_ASK
from bot.errors import SlackRefused
from bot.ports.slack import Installation, OrgTeam
from bot.settings import load_settings
from bot.slack.oauth import OAuthClient
from bot.storage.workspaces import SqlInstallations
from bot.usecases.workspaces.bot_tokens import BotTokens, RecentInstallations
from bot.usecases.workspaces.let_in import EndWorkspace, SuspendWorkspace
from bot.wiring.core import Core, open_core
from bot.wiring.scheduler import Scheduler, Tick
from bot.wiring.slack import InstallParts, WorkspaceTokens, open_installing
from tests.clock import NOW
from tests.e2e.person import alice_in, eventually
from tests.fakes.deliveries import FakeMessenger
from tests.fakes.everything import Fakes
from tests.fakes.installations import LIFE, FakeSlackOAuth
from tests.fakes.machine import FakeClock
from tests.fakes.people import FakeIdentity
from tests.forked import outcome_of, start_module
from tests.forkserver import Call
from tests.project.repository import ROOT
from tests.wiring import watched_bot
from tests.wiring.test_scheduler import NEVER_AGAIN, OFTEN, Counted
from tests.wiring.test_scheduler import NOW as EARLY_CALLS_NOW
from tools.sandbox.launch import Plan, Process, launched, start_python
from tools.sandbox.wechat.config import demo_programs


async def start_fresh(
    arguments: Sequence[str], environment: Mapping[str, str], directory: Path, log: IO[bytes] | None
) -> Process:
    """Start the bot as a process that has imported nothing, and the sandbox as all tests do."""
    if arguments != ["bot", "run"]:
        return await start_module(arguments, environment, directory, log)
    return await start_python([watched_bot.__name__], {**environment, "PYTHONPATH": str(ROOT)}, directory, log)


@pytest.mark.e2e
async def test_the_first_of_each_kind_waits_for_no_import(tmp_path: Path) -> None:
    plan = Plan(tmp_path, NOW, ports=(0, 0, 0), programs=demo_programs()[:1], seeded=False, quiet=True)
    async with launched(plan, start_fresh) as running:
        alice = alice_in(running)
        async with alice.http, alice.wechat:
            await alice.http.post("/sandbox/home", json={"user": alice.user})
            answer = await alice.ask("/baselib")
            await alice.press(answer, REPORT_SHARE)
            await alice.http.post("/sandbox/shortcut", json={"user": alice.user, "callback_id": SHORTCUT_ASK})
            form = await eventually(alice.modal)
            await alice.search(form, PROGRAM.name, "")
            await alice.submit(form, {})

    imported = [json.loads(line) for line in (tmp_path / watched_bot.WRITTEN).read_text("utf-8").splitlines()]
    assert len(imported) >= len(("event", "command", "press", "shortcut", "search", "form"))
    assert [modules for modules in imported if modules] == []


@pytest.mark.parametrize("ahead", [timedelta(minutes=1), timedelta(days=1)], ids=str)
async def test_a_jump_of_the_clock_calls_all(ahead: timedelta) -> None:
    clock, deliver, sweep = FakeClock(EARLY_CALLS_NOW), Counted(), Counted()
    scheduler = Scheduler(clock, [Tick("deliver", OFTEN, deliver), Tick("sweep", NEVER_AGAIN, sweep)])

    scheduler.start()
    await deliver.called(2)
    await sweep.called(1)
    clock.advance(ahead)
    await sweep.called(2)
    await scheduler.stop()

    assert sweep.calls[1] == EARLY_CALLS_NOW + ahead


async def test_a_nudge_does_not_wait_for_the_tick() -> None:
    sync, other = Counted(), Counted()
    scheduler = Scheduler(
        FakeClock(EARLY_CALLS_NOW), [Tick("sync", NEVER_AGAIN, sync), Tick("other", NEVER_AGAIN, other)]
    )
    scheduler.start()
    await sync.called(1)
    await other.called(1)
    scheduler.nudge("sync", "unknown")
    await sync.called(2)
    await scheduler.stop()
    scheduler.nudge("sync")

    assert (len(sync.calls), len(other.calls)) == (2, 1)


async def test_what_came_of_a_call_is_shown_at_once() -> None:
    sets, shows = Counted(lambda _: RuntimeError("made up")), Counted()
    ticks = [Tick("sets", NEVER_AGAIN, sets, then="shows"), Tick("shows", NEVER_AGAIN, shows)]
    scheduler = Scheduler(FakeClock(EARLY_CALLS_NOW), ticks)

    with capture_logs():
        scheduler.start()
        await shows.called(2)
        await scheduler.stop()

    assert (len(sets.calls), len(shows.calls)) == (1, 2)


HEAVY: Final = {
    "alembic": "only for an older database",
    "sqlalchemy.dialects.postgresql": "only for PostgreSQL",
    "cryptography": "only with encryption keys",
    "jinja2": "only for a page",
    "rich": "only for commands that answer on a terminal",
    "pygments": "only for rich",
    "mcp": "only for an agent's question",
    "bot.mcp.tools": "only for an agent's question",
    "httpcore": "aiohttp has the connections",
    "tree_sitter": "only to read sources",
    "re2": "only to read sources",
    "bot.scan.rules": "only to read sources",
    "vl_convert": "a process of its own draws",
    "rapidfuzz": "only for a name with a mistake",
    "yaml": "only for the manifest",
    "psycopg": "only for PostgreSQL",
    "tools.sandbox": "only for the demo",
    "slack_sdk.socket_mode": "only for Socket Mode",
    "pytest": "only for tests",
}
"""Modules absent when the bot is open, and what needs them."""
AGENTS: Final = ("mcp", "mcp_types", "httpx2", "opentelemetry", "sse_starlette")
OF_OTHERS: Final = {
    *(f"bot.usecases.{name}" for name in ("delivery", "everything", "home", "workflows")),
    *("bot.blocks.home", "click", "pygments", "rich.traceback"),
    "aiohttp",
}
"""What Slack's side needs, what libraries load to draw, and what only a request needs."""
OPEN: Final = f"""
import asyncio, json, sys
from bot.cli.entry import load

open_bot = load("bot.cli.running").open_bot
from bot.settings import load_settings

async def main():
    async with open_bot(load_settings()):
        print(json.dumps(sorted(sys.modules.keys() & set({sorted(HEAVY)!r}))))

asyncio.run(main())
"""


def test_the_start_loads_nothing_that_it_does_not_need(tmp_path: Path, migrated_sqlite_url: str) -> None:
    env = {
        "DATABASE_URL": migrated_sqlite_url,
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "secret",
        "PYTHONPATH": str(ROOT),
    }

    opened = subprocess.run(  # noqa: S603  # ours
        [sys.executable, "-c", OPEN], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )

    assert opened.returncode == 0, opened.stderr
    loaded = json.loads(opened.stdout.splitlines()[-1])
    assert {name: HEAVY[name] for name in loaded} == {}


async def test_the_agents_sdk_is_not_loaded_at_start(tmp_path: Path) -> None:
    script = f"import sys, bot.app, bot.cli.mcp; print([name for name in {AGENTS!r} if name in sys.modules])"
    status, printed, _ = await outcome_of(Call(("-c", script), str(tmp_path), {}))

    assert (status, printed) == (0, "[]\n")


def test_a_question_on_the_command_line_loads_what_it_asks(tmp_path: Path) -> None:
    """It takes most of its time to load modules; those of Slack's side are half as many again."""
    script = (
        f"import sys; from bot.cli.entry import load; load('bot.cli.report'); print({OF_OTHERS!r} & sys.modules.keys())"
    )
    env = {"PYTHONPATH": str(ROOT)}
    loaded = subprocess.run(  # noqa: S603  # ours
        [sys.executable, "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )

    assert (loaded.stdout, loaded.stderr) == ("set()\n", "")


INSTALL_NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
SOON = INSTALL_NOW + LIFE - timedelta(hours=1)
TEAM, OTHER = [
    Installation(id_, id_, "UBOT", "token", INSTALL_NOW, f"U-{id_}", refresh_token="r", expires_at=INSTALL_NOW + LIFE)
    for id_ in ("T1", "T2")
]
ORG = Installation("E1", "Holding", "UBOT", "token", INSTALL_NOW, "U-E1", org_wide=True)
ENVIRONMENT = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "a-secret",
    "SLACK_SIGNING_SECRET": "a-secret",
    "BASELIB_PUBLIC_URL": "https://baselib.example.com",
    "BASELIB_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "WECHAT_PROGRAMS": "shop=wx1234567890abcdef",
    "WECHAT_ACCESS_TOKEN": "a-token",
    "DIGEST_CHANNEL": "C0123456789",
}


@dataclass
class Hall:
    """Where people install the bot, with a Slack that issues tokens."""

    core: Core
    slack: FakeSlackOAuth = field(
        default_factory=lambda: FakeSlackOAuth({"T1": TEAM, "T2": OTHER, "E1": ORG}, [OrgTeam("T7", "Seven")])
    )
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    listed_again: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        core, slack = self.core, cast("OAuthClient", self.slack)
        installations = RecentInstallations(SqlInstallations(core.database, core.secrets.vault))
        workspaces = core.repositories.workspaces
        end = SuspendWorkspace(workspaces, EndWorkspace(workspaces, core.clock, installations))
        many = WorkspaceTokens(slack, installations, BotTokens(installations, workspaces, slack, FakeClock(SOON), end))
        options = replace(core.options, public_url="https://baselib.example.com")
        usecases = Fakes(messenger=self.messenger).assemble(core.ports, options)
        self.parts: InstallParts = open_installing(
            *(core, many, FakeIdentity(SlackRefused(code="invalid_auth", method="auth.test")), usecases),
            programs_again=lambda: self.listed_again.append("once"),
        )

    def messages(self) -> list[tuple[str, str]]:
        return [(posted.team_id, posted.channel_id) for posted in self.messenger.posted]


@asynccontextmanager
async def _hall() -> AsyncIterator[Hall]:
    async with open_core(load_settings()) as core:
        yield Hall(core)


@pytest.fixture
async def hall(monkeypatch: pytest.MonkeyPatch, migrated_sqlite_url: str) -> AsyncIterator[Hall]:
    for name, value in (ENVIRONMENT | {"DATABASE_URL": migrated_sqlite_url}).items():
        monkeypatch.setenv(name, value)
    async with _hall() as made:
        yield made


@pytest.mark.usefixtures("bare_environment")
async def test_installers_are_greeted_and_only_the_first_gets_the_settings_digest(hall: Hall) -> None:
    for code in ("T1", "T2", "E1"):
        await hall.parts.install(code, f"install {code}", now=INSTALL_NOW)

    assert hall.messages() == [("T1", "U-T1"), ("T2", "U-T2"), ("T7", "U-E1")]
    ordered = await hall.core.repositories.subscriptions.running(after=None, limit=9)
    assert [order.team_id for order in ordered] == ["T1"]
    assert hall.listed_again == ["once"] * 3


@pytest.mark.usefixtures("bare_environment")
async def test_the_installer_learns_that_slack_renews_it_no_more(hall: Hall) -> None:
    await hall.parts.install("T1", "install 1", now=INSTALL_NOW)
    hall.messenger.posted.clear()
    hall.slack.error = SlackRefused(code="invalid_refresh_token", method="oauth.v2.access")
    (renew,) = hall.parts.ticks
    for _ in range(2):
        await renew.routine(now=SOON)

    assert hall.messages() == [("T1", "U-T1")]
    assert "Install it again" in hall.messenger.posted[0].message.text
