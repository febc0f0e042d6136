"""Checks the bot's identity and scopes at Slack, for `baselib doctor`."""

from datetime import datetime

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.lib.http_dates import read_date
from bot.ports.doctor import TokenIdentity
from bot.slack.errors import header_in, translated
from bot.slack.identity import workspace_in


class SlackCheckup:
    """Serves `bot.ports.doctor.SlackProbe`.

    Args:
        bot: with a bot token; None when the bot is not installed.
        app: with the app-level token; None over HTTP.
        session: for calls without a token.
        api_url: of Slack's Web API, with a trailing slash.
    """

    def __init__(
        self, bot: AsyncWebClient | None, app: AsyncWebClient | None, session: aiohttp.ClientSession, *, api_url: str
    ) -> None:
        self._bot = bot
        self._app = app
        self._session = session
        self._api_url = api_url

    async def token(self) -> TokenIdentity | None:
        """The workspace and scopes of the bot token; None when the bot is not installed.

        https://docs.slack.dev/reference/methods/auth.test/: a header of every answer has the scopes.
        """
        if self._bot is None:
            return None
        with translated("auth.test"):
            answer = await self._bot.auth_test()
            workspace, scopes = workspace_in(answer), header_in(answer.headers, "x-oauth-scopes")
        granted = None if scopes is None else frozenset(filter(None, (scope.strip() for scope in scopes.split(","))))
        return TokenIdentity(workspace, str(answer.get("user") or ""), granted)

    async def socket(self) -> None:
        """Ask for a WebSocket address without connecting, which would take requests from a running Baselib.

        https://docs.slack.dev/reference/methods/apps.connections.open/
        """
        if self._app is None:
            return
        with translated("apps.connections.open"):
            await self._app.apps_connections_open(app_token=str(self._app.token))

    async def date(self) -> datetime | None:
        """Slack's time, from the header of an answer.

        https://docs.slack.dev/reference/methods/api.test/
        """
        try:
            async with self._session.get(f"{self._api_url}api.test") as answer:
                return read_date(answer.headers.get("date", ""))
        except (aiohttp.ClientError, TimeoutError):
            return None
