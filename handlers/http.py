"""The ASGI application: Slack's one endpoint, guarded before Bolt reads a byte, health checks and other pages.

Slack's path goes straight to Bolt: a router in front of it costs a fifth of the throughput.
"""

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import unquote_plus

import structlog
from prometheus_client import CONTENT_TYPE_LATEST
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_internals import build_async_context
from slack_bolt.request.internals import build_normalized_headers, extract_content_type, parse_body
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

from bot.domain.platform import LARGEST_PUSH
from bot.errors import PushRefused, StorageUnavailable
from bot.lib.work import TimeLimit
from bot.logs import new_request, request_scope
from bot.ports.machine import Clock
from bot.usecases.diagnose import is_ready
from bot.usecases.platform.handle_news import ReceivePush

SLACK_PATH: Final = "/slack/events"
LARGEST_BODY: Final = 1024 * 1024
"""Bytes. Slack's payloads are far smaller."""
READ_WITHIN: Final = 5.0
"""Seconds for a body. Slack waits three for the answer."""
_FRESH_FOR: Final = 300
"""Seconds, both ways: https://docs.slack.dev/authentication/verifying-requests-from-slack/"""
_LONGEST_NUMBER: Final = 12

Readiness = Callable[[], Awaitable[dict[str, str]]]
"""Returns the state of each part: `ok`, or what is wrong."""
Answer = Callable[[Scope, bytes, Receive, Send], Awaitable[None]]
"""Answers a request that Slack has signed. Its body is read; what is still received says that its sender is gone."""

_log = structlog.get_logger(__name__)
_FORM: Final = "application/x-www-form-urlencoded"


class _TooLargeError(Exception):
    """The body exceeded the limit while being read."""


class _GoneError(Exception):
    """The sender disconnected before the body was complete."""


_CLOSING: Final = {"connection": "close"}
"""What is still to come of the body is not waited for."""


_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


def edge(
    app: AsyncApp,
    readiness: Readiness,
    lifespan: Lifespan[Starlette],
    *,
    signing_secret: str,
    now: Callable[[], float],
    pages: Sequence[BaseRoute] = (),
    applications: Mapping[str, ASGIApp] = _NONE,
) -> ASGIApp:
    """Return the whole ASGI application. Without a signing secret (Socket Mode) there is no path for Slack.

    Args:
        readiness: the content of `/readyz`.
        signing_secret: Slack's; empty in Socket Mode.
        now: the machine's time in seconds.
        applications: those that read requests themselves, by path; each guards itself, and begins its own
            request's scope.
    """
    served = Starlette(
        routes=[Route("/livez", _live), Route("/readyz", _ready_page(readiness)), *pages],
        lifespan=lifespan,
    )
    slack = guarded(_answering(app), signing_secret, now=now) if signing_secret else served

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await served(scope, receive, send)
        elif scope["path"] == SLACK_PATH:
            await slack(scope, receive, send)
        elif (application := applications.get(scope["path"])) is not None:
            await application(scope, receive, send)
        else:
            with request_scope(new_request()):  # Slack's requests get theirs in `TimedApp`
                await served(scope, receive, send)

    return route


def _answering(app: AsyncApp) -> Answer:
    """Bolt's answers: Bolt's own ASGI handler would read the body once more."""

    async def answer(scope: Scope, body: bytes, _receive: Receive, send: Send) -> None:
        response = await app.async_dispatch(SlackRequest(body, scope["headers"]))
        content = response.body.encode()
        headers = [(name.encode(), value.encode()) for name, values in response.headers.items() for value in values]
        headers.append((b"content-length", b"%d" % len(content)))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    return answer


def guarded(
    answer: Answer,
    signing_secret: str,
    *,
    now: Callable[[], float],
    read_within: float = READ_WITHIN,
    unknown: Mapping[str, str] = _NONE,
) -> ASGIApp:
    """Refuse requests that are not signed by Slack (401), too large (413) or too slow (408) before anything runs.

    Bolt would verify the signature only after parsing the body, where any sender could make it fail.

    Args:
        signing_secret: Slack's.
        now: the machine's time in seconds, with which a request's timestamp is compared.
        read_within: seconds for a body.
        unknown: headers of a 401.
    """
    keyed, in_time = hmac.new(signing_secret.encode(), digestmod=sha256), TimeLimit(read_within)

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        timestamp = headers.get(b"x-slack-request-timestamp", b"")
        if not _recent(timestamp, now()):
            await PlainTextResponse("invalid request", 401, {**_CLOSING, **unknown})(scope, receive, send)
            return
        body = await bounded_body(scope, receive, send, in_time)
        if body is None:
            return
        signing = keyed.copy()
        signing.update(b"v0:%b:%b" % (timestamp, body))
        if not hmac.compare_digest(headers.get(b"x-slack-signature", b""), b"v0=" + signing.hexdigest().encode()):
            await PlainTextResponse("invalid request", 401, unknown)(scope, receive, send)
            return
        if scope["method"] != "POST":
            await PlainTextResponse("not found", 404)(scope, receive, send)
            return
        try:
            await answer(scope, body, receive, send)
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
            # Bolt parses the body before anything of ours runs, and catches what fails later by itself.
            _log.warning("a malformed request from Slack", error=type(error).__name__)
            await PlainTextResponse("malformed", 400)(scope, receive, send)

    return guard


async def bounded_body(scope: Scope, receive: Receive, send: Send, in_time: TimeLimit) -> bytes | None:
    """Return the whole body; None if it was refused (413, 408), or its sender is gone."""
    announced = dict(scope["headers"]).get(b"content-length", b"0")
    try:
        return await in_time(_body(announced, receive))
    except _TooLargeError:
        await PlainTextResponse("too large", 413, _CLOSING)(scope, receive, send)
    except TimeoutError:
        await PlainTextResponse("too slow", 408, _CLOSING)(scope, receive, send)
    except _GoneError:
        pass
    return None


def _recent(timestamp: bytes, now: float) -> bool:
    return timestamp.isdigit() and len(timestamp) <= _LONGEST_NUMBER and abs(now - int(timestamp)) <= _FRESH_FOR


async def _body(announced: bytes, receive: Receive) -> bytes:
    if not announced.isdigit() or len(announced) > _LONGEST_NUMBER or int(announced) > LARGEST_BODY:
        raise _TooLargeError
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _GoneError
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise _TooLargeError
        if not message.get("more_body", False):
            return bytes(body)


async def _live(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


def _ready_page(readiness: Readiness) -> Callable[[Request], Awaitable[JSONResponse]]:
    async def ready(_request: Request) -> JSONResponse:
        """Return the readiness check: ok, or 503 with the parts that are not."""
        parts = await readiness()
        return JSONResponse(parts, 200 if all(map(is_ready, parts.values())) else 503)

    return ready


class SlackRequest(AsyncBoltRequest):
    """A request to Slack's path, like `AsyncBoltRequest`; nothing in its headers starts Bolt's lazy listeners.

    It is read once and no further than something asks: Bolt's own class looks twelve ids up in every body, and parses
    forms with more care than Slack's need, which takes 50 µs a request.
    """

    def __init__(self, body: bytes, headers: Iterable[tuple[bytes, bytes]]) -> None:
        self.raw_body = body.decode()
        self.query = {}
        self.headers = build_normalized_headers(
            {str(name, "latin-1"): str(value, "latin-1") for name, value in headers}
        )
        self.content_type = extract_content_type(self.headers)
        self.body = _read(self.raw_body, self.content_type)
        self.lazy_only = False
        self.lazy_function_name = None
        self.mode = "http"

    @cached_property
    def context(self) -> AsyncBoltContext:  # type: ignore[override]  # an attribute there
        """Bolt's context; a slash command needs none."""
        return build_async_context(AsyncBoltContext({}), self.body)


def fields(form: str) -> dict[str, str]:
    """Return the fields of a form: what `dict(parse_qsl(form, keep_blank_values=True))` returns, in half the time."""
    found = {}
    for pair in form.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            found[_plain(name)] = _plain(value)
    return found


def _plain(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text


def _read(body: str, content_type: str | None) -> dict[str, Any]:
    if content_type == _FORM and "payload" not in body and not body.startswith("{"):
        return fields(body)
    return parse_body(body, content_type)


METRICS_PATH: Final = "/metrics"


def metrics_route(page: Callable[[], Awaitable[bytes]]) -> Route:
    """Return the route of the metrics; `page` returns them in Prometheus's text format."""

    async def metrics(_request: Request) -> Response:
        return Response(await page(), media_type=None, headers={"content-type": CONTENT_TYPE_LATEST})

    return Route(METRICS_PATH, metrics)


_LENGTH = re.compile(r"[0-9]{1,12}", re.ASCII)
PUSH_PATH: Final = "/wechat/events"
_ACKNOWLEDGED: Final = "success"
"""https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/component_verify_ticket.html"""


def push_routes(receive: ReceivePush, clock: Clock, *, read_within: float = READ_WITHIN) -> Sequence[Route]:
    """Return the route of a third-party platform's pushes.

    Args:
        read_within: seconds that a sender may take for the body.
    """

    async def pushed(request: Request) -> Response:
        """Acknowledge stored pushes. Refusals are all alike, so that a sender does not learn how far it got."""
        try:
            body = await _body_of(request, within=read_within)
            await receive(request.query_params, body, now=await clock.now())
        except PushRefused:  # not logged: any sender could fill the log
            return PlainTextResponse("refused", 403)
        except StorageUnavailable as error:
            _log.error("a push could not be kept", error=str(error))
            return PlainTextResponse("not kept", 500)  # WeChat sends it again
        _log.info("a push was kept")
        return PlainTextResponse(_ACKNOWLEDGED)

    return [Route(PUSH_PATH, pushed, methods=["POST"])]


async def _body_of(request: Request, *, within: float) -> bytes:
    announced = request.headers.get("content-length", "0")
    if not _LENGTH.fullmatch(announced) or int(announced) > LARGEST_PUSH:
        raise PushRefused
    body = b""
    try:
        async with asyncio.timeout(within):
            body = await _pushes_read(request)
    except (TimeoutError, ClientDisconnect):
        body = b""
    if not body:  # an empty one is no push either
        raise PushRefused
    return body


async def _pushes_read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_PUSH:
            return b""
    return bytes(body)
