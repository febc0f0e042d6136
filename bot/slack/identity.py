"""The bot's identity, from auth.test."""

from collections.abc import Callable

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import SlackUnclear
from bot.ports.workspaces import Workspace
from bot.slack.errors import translated


class TokenIdentity:
    """The workspace that one bot token belongs to (https://docs.slack.dev/reference/methods/auth.test/)."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def whoami(self) -> Workspace:
        """Ask Slack which workspace the token belongs to."""
        with translated("auth.test"):
            return workspace_in(await self._client.auth_test())


class TokenChecks:
    """Asks Slack whether it accepts a workspace's token. Serves `bot.ports.slack.TokenCheck`."""

    def __init__(self, client_of: Callable[[str], AsyncWebClient]) -> None:
        self._client_of = client_of

    async def __call__(self, team_id: str) -> None:
        """Return when it does."""
        with translated("auth.test"):
            await self._client_of(team_id).auth_test()


def workspace_in(answer: AsyncSlackResponse) -> Workspace:
    """The workspace in an answer of auth.test.

    Raises:
        SlackUnclear: there is none.
    """
    team_id, name, user_id = (str(answer.get(part) or "") for part in ("team_id", "team", "user_id"))
    if not team_id:
        raise SlackUnclear(method="auth.test")
    return Workspace(team_id, name, user_id)
