"""Coming online, and ending in order."""

import asyncio
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.blocks.kit.elements import Message
from bot.charts.drawer import ChartWorker
from bot.domain.delivery import Schedule
from bot.domain.platform.authorisation import Credentials
from bot.errors import BotError, SlackUnclear, WorkspaceUnavailable
from bot.lib.work import Work
from bot.ports.doctor import Setup
from bot.ports.slack import Workspace
from bot.settings import Settings
from bot.usecases.app import ReadingApp, ReadingPorts
from bot.usecases.digest.send_now import FirstDigest
from bot.usecases.workspaces.install import JoinWorkspace
from bot.wiring.core import open_core
from bot.wiring.doctor import read_all, setup_of
from bot.wiring.ports import open_ports
from bot.wiring.scheduler import GoOnline, Scheduler, Tick, lifespan_of
from bot.wiring.slack import open_slack
from tests.fakes.everything import Fakes
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.machine import FakeClock
from tests.fakes.storage import FakeSubscriptions
from tests.patience import PATIENCE
from tests.slack.server import running

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TEAM = Workspace("T1", "Team", "U0BOT")


@dataclass
class FakeIdentity:
    """Slack, which may have to be asked a few times."""

    errors: list[BotError] = field(default_factory=list)

    async def whoami(self) -> Workspace:
        if self.errors:
            raise self.errors.pop(0)
        return TEAM


def app_over(subscriptions: FakeSubscriptions) -> ReadingApp:
    return Fakes(subscriptions=subscriptions).assemble()


@pytest.mark.parametrize(
    "errors",
    [
        [],
        [SlackUnclear(method="auth.test"), SlackUnclear(method="auth.test")],
        [WorkspaceUnavailable(code="invalid_auth", method="auth.test")],
    ],
)
async def test_goes_online_once_slack_answers(errors: list[BotError]) -> None:
    """It asks until it has joined, whatever Slack says, and then sets up its first digest."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    workspaces, subscriptions = FakeWorkspaces(), FakeSubscriptions()
    first = FirstDigest("C1", Schedule((0,), time(9, 0), "Asia/Shanghai"), "en")
    expected_waits = len(errors)
    go_online = GoOnline(
        JoinWorkspace(FakeIdentity(errors), workspaces),
        app_over(subscriptions),
        first,
        FakeClock(NOW),
        socket=None,
        sleep=sleep,
    )
    await go_online()

    assert len(waits) == expected_waits
    assert await workspaces.all() == [TEAM]
    assert [order.channel_id for order in await subscriptions.active()] == ["C1"]


async def test_a_bug_while_going_online_is_logged_and_tried_again() -> None:

    class Broken(FakeIdentity):
        broken = True

        async def whoami(self) -> Workspace:
            self.broken, broken = False, self.broken
            if broken:
                raise RuntimeError("made up")
            return await super().whoami()

    async def sleep(_seconds: float) -> None:
        await asyncio.sleep(0)

    workspaces = FakeWorkspaces()
    join = JoinWorkspace(Broken(), workspaces)
    go_online = GoOnline(join, app_over(FakeSubscriptions()), None, FakeClock(NOW), socket=None, sleep=sleep)
    with capture_logs() as logs:
        await go_online()

    assert [(entry["event"], entry["log_level"]) for entry in logs] == [
        ("not online yet, for a reason that has no name", "error"),
        ("online", "info"),
    ]
    assert await workspaces.all() == [TEAM]


@pytest.mark.parametrize("routine", ["sync", "sweep"])
async def test_the_programs_are_listed_and_read_once_it_is_online(routine: str) -> None:
    clock, workspaces = FakeClock(NOW), FakeWorkspaces()
    found: list[list[Workspace]] = []
    looked = asyncio.Event()

    async def look(*, now: datetime) -> None:
        assert now == NOW
        found.append(list(await workspaces.all()))
        if found[-1]:
            looked.set()

    join = JoinWorkspace(FakeIdentity(), workspaces)
    go_online = GoOnline(join, app_over(FakeSubscriptions()), None, clock, socket=None)
    scheduler = Scheduler(clock, [Tick(routine, timedelta(days=1), look)])
    async with lifespan_of(go_online, scheduler, Work())(Starlette()), asyncio.timeout(PATIENCE):
        await looked.wait()

    assert found[-1] == [TEAM]


Env = pytest.MonkeyPatch
COMPONENT = {"WECHAT_COMPONENT_APPID": "wx0123456789abcdef"}
STATIC = {"WECHAT_ACCESS_TOKEN": "98_token"}
SERVICE = {"WECHAT_TOKEN_URL": "https://tokens.example/"}
SECRET = {"WECHAT_APP_SECRET": "s3cret"}


def read(env: Env, settings: dict[str, str]) -> Setup:
    for name, value in settings.items():
        env.setenv(name, value)
    return setup_of(*read_all(None))


@pytest.mark.usefixtures("bare_environment")
def test_everything_wrong_at_once(monkeypatch: Env) -> None:
    """Each setting that cannot be read is named once, with its default in its place, and no value is repeated."""
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "canary!")
    settings, wrong = read_all(None)
    names = [str(error.params["name"]) for error in wrong]

    assert {"WECHAT_API_URL", "PORT", "LOG_LEVEL", "DIGEST_AT", "BASELIB_ENCRYPTION_KEYS"} <= set(names)
    assert len(names) == len(set(names))
    assert settings.port == 3000
    assert "canary" not in repr(wrong)


@pytest.mark.usefixtures("bare_environment")
def test_a_file_that_cannot_be_read(monkeypatch: Env, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes("SLACK_BOT_TOKEN=xoxb-canary".encode("utf-16"))
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("PORT", "canary")
    settings, wrong = read_all(str(file))

    assert [error.params["name"] for error in wrong] == [str(file), "PORT"]
    assert settings.log_level == "DEBUG"


@pytest.mark.usefixtures("bare_environment")
def test_nothing_wrong() -> None:
    settings, wrong = read_all(None)

    assert wrong == []
    assert "SLACK_BOT_TOKEN" in setup_of(settings, wrong).missing


@pytest.mark.usefixtures("bare_environment")
def test_a_setting_that_is_wrong_is_not_missing_as_well(monkeypatch: Env) -> None:
    setup = read(monkeypatch, {"WECHAT_PROGRAMS": "=,="})

    assert [error.params["name"] for error in setup.wrong] == ["WECHAT_PROGRAMS"]
    assert "WECHAT_PROGRAMS" not in setup.missing


@pytest.mark.usefixtures("bare_environment")
@pytest.mark.parametrize(
    ("settings", "source"),
    [
        (COMPONENT | STATIC, Credentials.PLATFORM),
        ({"WECHAT_COMPONENT_SECRET": "begun"}, Credentials.PLATFORM),
        (STATIC | SERVICE, Credentials.STATIC),
        (SERVICE | SECRET, Credentials.SERVICE),
        (SECRET, Credentials.SECRET),
        ({}, Credentials.STATIC),
    ],
)
def test_where_tokens_come_from(monkeypatch: Env, settings: dict[str, str], source: Credentials) -> None:
    assert read(monkeypatch, settings).source is source


@pytest.mark.usefixtures("bare_environment")
@pytest.mark.parametrize(
    ("settings", "unused"),
    [
        (SERVICE, []),
        (COMPONENT | STATIC | SECRET, ["WECHAT_ACCESS_TOKEN", "WECHAT_APP_SECRET"]),
        (STATIC | SERVICE, ["WECHAT_TOKEN_URL"]),
        ({"WECHAT_TOKEN_BEARER": "b"}, ["WECHAT_TOKEN_BEARER"]),
        ({"WECHAT_TOKEN_BEARER": "b", "WECHAT_PROGRAMS_URL": "https://list.example/"}, []),
    ],
)
def test_settings_without_effect(monkeypatch: Env, settings: dict[str, str], unused: list[str]) -> None:
    assert [name for name, _ in read(monkeypatch, settings).unused] == unused


@pytest.mark.usefixtures("bare_environment")
@pytest.mark.parametrize(
    ("url", "plain"),
    [("https://baselib.example.com", False), ("http://baselib.example.com", True), ("http://127.0.0.1:3000", False)],
)
def test_an_address_without_tls(monkeypatch: Env, url: str, *, plain: bool) -> None:
    assert read(monkeypatch, {"BASELIB_PUBLIC_URL": url}).plain_url is plain


@pytest.mark.usefixtures("bare_environment")
@pytest.mark.parametrize(
    ("settings", "connected"),
    [
        ({}, False),
        ({"BASELIB_LOCALE": "zh-CN"}, False),
        ({"WECHAT_PUBLIC_URL": "off"}, True),
        ({"WECHAT_PROGRAMS": "shop=wx1"}, True),
        ({"WECHAT_PROGRAMS": "="}, True),
        ({"WECHAT_COMPONENT_SECRET": "s"}, True),
        (STATIC, True),
    ],
)
def test_slack_alone(monkeypatch: Env, settings: dict[str, str], *, connected: bool) -> None:
    """Nothing of WeChat's is missing then; any line about it, also a wrong one, asks for the others."""
    setup = read(monkeypatch, {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"} | settings)

    assert setup.connected is connected
    assert connected or not setup.missing


@pytest.fixture
def settings(bare_environment: None, migrated_sqlite_url: str) -> Settings:  # noqa: ARG001 - nothing else may be set
    return Settings(
        slack_bot_token=SecretStr("xoxb-1"),
        slack_signing_secret=SecretStr("secret"),
        database_url=migrated_sqlite_url,
        wechat_access_token=SecretStr("token"),
        baselib_may_set_minimum="on",
    )


async def test_slack_reads_as_the_command_line_does(settings: Settings) -> None:
    async with open_core(settings) as core, open_slack(core) as slack:
        ports = open_ports(core, slack, ChartWorker())

    for port in fields(ReadingPorts):
        assert getattr(core.ports, port.name) is not None
        assert getattr(ports, port.name) == getattr(core.ports, port.name), port.name


async def test_slack_is_reached_through_the_proxy(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        elsewhere = settings.model_copy(update={"slack_api_url": "http://slack.test/api/"})
        async with open_core(elsewhere) as core, open_slack(core) as slack:
            await slack.messenger.respond("http://hooks.slack.test/1", Message("Done."))
            await slack.messenger.post("T1", "C1", Message("Done."))

    assert [call.path for call in proxy.calls] == [
        "http://hooks.slack.test/1",
        "http://slack.test/api/chat.postMessage",
    ]


async def test_nothing_of_the_machine_is_sent_to_slack(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "netrc"
    kept.write_text("machine 127.0.0.1 login somebody password canary\n")
    monkeypatch.setenv("NETRC", str(kept))
    async with running() as server, open_core(settings) as core, open_slack(core) as slack:
        await slack.messenger.respond(f"{server.url}/respond/1", Message("Done."))

    (call,) = server.calls
    assert "authorization" not in call.headers
