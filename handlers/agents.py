"""`POST /mcp`: who may enter. Nothing in a request is believed before its signature or its token is checked."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

import structlog
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.domain.agents import ASKER, SLACKBOT, Asker
from bot.errors import BotError
from bot.lib.time_limit import TimeLimit
from handlers.http import READ_WITHIN, bounded_body, guarded

_BEARER: Final = b"bearer "
_LONGEST_TOKEN: Final = 200
_CLOSING: Final = {"connection": "close"}
_UNKNOWN: Final = {"www-authenticate": 'Bearer realm="baselib"', **_CLOSING}

_log = structlog.get_logger(__name__)

OwnerOf = Callable[[str], Awaitable[Asker | None]]
"""The owner of a token; None when it has none (any more)."""


def agents_endpoint(
    app: ASGIApp,
    signing_secret: str,
    owner_of: OwnerOf | None = None,
    *,
    now: Callable[[], float],
    public_url: str = "",
) -> ASGIApp:
    """Let in what Slack has signed, and who has a token; 401 for all others, 403 for another site's page in a browser.

    Args:
        signing_secret: Slack's; empty where Slack's requests are not taken.
        owner_of: looks tokens up; None where there are none.
        now: the machine's time in seconds.
        public_url: Baselib's; empty where it is not known.
    """

    async def from_slack(scope: Scope, body: bytes, send: Send) -> None:
        await app(_known(scope, SLACKBOT), _replayed(body), send)

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
                await app(_known(scope, asker), _replayed(body), send)

    return endpoint


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


def _known(scope: Scope, asker: Asker) -> Scope:
    return {**scope, "query_string": b"", ASKER: asker}


def _replayed(body: bytes) -> Receive:
    """A `receive` that returns the body read before, and then waits: an answer is short, and ends by itself."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        if not waiting:
            await asyncio.Future()
        return waiting.pop()

    return replay
