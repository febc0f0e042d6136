"""Who the bot is: auth.test."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Workspace
from bot.slack.errors import translated


class TokenIdentity:
    """The workspace that one bot token belongs to (https://docs.slack.dev/reference/methods/auth.test/)."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def whoami(self) -> Workspace:
        """Ask Slack."""
        with translated("auth.test"):
            answer = await self._client.auth_test()
        return Workspace(str(answer["team_id"]), str(answer.get("team") or ""), str(answer.get("user_id") or ""))
