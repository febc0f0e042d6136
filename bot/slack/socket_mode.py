"""Socket Mode: Slack's requests over a WebSocket that Baselib opens, for hosts not reachable from the internet."""

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.lib.proxy import bypasses_proxy
from bot.slack.clients import refusing_redirects
from bot.slack.errors import translated


class SocketMode:
    """One connection; the SDK reopens it whenever Slack closes it.

    https://docs.slack.dev/apis/events-api/using-socket-mode/
    """

    def __init__(self, app: AsyncApp, client: AsyncWebClient) -> None:
        """Nothing is connected yet. The client has the app-level token (xapp-...)."""
        from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler  # noqa: PLC0415  # over HTTP needless

        self._handler = AsyncSocketModeHandler(app, client.token, web_client=client)
        socket = self._handler.client
        proxy, issue = socket.proxy, socket.issue_new_wss_url

        async def issue_past_proxy() -> str:
            """Ask for the next address; each may be on another host, and the SDK itself heeds no `NO_PROXY`."""
            url = await issue()
            socket.proxy = None if bypasses_proxy(url) else proxy
            socket.aiohttp_client_session.trace_configs[:] = refusing_redirects()  # the SDK makes new sessions itself
            return url

        socket.issue_new_wss_url = issue_past_proxy  # type: ignore[method-assign]

    async def connect(self) -> None:
        """Open the connection.

        Raises:
            WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear.
        """
        with translated("apps.connections.open"):
            await self._handler.connect_async()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Take no more requests."""
        await self._handler.close_async()  # type: ignore[no-untyped-call]
