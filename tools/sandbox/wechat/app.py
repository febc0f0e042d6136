"""The local WeChat platform as a web application, and its server.

The console in which people set minimums by hand: an imitation, marked as such, for all programs and without a login.
In reality it is on `https://mp.weixin.qq.com/`, once per Mini Program: 设置 > 基本设置 > 基础库最低版本设置.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tools.sandbox.faults import Fault
from tools.sandbox.wechat.answers import Call, Outcome
from tools.sandbox.wechat.calls import PUBLIC, WECHAT_PATHS, provider_token, publish, through_wechat
from tools.sandbox.wechat.config import (
    AUTHORIZER_INFO,
    AUTHORIZER_LIST,
    AUTHORIZER_TOKEN,
    COMPONENT_TOKEN,
    WeChatSandboxConfig,
)
from tools.sandbox.wechat.control import control_routes, in_json
from tools.sandbox.wechat.pages import SHOWN, page_routes, render_page
from tools.sandbox.wechat.rollout import released
from tools.sandbox.wechat.state import (
    PORTRAIT,
    PROVIDER_TOKEN,
    QUERY,
    QUOTA,
    SET,
    RecordedRequest,
    State,
    strike,
    token_text,
)

CONSOLE: Final = "/"
_VERSIONS: Final = 60
"""The newest ones."""


def console_routes(state: State) -> list[Route]:
    """Return the page: a list of programs, and a form that sets the minimum of one."""

    async def endpoint(request: Request) -> Response:
        return await _set(state, request) if request.method == "POST" else _shown(state, request)

    return [Route(CONSOLE, endpoint, methods=["GET", "POST"])]


def _shown(state: State, request: Request, text: str = "", status: int = 200) -> Response:
    """Programs with their minimums; `?biz_appid=` chooses one of many."""
    now, chosen = state.clock.now(), request.query_params.get("biz_appid", "")
    state.settle(now)
    found = [each for each in state.programs.values() if not each.official_account and chosen in ("", each.appid)]
    return render_page(
        status,
        page="console",
        title="Minimum base library",
        text=text,
        groups=[("Mini Programs", found[:SHOWN], max(0, len(found) - SHOWN))],
        versions=[each.version for each in reversed(released(now))][:_VERSIONS],
    )


async def _set(state: State, request: Request) -> Response:
    """Set it at once: what a person does counts as no call."""
    form, now = await request.form(), state.clock.now()
    program, version = state.programs.get(str(form.get("appid"))), str(form.get("version"))
    if program is None or version not in {each.version for each in released(now)}:
        return _shown(state, request, "Choose a Mini Program and a released version.", 400)
    state.delayed.pop(program.appid, None)
    state.programs[program.appid] = replace(program, minimum=version)
    return _shown(state, request, f"The minimum of {program.nickname} is {version}.")


_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
"""WeChat itself refuses the wrong method, with a code."""
_WECHAT_TYPE = "application/json; encoding=utf-8"
_SLOW_SECONDS = 3.0
_HELD_POLL = 0.05
"""Seconds between looks whether a held call may be answered."""
_SHOWN_BODY = 500
_NO_SECRET_IN_BODY = (QUERY, SET, QUOTA, PORTRAIT, AUTHORIZER_LIST, AUTHORIZER_INFO)
_MIB = 1024 * 1024
_ERROR_PAGE = "<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center></body></html>"


def create_app(
    config: WeChatSandboxConfig,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Starlette:
    """Yield the platform; the `slow` fault and repeated pushes wait with `sleep`, `transport` carries the pushes."""
    state = State(config, sleep, transport)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with state.ticker.running():
            yield
        await state.pusher.close()

    served = {path: through_wechat(handler) for path, handler in WECHAT_PATHS.items()} | {
        PROVIDER_TOKEN: provider_token,
        PUBLIC: publish,
    }
    routes = [Route(path, _endpoint(state, respond), methods=_METHODS) for path, respond in served.items()]
    app = Starlette(
        routes=[*routes, *page_routes(state), *console_routes(state), *control_routes(state)],
        exception_handlers={HTTPException: in_json},
        lifespan=lifespan,
    )
    app.state.platform = state
    return app


CONNECTIONS_STAY: Final = 75
"""Seconds: longer than clients keep an idle one, or they send a request just as it is closed."""


def server(config: WeChatSandboxConfig) -> uvicorn.Server:
    """Return a server for the platform, to be run in an event loop by its `serve()`."""
    # The access log would show whole query strings, and with them access tokens.
    settings = uvicorn.Config(
        create_app(config),
        host=config.host,
        port=config.port,
        access_log=False,
        log_level="warning",
        timeout_keep_alive=CONNECTIONS_STAY,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(settings)


def serve(config: WeChatSandboxConfig) -> None:
    """Run the platform until it is interrupted."""
    server(config).run()


def _endpoint(state: State, respond: Callable[[State, Call], Outcome]) -> Callable[[Request], Awaitable[Response]]:
    """Serve one path: line faults first, then the answer, then the record of both."""

    async def endpoint(request: Request) -> Response:
        call = await _read(state, request)
        if call.path == QUERY and call.appid:
            state.counters.asked[call.appid] += 1
        with state.counters.in_flight(_refreshed(call)):
            return await answer(call)

    async def answer(call: Call) -> Response:
        line = _line_fault(state, call)
        if line and line.name == "slow":
            await state.sleep(float(line.params.get("seconds", _SLOW_SECONDS)))
            call.now = state.clock.now()
        while line and _holds(line, call.appid) and line in state.faults.armed():
            await state.sleep(_HELD_POLL)
        if broken := _replacement(line):
            state.recorded.append(
                _recorded(call, line, None if isinstance(broken, _Silence) else broken.status_code, None)
            )
            return broken
        outcome = respond(state, call)
        if call.unanswered:
            state.recorded.append(_recorded(call, line, None, None))
            return _Silence()
        state.recorded.append(_recorded(call, line, outcome.status, outcome.errcode))
        return Response(_garbled(outcome.body, line), outcome.status, media_type=_WECHAT_TYPE)

    return endpoint


def _line_fault(state: State, call: Call) -> Fault | None:
    """Return the public numbers' route.

    As another host in reality, it meets only faults armed for it, not those for `*`.
    """
    line = state.faults.line
    if call.path == PUBLIC:
        return line.take(PUBLIC, [fault.name for fault in line.armed() if fault.where == PUBLIC])
    return strike(line, call.path, call.appid)


async def _read(state: State, request: Request) -> Call:
    body = await request.body()
    path = request.url.path
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    call = Call(
        method=request.method,
        path=path,
        query=request.query_params,
        bearer=bearer if scheme.lower() == "bearer" else "",
        body=body,
        ip=_caller_ip(request),
        appid=None,
        now=state.clock.now(),
    )
    call.appid = _appid(state, call)
    return call


def _appid(state: State, call: Call) -> str | None:
    """Return the program that a call names, or that its token belongs to.

    For the platform's own calls, the platform.
    """
    if named := _named(call.body, "authorizer_appid"):
        return named
    if token := state.tokens.find(token_text(call)):
        return token.appid
    return call.query.get("appid") or _named(call.body, "appid") or _named(call.body, "component_appid")


def _named(body: bytes, field: str) -> str | None:
    """Return a text in a JSON body, if that is what it holds."""
    if field.encode() not in body:
        return None
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return None
    value = fields.get(field) if isinstance(fields, dict) else None
    return value if isinstance(value, str) else None


def _refreshed(call: Call) -> str | None:
    """Whose token a call refreshes, as the counters name it."""
    if call.path == COMPONENT_TOKEN:
        return "component"
    return call.appid if call.path == AUTHORIZER_TOKEN else None


def _recorded(call: Call, line: Fault | None, status: int | None, errcode: int | None) -> RecordedRequest:
    """Return a request for the record, without tokens and secrets."""
    return RecordedRequest(
        method=call.method,
        path=call.path,
        appid=call.appid,
        at=call.now.isoformat(),
        status=status,
        errcode=errcode,
        fault=line.name if line else call.fault,
        body=call.body[:_SHOWN_BODY].decode(errors="replace") if call.path in _NO_SECRET_IN_BODY else None,
    )


class _Silence(Response):
    """Never answers: holds the request until the caller disconnects."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        while (await receive())["type"] != "http.disconnect":
            pass


class _Disconnect(Response):
    """Announces a body and sends none of it, which makes the server close the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


def _replacement(fault: Fault | None) -> Response | None:
    """Return what a broken line delivers instead of an answer; None when the request gets through."""
    match fault.name if fault else None:
        case "timeout":
            return _Silence()
        case "disconnect":
            return _Disconnect()
        case "http_500":
            return HTMLResponse(_ERROR_PAGE.format(title="500 Internal Server Error"), status_code=500)
        case "http_404":
            return HTMLResponse(_ERROR_PAGE.format(title="404 Not Found"), status_code=404)
        case "not_json":
            return HTMLResponse(_ERROR_PAGE.format(title="Sorry, please try again later"))
        case _:
            return None


def _holds(fault: Fault, appid: str | None) -> bool:
    """Whether a call for this program is answered only when the fault has been switched off."""
    return fault.name == "held" and appid in fault.params.get("appids", ())


def _garbled(body: bytes, fault: Fault | None) -> bytes:
    """Return an answer (a JSON object) as a bad line delivers it."""
    match fault:
        case Fault(name="truncated"):
            return body[: len(body) // 2]
        case Fault(name="huge"):
            padding = b"x" * int(fault.params.get("bytes", _MIB))
            return body[:-1] + b',"padding":"' + padding + b'"}'
        case _:
            return body


def _caller_ip(request: Request) -> str:
    return request.client.host if request.client else "127.0.0.1"
