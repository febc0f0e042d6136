"""The HTTP edge: Slack's one endpoint, guarded before Bolt reads a byte, and the health pages beside it.

Slack's path goes straight to Bolt's ASGI handler: a router in front of it costs a fifth of the throughput.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

SLACK_PATH: Final = "/slack/events"
LARGEST_BODY: Final = 1024 * 1024
"""Bytes. Slack's payloads stay far below."""
_LONGEST_TIMESTAMP: Final = 12

Readiness = Callable[[], Awaitable[dict[str, str]]]
"""What each part says of itself: `ok`, or what is wrong."""


class _TooLargeError(Exception):
    """The body outgrew the limit while it was read."""


def edge(app: AsyncApp, readiness: Readiness, lifespan: Lifespan[Starlette]) -> ASGIApp:
    """The whole ASGI application."""
    bolt: Any = AsyncSlackRequestHandler(app, path=SLACK_PATH)  # its own ASGI types are narrower than Starlette's
    slack = guarded(bolt)
    pages = Starlette(
        routes=[Route("/livez", _live), Route("/readyz", _ready_page(readiness))],
        lifespan=lifespan,
    )

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        chosen = slack if scope["type"] == "http" and scope["path"] == SLACK_PATH else pages
        await chosen(scope, receive, send)

    return route


def guarded(app: ASGIApp) -> ASGIApp:
    """Refuse what cannot be a signed Slack request (401) and what is too large (413), running nothing.

    Bolt verifies the signature itself, but answers a timestamp that is no number with a 500.
    """

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        timestamp = headers.get(b"x-slack-request-timestamp", b"")
        signed = headers.get(b"x-slack-signature", b"").isascii() and headers.get(b"x-slack-signature")
        if not signed or not timestamp.isdigit() or len(timestamp) > _LONGEST_TIMESTAMP:
            await PlainTextResponse("invalid request", 401)(scope, receive, send)
            return
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length[:_LONGEST_TIMESTAMP]) > LARGEST_BODY:
            await PlainTextResponse("too large", 413)(scope, receive, send)
            return
        try:
            await app(scope, _capped(receive), send)
        except _TooLargeError:
            await PlainTextResponse("too large", 413)(scope, receive, send)

    return guard


def _capped(receive: Receive) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST_BODY:
            raise _TooLargeError
        return message

    return counted


async def _live(_request: Request) -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok")


def _ready_page(readiness: Readiness) -> Callable[[Request], Awaitable[JSONResponse]]:
    async def ready(_request: Request) -> JSONResponse:
        """Every part says ok, or which one does not (503)."""
        parts = await readiness()
        return JSONResponse(parts, 200 if all(state == "ok" for state in parts.values()) else 503)

    return ready
