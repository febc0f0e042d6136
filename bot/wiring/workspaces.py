"""The part of the composition root for the tokens of many Slack workspaces."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.oauth import OAuthClient
from bot.storage.workspaces import SqlInstallations
from bot.usecases.workspaces.bot_tokens import BotTokens
from bot.usecases.workspaces.end import EndWorkspace
from bot.usecases.workspaces.install import REDIRECT_PATH
from bot.usecases.workspaces.recent_installations import RecentInstallations
from bot.usecases.workspaces.suspend import SuspendWorkspace
from bot.wiring.core import Core

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
    suspend = SuspendWorkspace(workspaces, EndWorkspace(workspaces, installations, core.repositories.personal_tokens))
    tokens = BotTokens(installations, workspaces, slack, core.clock, suspend, core.database.exclusive)
    return WorkspaceTokens(slack, installations, tokens)


def authorise_page(api_url: str) -> str:
    """The page to allow the app's scopes, on the Web API's host, such as slack.com/oauth/v2/authorize."""
    return f"{api_url.rstrip('/').removesuffix(_API)}oauth/v2/authorize"
