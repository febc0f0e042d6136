"""OAuth tokens and a client per workspace, against the local workspaces."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette

from bot.blocks.kit.elements import Message
from bot.errors import (
    ChannelUnavailable,
    SlackBusy,
    SlackRefused,
    SlackUnclear,
    StorageUnavailable,
    WorkspaceUnavailable,
)
from bot.lib.transport import local_client
from bot.logs import configure_logging
from bot.ports.slack import OrgTeam
from bot.slack.clients import WorkspaceClient, WorkspaceClients
from bot.slack.messenger import SlackMessenger
from bot.slack.oauth import OAuthClient
from bot.slack.timed_app import authorize_by
from bot.usecases.workspaces.bot_tokens import BotTokens, RecentInstallations
from bot.usecases.workspaces.install import InstallWorkspace
from bot.usecases.workspaces.let_in import EndWorkspace, SuspendWorkspace
from tests.contracts.conftest import VAULT
from tests.fakes.installations import FakeInstallations, FakeWorkspaces
from tests.fakes.programs import FakePushes
from tests.logging_state import kept_logging
from tests.slack.server import Server, answer, client, refused, session
from tests.tools.sandbox.driving import (
    CLIENT_ID,
    CLIENT_SECRET,
    HOME,
    NEIGHBOUR,
    OAUTH,
    ORGANISATION,
    REDIRECT_URL,
    SCOPES,
    Installer,
    config,
)
from tests.tools.sandbox.serving import served
from tools.sandbox.slack.app import create_app
from tools.sandbox.slack.workspace import Town

HELLO = Message("Hello")
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)


class TownClock:
    def __init__(self, town: Town) -> None:
        self._clock = town.home.clock
        self.late_by = timedelta(0)

    async def now(self) -> datetime:
        """The sandbox's instant, if this one is not late."""
        return self._clock.now() - self.late_by


@dataclass
class Local:
    """The bot's side of Slack, and the local town."""

    town: Town
    installer: Installer
    slack: OAuthClient
    install: InstallWorkspace
    store: FakeInstallations
    workspaces: FakeWorkspaces
    tokens: BotTokens
    messenger: SlackMessenger
    clock: TownClock

    async def come(self, place: str) -> None:
        back = await self.installer.press("allow", place=place)
        await self.install(back["code"], back["code"], now=await self.clock.now())

    def asked(self, method: str) -> list[str | None]:
        return [entry["error"] for entry in self.town.home.requests.of(method)]


def oauth_client(url: str, shared: aiohttp.ClientSession) -> OAuthClient:

    def client_of(token: str) -> AsyncWebClient:
        return AsyncWebClient(token=token or None, base_url=f"{url}/api/", session=shared, retry_handlers=[])

    page, secret, scopes = f"{url}/oauth/v2/authorize", SecretStr(CLIENT_SECRET), SCOPES.split(",")
    return OAuthClient(client_of, page, CLIENT_ID, secret, scopes, REDIRECT_URL)


@pytest.fixture
async def local() -> AsyncIterator[Local]:
    app: Starlette = create_app(config(**OAUTH, rotating=True))
    town: Town = app.state.town
    async with served(app) as url, session() as shared, local_client(url) as http:
        clock, store, workspaces = TownClock(town), FakeInstallations(), FakeWorkspaces()
        slack, recent = oauth_client(url, shared), RecentInstallations(store)
        tokens = BotTokens(
            recent, workspaces, slack, clock, SuspendWorkspace(workspaces, EndWorkspace(workspaces, clock, recent))
        )
        how = {"base_url": f"{url}/api/", "session": shared, "retry_handlers": []}
        clients = WorkspaceClients(lambda team_id: WorkspaceClient(team_id, tokens.token, how))
        install = InstallWorkspace(slack, VAULT, FakePushes(), recent, workspaces)
        messenger = SlackMessenger(clients, shared)
        yield Local(town, Installer(http), slack, install, store, workspaces, tokens, messenger, clock)


async def test_the_address_of_slacks_page(local: Local) -> None:
    url = local.slack.authorise_url("a state & more=?")
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}

    assert query == {
        "client_id": CLIENT_ID,
        "scope": SCOPES,
        "redirect_uri": REDIRECT_URL,
        "state": "a state & more=?",
    }
    assert (await local.installer.http.get(url)).status_code == 200


async def test_each_posts_with_its_own_token(local: Local) -> None:
    await local.come(HOME)
    await local.come(NEIGHBOUR)
    await local.messenger.post(HOME, "C0MINIAPP", HELLO)
    await local.messenger.post(NEIGHBOUR, "C1MINIAPP", HELLO)
    for team, channel in ((HOME, "C1MINIAPP"), (NEIGHBOUR, "C0MINIAPP"), (NEIGHBOUR, "U0ALICE")):
        with pytest.raises(ChannelUnavailable):
            await local.messenger.post(team, channel, HELLO)
    with pytest.raises(WorkspaceUnavailable):
        await local.messenger.post("T9", "C0MINIAPP", HELLO)


async def test_an_expired_token_is_renewed_for_the_post(local: Local) -> None:
    await local.come(HOME)
    local.town.home.clock.advance(timedelta(days=7))
    await local.messenger.post(HOME, "C0MINIAPP", HELLO)

    assert local.asked("chat.postMessage") == [None]
    assert local.asked("oauth.v2.access") == [None, None]


async def test_slack_says_that_a_token_has_expired(local: Local) -> None:
    """With a slow clock the token is renewed at Slack's refusal, and the call repeated."""
    await local.come(HOME)
    local.clock.late_by = timedelta(hours=12)
    local.town.home.clock.advance(timedelta(hours=12))
    await local.messenger.post(HOME, "C0MINIAPP", HELLO)

    assert local.asked("chat.postMessage") == ["token_expired", None]


async def test_installed_again_in_between(local: Local) -> None:
    await local.come(HOME)
    await local.messenger.post(HOME, "C0MINIAPP", HELLO)
    local.town.grants.end(HOME, "token_revoked")
    tokens = await local.installer.install(HOME)
    local.store.kept[HOME] = replace(local.store.kept[HOME], bot_token=tokens["access_token"])
    await local.messenger.post(HOME, "C0MINIAPP", HELLO)

    assert local.asked("chat.postMessage") == [None, "token_revoked", None]


async def test_taken_away(local: Local) -> None:
    await local.come(HOME)
    local.town.grants.end(HOME, "account_inactive")
    with pytest.raises(WorkspaceUnavailable):
        await local.messenger.post(HOME, "C0MINIAPP", HELLO)

    assert local.asked("chat.postMessage") == ["account_inactive"]


async def test_what_slacks_library_logs(local: Local) -> None:
    """At DEBUG its requests and answers, without the code, the tokens and the client's secret."""
    stream = io.StringIO()
    with kept_logging():
        configure_logging(level="DEBUG", log_format="json", stream=stream)
        code = (await local.installer.press("allow", place=HOME))["code"]
        await local.install(code, code, now=await local.clock.now())
        await local.messenger.post(HOME, "C0MINIAPP", HELLO)
    kept = local.store.kept[HOME]

    assert "oauth.v2.access" in stream.getvalue()
    for secret in (code, kept.bot_token, kept.refresh_token, CLIENT_SECRET):
        assert secret not in stream.getvalue()


async def test_an_organisations_token(local: Local) -> None:
    await local.come(ORGANISATION)
    for team, channel in ((HOME, "C0MINIAPP"), (NEIGHBOUR, "C1MINIAPP")):
        await local.messenger.post(team, channel, HELLO)
    installation = local.store.kept[ORGANISATION]

    assert list(local.store.kept) == [ORGANISATION]
    assert await local.slack.teams_of(installation) == [OrgTeam(HOME, "Sandbox"), OrgTeam(NEIGHBOUR, "Neighbour")]
    assert [each.team_id for each in await local.workspaces.all()] == [HOME, NEIGHBOUR]


async def test_an_organisations_list_with_a_token_that_is_too_old(local: Local) -> None:
    """With a slow clock Slack refuses it: the list is asked for with a renewed one, and the workspace served again."""
    await local.come(ORGANISATION)
    local.clock.late_by = timedelta(hours=12)
    local.town.home.clock.advance(timedelta(hours=12))
    kept = await local.workspaces.get(NEIGHBOUR)
    assert kept
    await local.workspaces.put(replace(kept, ended=True, heard_at=None))

    assert await local.tokens.serving(NEIGHBOUR, ORGANISATION)
    assert local.asked("auth.teams.list") == [None, "token_expired", None]
    assert [each.team_id for each in await local.workspaces.all()] == [HOME, NEIGHBOUR]


async def test_bolt_learns_whose_request_it_is(local: Local) -> None:
    await local.come(NEIGHBOUR)
    authorize = authorize_by(local.tokens.serving)
    result = await authorize(enterprise_id=None, team_id=NEIGHBOUR)

    assert result is not None
    assert (result.team_id, result.bot_user_id) == (NEIGHBOUR, "U1BASELIB")
    assert await authorize(enterprise_id=None, team_id=HOME) is None
    assert local.asked("auth.test") == []


@pytest.mark.parametrize(
    "reply",
    [
        {"ok": True},
        {"ok": True, "access_token": "", "team": {"id": "T1"}},
        {"ok": True, "access_token": "xoxb", "team": None},
        {"ok": True, "access_token": "xoxb", "team": {"id": "T1"}, "refresh_token": "r", "expires_in": "soon"},
    ],
)
async def test_an_answer_without_a_token(slack: Server, reply: dict[str, object]) -> None:
    slack.say(answer(reply))
    async with session() as shared:
        with pytest.raises(SlackUnclear) as raised:
            await oauth_client(slack.url, shared).exchange("code", now=NOW)

    assert "xoxb" not in str(raised.value)


async def test_no_secret_goes_into_an_address(slack: Server) -> None:
    slack.say(answer({"ok": False, "error": "invalid_code"}))
    async with session() as shared:
        with pytest.raises(SlackRefused) as refused:
            await oauth_client(slack.url, shared).exchange("code-canary", now=NOW)

    assert refused.value.params == {"code": "invalid_code", "method": "oauth.v2.access"}
    assert "canary" not in slack.calls[0].path
    assert slack.calls[0].headers["authorization"].startswith("Basic ")


async def test_without_a_token_at_the_moment_nothing_is_sent(slack: Server) -> None:

    async def no_token(team_id: str, *, refused: str = "") -> str:
        del team_id, refused
        raise StorageUnavailable(reason="locked")

    async with session() as shared:
        how = {"base_url": f"{slack.url}/api/", "session": shared, "retry_handlers": []}
        messenger = SlackMessenger(lambda team: WorkspaceClient(team, no_token, how), shared)
        with pytest.raises(SlackBusy):
            await messenger.post("T1", "C1", HELLO)

    assert slack.calls == []


async def test_what_stands_in_for_slack_need_not_have_every_method(slack: Server) -> None:
    """It answers when it refuses a call without a token; a proxy's page is no answer."""
    async with session() as shared:
        oauth = OAuthClient(lambda _token: client(slack.url, shared), "", "", SecretStr(""), (), "")
        page = answer("not found", status=404, kind="text/html")
        slack.say(page, refused("not_authed"))
        await oauth.reach()
        slack.say(page)
        with pytest.raises(SlackUnclear):
            await oauth.reach()

    assert [call.method for call in slack.calls] == ["api.test", "auth.test"] * 2
