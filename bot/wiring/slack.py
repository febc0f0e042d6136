"""The part of the composition root for Slack."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import aiohttp
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.i18n import LOCALES, texts_for
from bot.lib.transport import behind_proxy
from bot.lib.work import Isolation
from bot.ports.slack import Installation, People, SlackIdentity
from bot.settings import Settings
from bot.slack.clients import Called, MeteredClient, SocketMode, WorkspaceClient, WorkspaceClients, refusing_redirects
from bot.slack.errors import SlackRateLimit
from bot.slack.messenger import SlackFiles, SlackHomeTabs, SlackMessenger, SlackStepResults
from bot.slack.oauth import OAuthClient, TokenChecks, TokenIdentity
from bot.slack.people import SlackPeople
from bot.slack.timed_app import Acknowledged, TimedApp, authorize_by
from bot.storage.workspaces import SqlInstallations
from bot.usecases.digest.send_now import set_up_first_digest
from bot.usecases.everything import UseCases
from bot.usecases.workspaces.bot_tokens import BotTokens, RecentInstallations
from bot.usecases.workspaces.install import (
    INSTALL_PATH,
    REDIRECT_PATH,
    AdoptToken,
    InstallWorkspace,
    JoinHome,
    OpenInstallation,
)
from bot.usecases.workspaces.let_in import EndWorkspace, SuspendWorkspace
from bot.wiring.core import Core
from bot.wiring.scheduler import Tick, first_digest

_API: Final = "api"


@dataclass(frozen=True)
class WorkspaceTokens:
    slack: OAuthClient
    installations: RecentInstallations
    tokens: BotTokens


def open_many(core: Core, client_of: Callable[[str], AsyncWebClient]) -> WorkspaceTokens:
    """Open the installations; the settings must be complete.

    Args:
        core: what works without Slack.
        client_of: makes a client with a token.
    """
    settings = core.settings
    slack = OAuthClient(
        client_of,
        authorise_page(settings.slack_api_url),
        settings.slack_client_id,
        settings.slack_client_secret or SecretStr(""),
        settings.slack_scopes,
        settings.baselib_public_url + REDIRECT_PATH,
    )
    installations = RecentInstallations(SqlInstallations(core.database, core.secrets.vault))
    workspaces = core.repositories.workspaces
    suspend = SuspendWorkspace(workspaces, EndWorkspace(workspaces, core.clock, installations))
    tokens = BotTokens(installations, workspaces, slack, core.clock, suspend, core.database.exclusive)
    return WorkspaceTokens(slack, installations, tokens)


def authorise_page(api_url: str) -> str:
    """Return the page to allow the app's scopes, on the Web API's host, such as slack.com/oauth/v2/authorize."""
    return f"{api_url.rstrip('/').removesuffix(_API)}oauth/v2/authorize"


@dataclass(frozen=True)
class InstallParts:
    """The pages of installing, what runs at start, and the scheduled routines."""

    open: OpenInstallation
    install: InstallWorkspace
    join: JoinHome
    ticks: Sequence[Tick]


def open_installing(
    core: Core,
    many: WorkspaceTokens,
    identity: SlackIdentity,
    usecases: UseCases,
    *,
    programs_again: Callable[[], None],
) -> InstallParts:
    """Open what installing needs.

    Args:
        core: what works without Slack.
        identity: finds the workspace of `SLACK_BOT_TOKEN`, if that is still set.
        programs_again: called after an installation: programs may have waited for it.
    """
    settings, vault, installations = core.settings, core.secrets.vault, many.installations
    kept, home = core.repositories, JoinHome(core.home, core.repositories.workspaces)

    async def then(installation: Installation) -> None:
        workspace = await home()
        if workspace and installation.id in (workspace.team_id, workspace.enterprise_id):
            await set_up_first_digest(
                core.usecases, workspace.team_id, first_digest(settings), now=await core.clock.now()
            )
        greet = usecases.onboarding.installed_for_all if installation.org_wide else usecases.onboarding.installed
        await greet(installation.id, installer=installation.installed_by, now=await core.clock.now())
        programs_again()

    async def keep_fresh(*, now: datetime) -> None:
        isolation = Isolation()
        for ending in await many.tokens.keep_fresh(now=now):
            with isolation.item(installation=ending.id):
                await usecases.onboarding.ending(ending, now=now)
        with isolation.item():
            await many.tokens.review(now=now)
        isolation.raise_first()

    install = InstallWorkspace(
        many.slack, vault, kept.pushes, installations, kept.workspaces, core.database.exclusive, then
    )
    token = settings.slack_bot_token
    adopt = AdoptToken(token.get_secret_value(), identity, installations, install.keep, core.clock) if token else None
    return InstallParts(
        OpenInstallation(many.slack, vault, settings.baselib_public_url),
        install,
        JoinHome(core.home, kept.workspaces, adopt),
        # Also without requests: a digest may be the first to need a token in a week.
        [Tick("tokens", timedelta(minutes=1), keep_fresh)],
    )


_TIMEOUT: Final = 10


@dataclass(frozen=True)
class SlackParts:
    app: AsyncApp
    signing_secret: str = field(repr=False)
    """Empty in Socket Mode."""
    socket: SocketMode | None
    """None over HTTP."""
    identity: TokenIdentity
    """Of `SLACK_BOT_TOKEN`."""
    messenger: SlackMessenger
    people: People
    files: SlackFiles
    home_tabs: SlackHomeTabs
    step_results: SlackStepResults
    check_token: TokenChecks
    many: WorkspaceTokens | None
    """None with a single workspace (`SLACK_BOT_TOKEN`)."""

    @property
    def reach(self) -> Callable[[], Awaitable[object]]:
        """Raises one of our errors when Slack cannot be reached."""
        return self.many.slack.reach if self.many else self.identity.whoami


@asynccontextmanager
async def open_slack(core: Core, pace: SlackRateLimit | None = None) -> AsyncIterator[SlackParts]:
    """Open Slack with one HTTP session for everything; a test may pass a pace that does not wait."""
    settings, called = core.settings, core.metrics.slack
    async with new_session(_TIMEOUT) as session:
        client_with = partial(_client, settings, session, called)
        client = client_with(revealed(settings.slack_bot_token))
        many = open_many(core, client_with) if settings.many_workspaces else None
        client_of = _client_of(settings, session, client, many, called)
        app = _bolt(settings, client_with("") if many else client, many, core.metrics.answering.acknowledged)
        app_token = revealed(settings.slack_app_token)
        yield SlackParts(
            app=app,
            signing_secret=revealed(settings.slack_signing_secret),
            socket=SocketMode(app, client_with(app_token)) if app_token else None,
            identity=TokenIdentity(client),
            messenger=SlackMessenger(client_of, session, pace or SlackRateLimit(), called),
            people=SlackPeople(client_of),
            files=SlackFiles(client_of, session),
            home_tabs=SlackHomeTabs(client_of),
            step_results=SlackStepResults(client_of),
            check_token=TokenChecks(client_of),
            many=many,
        )


def new_session(total: float) -> aiohttp.ClientSession:
    """Return connections to Slack, for requests of so many seconds.

    They heed the environment where it names a proxy.
    """
    within = aiohttp.ClientTimeout(total=total)
    return aiohttp.ClientSession(timeout=within, trust_env=behind_proxy(), trace_configs=refusing_redirects())


def _bolt(
    settings: Settings, client: AsyncWebClient, many: WorkspaceTokens | None, acknowledged: Acknowledged
) -> AsyncApp:
    logging.getLogger("slack_bolt.AsyncApp").addFilter(_not_about_the_environment)
    return TimedApp(
        acknowledged,
        many.tokens.serving if many else None,
        client=client,
        signing_secret=revealed(settings.slack_signing_secret),
        request_verification_enabled=False,  # `handlers.http` has verified it, before the body was looked at
        process_before_response=True,  # without it Bolt polls for the acknowledgement every 10 ms
        authorize=authorize_by(many.tokens.serving) if many else None,
        user_facing_authorize_error_message="\n".join(
            texts_for(locale)("not-installed", url=settings.baselib_public_url + INSTALL_PATH)
            for locale in (LOCALES if many else (settings.baselib_locale,))  # the other one takes two megabytes
        ),
    )


def _client_of(
    settings: Settings,
    session: aiohttp.ClientSession,
    client: AsyncWebClient,
    many: WorkspaceTokens | None,
    called: Called,
) -> Callable[[str], AsyncWebClient]:
    if many is None:
        return lambda _team_id: client
    token_of, how = many.tokens.token, client_settings(settings, session) | {"called": called}
    return WorkspaceClients(lambda team_id: WorkspaceClient(team_id, token_of, how))


def _client(settings: Settings, session: aiohttp.ClientSession, called: Called, token: str) -> AsyncWebClient:
    return MeteredClient(called, token=token or None, **client_settings(settings, session))


def client_settings(settings: Settings, session: aiohttp.ClientSession, *, timeout: int = _TIMEOUT) -> dict[str, Any]:
    """Return the settings of a Slack client, without its token.

    No retry handlers: repeating a post is the use case's decision, and a blind retry could post twice.
    """
    return {
        "base_url": settings.slack_api_url,
        "session": session,
        "timeout": timeout,
        "retry_handlers": [],
    }


def _not_about_the_environment(record: logging.LogRecord) -> bool:
    """Drop Bolt's warnings about the tokens that it finds in the environment by itself."""
    text = record.getMessage()
    return not any(words in text for words in ("`token` will be unused", "Bolt has enabled the file-based"))


def revealed(secret: SecretStr | None) -> str:
    """Return a secret's value; empty when there is none."""
    return secret.get_secret_value() if secret else ""
