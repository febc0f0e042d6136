"""The part of the composition root for many Slack workspaces: their tokens, and installing the bot in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from bot.lib.isolation import Isolation
from bot.ports.slack import SlackIdentity
from bot.ports.workspaces import Installation
from bot.slack.oauth import OAuthClient
from bot.storage.workspaces import SqlInstallations
from bot.usecases.digest.keep import KeepSubscription
from bot.usecases.digest.set_up_first import SetUpFirstDigest
from bot.usecases.home.onboarding import Onboarding
from bot.usecases.workspaces.bot_tokens import BotTokens
from bot.usecases.workspaces.end import EndWorkspace, SuspendWorkspace
from bot.usecases.workspaces.install import REDIRECT_PATH, AdoptToken, InstallWorkspace, JoinHome, OpenInstallation
from bot.usecases.workspaces.recent_installations import RecentInstallations
from bot.wiring.core import Core
from bot.wiring.lifecycle import first_digest
from bot.wiring.scheduler import Tick

_API: Final = "api"


@dataclass(frozen=True)
class WorkspaceTokens:
    """The installations and their tokens."""

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
    """The page to allow the app's scopes, on the Web API's host, such as slack.com/oauth/v2/authorize."""
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
    *,
    onboarding: Onboarding,
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
    set_up = SetUpFirstDigest(kept.subscriptions, KeepSubscription(kept.subscriptions, kept.audit))

    async def then(installation: Installation) -> None:
        workspace = await home()
        if workspace and installation.id in (workspace.team_id, workspace.enterprise_id):
            await set_up(workspace.team_id, first_digest(settings), now=await core.clock.now())
        greet = onboarding.installed_for_all if installation.org_wide else onboarding.installed
        await greet(installation.id, installer=installation.installed_by, now=await core.clock.now())
        programs_again()

    async def keep_fresh(*, now: datetime) -> None:
        isolation = Isolation()
        for ending in await many.tokens.keep_fresh(now=now):
            with isolation.item(installation=ending.id):
                await onboarding.ending(ending, now=now)
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
