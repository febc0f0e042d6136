"""`POST /mcp`: who may enter. Nothing in a request is believed before its signature or its token is checked."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.domain.agents import ASKER, SLACKBOT, Asker
from bot.errors import BotError
from bot.lib.time_limit import TimeLimit
from handlers.http import READ_WITHIN, bounded_body, guarded

_BEARER: Final = b"bearer "
_LONGEST_TOKEN: Final = 200
_UNKNOWN: Final = {"www-authenticate": 'Bearer realm="baselib"', "connection": "close"}

_log = structlog.get_logger(__name__)

OwnerOf = Callable[[str], Awaitable[Asker | None]]
"""The owner of a token; None when it has none (any more)."""


def agents_endpoint(
    app: ASGIApp, signing_secret: str, owner_of: OwnerOf | None = None, *, now: Callable[[], float]
) -> ASGIApp:
    """Let in what Slack has signed, and who has a token; 401 for all others.

    Args:
        signing_secret: Slack's; empty where Slack's requests are not taken.
        owner_of: looks tokens up; None where there are none.
        now: the machine's time in seconds.
    """

    async def from_slack(scope: Scope, body: bytes, send: Send) -> None:
        await app(_known(scope, SLACKBOT), _replayed(body), send)

    unknown = Response(status_code=401, headers=_UNKNOWN)
    slack = guarded(from_slack, signing_secret, now=now) if signing_secret else unknown
    in_time = TimeLimit(READ_WITHIN)

    async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
        authorisation = dict(scope["headers"]).get(b"authorization", b"")
        if owner_of is None or authorisation[: len(_BEARER)].lower() != _BEARER:
            await slack(scope, receive, send)
            return
        token = authorisation[len(_BEARER) :].decode("latin-1").strip()
        try:
            asker = await owner_of(token) if len(token) <= _LONGEST_TOKEN else None
        except BotError as error:
            _log.warning("a token could not be looked up", error=str(error))
            await PlainTextResponse("try again later", 503, {"connection": "close"})(scope, receive, send)
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
