"""From an HTTP request to a method's answer: faults, token, scope, the method, the record."""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tools.sandbox.faults import Fault
from tools.sandbox.slack import faults
from tools.sandbox.slack.endpoints.stream import DroppedConnection
from tools.sandbox.slack.errors import SlackError
from tools.sandbox.slack.town import Town
from tools.sandbox.slack.web import auth, chat, conversations, files, functions, users, validate, views
from tools.sandbox.slack.web.auth import check_client
from tools.sandbox.slack.web.call import Arguments, Call, Method, read_arguments
from tools.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]

METHODS: Mapping[str, Method] = {
    **auth.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **users.METHODS,
    **views.METHODS,
    **validate.METHODS,
    **files.METHODS,
    **functions.METHODS,
}


async def api(request: Request) -> Response:
    """`/api/<method>`."""
    town: Town = request.app.state.town
    workspace = town.home  # its faults and record are shared by all
    name = request.path_params["method"]
    method = METHODS.get(name)
    args = Arguments({})
    try:
        args = await read_arguments(request, json_allowed=method is None or method.takes_json)
        if (fault := await interruption(workspace, name)) is not None:
            workspace.requests.add(name, args.values, error=fault.name)
            return await failure(fault)
        body = await _carry_out(town, name, method, args, request)
    except SlackError as error:
        workspace.requests.add(name, args.values, error=error.error)
        return _error_answer(workspace, error)
    workspace.requests.add(name, args.values, error=None)
    lost = lost_answer(workspace, name, writes=method is not None and method.writes)
    return lost or JSONResponse(body, headers=_headers(workspace))


async def _carry_out(town: Town, name: str, method: Method | None, args: Arguments, request: Request) -> JsonObject:
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    workspace = _authorize(town, name, method, request, args)
    if method.names_channel and (fault := workspace.faults.take(name, faults.CHANNEL_REFUSALS)):
        raise SlackError(fault.name)
    call = Call(town, workspace, name, args, str(request.base_url).rstrip("/"))
    if method.scope:
        call.need_scope(method.scope)
    return {"ok": True, **await method.handle(call)}


async def interruption(workspace: Workspace, where: str) -> Fault | None:
    """Waits when the fault `slow` strikes; returns a transport fault that strikes this call."""
    if slow := workspace.faults.take(where, {"slow"}):
        await asyncio.sleep(faults.seconds(slow, 2))  # being late is the fault
    return workspace.faults.take(where, faults.TRANSPORT)


def lost_answer(workspace: Workspace, where: str, *, writes: bool) -> Response | None:
    """The response that replaces the answer when a fault makes it get lost after the work was done."""
    armed_here = any(fault.where == where for fault in workspace.faults.armed() if fault.name in faults.AFTERWARDS)
    if not (writes or armed_here):
        return None
    fault = workspace.faults.take(where, faults.AFTERWARDS)
    if fault is None:
        return None
    return DroppedConnection() if fault.name == "answer_lost" else PlainTextResponse("", 500)


async def failure(fault: Fault) -> Response:
    """The response of a transport fault, in place of the method's."""
    if fault.name == "ratelimited":
        after = str(fault.params.get("retry_after", 1))
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers={"retry-after": after})
    if fault.name == "internal_error":
        return JSONResponse({"ok": False, "error": "internal_error"})
    if fault.name == "server_error":
        return PlainTextResponse("", int(fault.params.get("status", 500)))
    await asyncio.sleep(faults.seconds(fault, 30))  # "timeout": the app must give up first
    return DroppedConnection()


def _token(request: Request, args: Arguments) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else args.text("token")


def _authorize(town: Town, name: str, method: Method, request: Request, args: Arguments) -> Workspace:
    """The workspace in which the call's token works."""
    config = town.config
    if method.caller == "anyone":
        return town.home
    if method.caller == "client":
        check_client(config, request, args)
        return town.home
    token = _token(request, args)
    if not token:
        raise SlackError("not_authed")
    kind = "app" if token == config.app_token else "bot"
    workspace = town.home if kind == "app" else town.check(token, args.values)
    if kind != method.caller:
        raise SlackError("not_allowed_token_type")
    if fault := workspace.faults.take(name, faults.REFUSALS):
        extra: JsonObject = {}
        if fault.name == "missing_scope":
            needed = fault.params.get("needed", method.scope or "chat:write")
            extra = {"needed": needed, "provided": ",".join(sorted(config.manifest.scopes - {needed}))}
        raise SlackError(fault.name, **extra)
    return workspace


def _error_answer(workspace: Workspace, error: SlackError) -> Response:
    body = error.to_body()
    headers = _headers(workspace)
    if error.error == "ratelimited":
        headers["retry-after"] = str(body.pop("retry_after", 1))
        return JSONResponse(body, 429, headers=headers)
    return JSONResponse(body, headers=headers)


def _headers(workspace: Workspace) -> dict[str, str]:
    return {"x-oauth-scopes": ",".join(sorted(workspace.config.manifest.scopes))}
