"""What follows an installation, and what goes on afterwards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from cryptography.fernet import Fernet

from bot.errors import SlackRefused
from bot.ports.slack import Installation, OrgTeam
from bot.settings import load_settings
from bot.slack.oauth import OAuthClient
from bot.storage.workspaces import SqlInstallations
from bot.usecases.home.onboarding import Onboarding
from bot.usecases.workspaces.bot_tokens import BotTokens, RecentInstallations
from bot.usecases.workspaces.let_in import EndWorkspace, SuspendWorkspace
from bot.wiring.core import Core, open_core
from bot.wiring.slack import InstallParts, WorkspaceTokens, open_installing
from tests.fakes.clock import FakeClock
from tests.fakes.identity import FakeIdentity
from tests.fakes.installations import LIFE, FakeSlackOAuth
from tests.fakes.messenger import FakeMessenger
from tests.fakes.people import FakePeople

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
SOON = NOW + LIFE - timedelta(hours=1)
"""Before the first token ends."""
TEAM, OTHER = [
    Installation(id_, id_, "UBOT", "token", NOW, f"U-{id_}", refresh_token="r", expires_at=NOW + LIFE)
    for id_ in ("T1", "T2")
]
ORG = Installation("E1", "Holding", "UBOT", "token", NOW, "U-E1", org_wide=True)
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

pytestmark = pytest.mark.usefixtures("bare_environment")


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
        people, url = FakePeople(), "https://baselib.example.com/slack/install"
        onboarding = Onboarding(core.repositories.greetings, people, self.messenger, workspaces, "en", url)
        self.parts: InstallParts = open_installing(
            *(core, many, FakeIdentity(SlackRefused(code="invalid_auth", method="auth.test"))),
            onboarding=onboarding,
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
    """Nothing is installed yet."""
    for name, value in (ENVIRONMENT | {"DATABASE_URL": migrated_sqlite_url}).items():
        monkeypatch.setenv(name, value)
    async with _hall() as made:
        yield made


async def test_installers_are_greeted_and_only_the_first_gets_the_settings_digest(hall: Hall) -> None:
    """Even organisations; waiting programs are looked for at once."""
    for code in ("T1", "T2", "E1"):
        await hall.parts.install(code, f"install {code}", now=NOW)

    assert hall.messages() == [("T1", "U-T1"), ("T2", "U-T2"), ("T7", "U-E1")]
    ordered = await hall.core.repositories.subscriptions.running(after=None, limit=9)
    assert [order.team_id for order in ordered] == ["T1"]
    assert hall.listed_again == ["once"] * 3


async def test_the_installer_learns_that_slack_renews_it_no_more(hall: Hall) -> None:
    """From the renewing routine, without any question."""
    await hall.parts.install("T1", "install 1", now=NOW)
    hall.messenger.posted.clear()
    hall.slack.error = SlackRefused(code="invalid_refresh_token", method="oauth.v2.access")
    (renew,) = hall.parts.ticks
    for _ in range(2):
        await renew.routine(now=SOON)

    assert hall.messages() == [("T1", "U-T1")]
    assert "Install it again" in hall.messenger.posted[0].message.text
