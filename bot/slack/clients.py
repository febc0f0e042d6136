"""One Web API client per workspace, which looks its token up for every call, and counts and times it."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Protocol

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import BotError, SlackBusy, WorkspaceUnavailable
from bot.lib.transport import bypasses_proxy
from bot.lib.work import ignore
from bot.slack.errors import outcome_of, translated

_log = structlog.get_logger(__name__)

Called = Callable[[str, str, float], None]
"""Called with a method, its outcome (`ok`, or the key of an error), and the seconds it took."""


@contextmanager
def metered(method: str, called: Called) -> Iterator[None]:
    """Time one call and report its outcome."""
    begun, outcome = time.perf_counter(), "cancelled"
    try:
        yield
        outcome = "ok"
    except (BotError, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        outcome = outcome_of(method, error)
        raise
    finally:
        seconds = time.perf_counter() - begun
        called(method, outcome, seconds)
        log = _log.debug if outcome == "ok" else _log.info
        log("slack was called", method=method, outcome=outcome, seconds=round(seconds, 3))


class MeteredClient(AsyncWebClient):
    """A client of the Web API that reports each call."""

    def __init__(self, called: Called = ignore, **settings: Any) -> None:
        """Like `AsyncWebClient`.

        Args:
            called: called after each call; must be quick.
            settings: of `AsyncWebClient`.
        """
        super().__init__(**settings)
        self.proxy = None  # the SDK's own choice does not know `NO_PROXY`; the session's does
        self._called = called

    async def api_call(self, api_method: str, **what: Any) -> AsyncSlackResponse:
        """Like `AsyncWebClient.api_call`."""
        with metered(api_method, self._called):
            return await super().api_call(api_method, **what)


_REFUSED: Final = frozenset({"token_expired", "token_revoked", "invalid_auth", "account_inactive"})
"""The call had no effect, and there may be a newer token: refreshed by another replica, or from a reinstallation."""
_WAIT: Final = 5


class TokenOf(Protocol):
    """Provides a workspace's token."""

    async def __call__(self, team_id: str, *, refused: str = "") -> str:
        """Return a valid token; a refused one is returned when there is no other."""


class WorkspaceClient(MeteredClient):
    """Calls with the newest token of its workspace, and once more when Slack refuses the token.

    Like all our clients it has no retry handlers.
    """

    def __init__(self, team_id: str, token_of: TokenOf, settings: Mapping[str, Any]) -> None:
        """Nothing is sent yet. Each call names the workspace, since an organisation's token works in several.

        https://docs.slack.dev/enterprise/organization-ready-apps/

        Args:
            settings: of `AsyncWebClient`, except the token.
        """
        super().__init__(team_id=team_id, **settings)
        self._team_id = team_id
        self._token_of = token_of

    async def api_call(self, api_method: str, **what: Any) -> AsyncSlackResponse:
        """Like `AsyncWebClient.api_call`; a token in the body is used instead, and a refusal concerns only that one."""
        if "token" in (what.get("json") or {}):
            return await super().api_call(api_method, **what)
        token = await self._token(api_method)
        try:
            return await self._call(token, api_method, what)
        except SlackApiError as refusal:
            if refusal.response.get("error") not in _REFUSED:
                raise
            newer = await self._token(api_method, refused=token)
            if newer == token:
                raise
        return await self._call(newer, api_method, what)

    async def _call(self, token: str, api_method: str, what: Mapping[str, Any]) -> AsyncSlackResponse:
        self.token = token  # read before the first await, so that concurrent calls do not mix their tokens up
        return await super().api_call(api_method, **what)

    async def _token(self, api_method: str, *, refused: str = "") -> str:
        try:
            return await self._token_of(self._team_id, refused=refused)
        except (WorkspaceUnavailable, SlackBusy):
            raise
        except BotError as error:  # about the token, not this call
            raise SlackBusy(retry_after=_WAIT, method=api_method) from error


class WorkspaceClients:
    """One client per workspace; a token never serves another workspace."""

    def __init__(self, make: Callable[[str], AsyncWebClient]) -> None:
        self._make = make
        self._made: dict[str, AsyncWebClient] = {}

    def __call__(self, team_id: str) -> AsyncWebClient:
        """Return the client of a workspace; its token is looked up only when it calls."""
        client = self._made.get(team_id)
        if client is None:
            client = self._made[team_id] = self._make(team_id)
        return client


def refusing_redirects() -> list[aiohttp.TraceConfig]:
    """Return what lets a session follow no redirect: the SDK would, with what it was to send."""
    trace = aiohttp.TraceConfig()
    trace.on_request_redirect.append(_refuse)
    trace.freeze()
    return [trace]


async def _refuse(_session: object, _context: object, redirect: aiohttp.TraceRequestRedirectParams) -> None:
    answer = redirect.response
    raise aiohttp.ClientResponseError(answer.request_info, answer.history, status=answer.status, message="a redirect")


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
        with translated("apps.connections.open"):
            await self._handler.connect_async()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Take no more requests."""
        await self._handler.close_async()  # type: ignore[no-untyped-call]
