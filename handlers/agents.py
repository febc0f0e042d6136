"""`POST /mcp`: who may enter. Nothing in a request is believed before its signature or its token is checked."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

import structlog
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.domain.agents import ASKER, SLACKBOT, Asker
from bot.errors import BotError, TooBusy
from bot.i18n import texts_for
from bot.lib.work import TimeLimit
from bot.logs import new_request, request_scope
from bot.mcp.http import CallerGoneError, CallTurns
from handlers.http import READ_WITHIN, bounded_body, guarded

_BEARER: Final = b"bearer "
_LONGEST_TOKEN: Final = 200
_CLOSING: Final = {"connection": "close"}
_UNKNOWN: Final = {"www-authenticate": 'Bearer realm="baselib"', **_CLOSING}

_INTERNAL_ERROR: Final = -32603
RETRY_AFTER: Final = 2
"""Seconds until a refused call may come again: by then, those that wait now are answered."""

_log = structlog.get_logger(__name__)

OwnerOf = Callable[[str], Awaitable[Asker | None]]
"""The owner of a token; None when it has none (any more)."""


def agents_endpoint(
    app: ASGIApp,
    turns: CallTurns,
    signing_secret: str,
    owner_of: OwnerOf | None = None,
    *,
    now: Callable[[], float],
    public_url: str = "",
    locale: str = "en",
) -> ASGIApp:
    """Let in what Slack has signed, and who has a token; 401 for all others, 403 for another site's page in a browser.

    Each waits for its turn once it has proved who asks; 503 where too many do, before anything of it is read.

    Args:
        turns: those of all calls.
        signing_secret: Slack's; empty where Slack's requests are not taken.
        owner_of: looks tokens up; None where there are none.
        now: the machine's time in seconds.
        public_url: Baselib's; empty where it is not known.
        locale: the language of refusals, before anything is known of a person.
    """
    in_turn = _InTurn(app, turns, _busy(locale))

    async def from_slack(scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        await in_turn.answer(_known(scope, SLACKBOT), body, receive, send)

    unknown = Response(status_code=401, headers=_UNKNOWN)
    slack = guarded(from_slack, signing_secret, now=now, unknown=_UNKNOWN) if signing_secret else unknown
    in_time = TimeLimit(READ_WITHIN)

    async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        if _is_foreign(headers, public_url):
            await PlainTextResponse("neither BASELIB_PUBLIC_URL nor loopback", 403, _CLOSING)(scope, receive, send)
            return
        authorisation = headers.get(b"authorization", b"")
        if owner_of is None or authorisation[: len(_BEARER)].lower() != _BEARER:
            await slack(scope, receive, send)
            return
        token = authorisation[len(_BEARER) :].decode("latin-1").strip()
        try:
            asker = await owner_of(token) if len(token) <= _LONGEST_TOKEN else None
        except BotError as error:
            _log.warning("a token could not be looked up", error=str(error))
            await PlainTextResponse("try again later", 503, _CLOSING)(scope, receive, send)
            return
        if asker is None:
            await PlainTextResponse("unknown token", 401, _UNKNOWN)(scope, receive, send)
        elif scope["method"] != "POST":  # there is no stream to open, and no session to end
            await PlainTextResponse("POST only", 405, {"allow": "POST"})(scope, receive, send)
        else:
            body = await bounded_body(scope, receive, send, in_time)
            if body is not None:
                await in_turn.answer(_known(scope, asker), body, receive, send)

    return in_turn.unless_full(endpoint)


@dataclass(frozen=True, slots=True)
class _InTurn:
    """Has an application answer what has a turn, and refuses what has none."""

    app: ASGIApp
    turns: CallTurns
    busy: ASGIApp
    """The refusal."""

    def unless_full(self, endpoint: ASGIApp) -> ASGIApp:
        """Return the endpoint, which does not even look at a request while no more may wait."""

        async def shedding(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                self.turns.require_room()
            except TooBusy:
                await self.busy(scope, receive, send)
                return
            with request_scope(new_request()):
                await endpoint(scope, receive, send)

        return shedding

    async def answer(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        """Answer a request whose body is read."""
        try:
            async with self.turns.turn(partial(_gone, receive)):
                await self.app(scope, _replayed(body), send)
        except TooBusy:
            await self.busy(scope, receive, send)
        except CallerGoneError:
            pass


def _is_foreign(headers: Mapping[bytes, bytes], public_url: str) -> bool:
    """Whether another site's page asks, or a browser that was led here by another name.

    A name that others can lead here has a dot and is no address:
    https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#security-warning
    """
    origin, host = (headers.get(name, b"").decode("latin-1") for name in (b"origin", b"host"))
    ours = urlsplit(public_url)
    try:
        page, name = urlsplit(origin), urlsplit(f"//{host}").hostname or ""
        own_page = (page.scheme, page.hostname, page.port) == (ours.scheme, ours.hostname, ours.port)
    except ValueError:
        return True
    if origin and not (page.hostname and (own_page or _is_loopback(page.hostname))):
        return True
    return ours.hostname not in (None, name) and "." in name and _address(name) is None


def _is_loopback(name: str) -> bool:
    address = _address(name)
    return address.is_loopback if address else name == "localhost"


def _address(name: str) -> IPv4Address | IPv6Address | None:
    with suppress(ValueError):
        return ip_address(name)
    return None


def _busy(locale: str) -> Response:
    """Return a refusal that clients show to their agent.

    An error of JSON-RPC, to a request whose id was not looked at.
    """
    message = texts_for(locale).for_agents().error(TooBusy())
    error = {"code": _INTERNAL_ERROR, "message": message, "data": {"retryAfter": RETRY_AFTER}}
    return JSONResponse({"jsonrpc": "2.0", "id": None, "error": error}, 503, {"retry-after": str(RETRY_AFTER)})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _known(scope: Scope, asker: Asker) -> Scope:
    return {**scope, "query_string": b"", ASKER: asker}


def _replayed(body: bytes) -> Receive:
    """Return a `receive` that returns the body read before, and then waits: an answer is short, and ends by itself."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        if not waiting:
            await asyncio.Future()
        return waiting.pop()

    return replay
