"""From an HTTP request to a method's answer: faults, token, scope, the method, the record."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tools.sandbox.faults import Fault
from tools.sandbox.slack import call, refusals, showing
from tools.sandbox.slack.call import Arguments, Call, Method, check_client, read_arguments
from tools.sandbox.slack.config import problems_of
from tools.sandbox.slack.messages import Execution, Message, StoredFile
from tools.sandbox.slack.refusals import SlackError, refusal_of, view_problems
from tools.sandbox.slack.schema import Problem
from tools.sandbox.slack.showing import file_to_api
from tools.sandbox.slack.workspace import DroppedConnection, Town, Workspace

JsonObject = dict[str, Any]

MOST_BYTES = 1_000_000_000
MOST_ALT_TXT = 1_000


async def get_upload_url(call: Call) -> JsonObject:
    """Return a URL that takes the bytes of one file."""
    name = call.args.required("filename")
    length = call.args.number("length", 0, least=1, most=MOST_BYTES)
    alt_txt = call.args.text("alt_txt")
    if len(alt_txt) > MOST_ALT_TXT:
        raise SlackError("alt_txt_too_large")
    token, file = call.workspace.files.begin(name, length, int(call.workspace.clock.now().timestamp()), alt_txt)
    return {"upload_url": f"{call.base_url}/upload/{token}", "file_id": file.id}


async def complete_upload(call: Call) -> JsonObject:
    """Finish uploads, and show them in a channel when one is named."""
    given = call.args.structured("files", "invalid_arguments")
    if not isinstance(given, list) or not given:
        raise SlackError("invalid_arguments", ["missing required field: files"])
    files = [_uploaded(call, each) for each in given]
    channel = call.channel("channel_id") if call.args.text("channel_id") else None
    if channel and not channel.is_member:
        raise SlackError("not_in_channel")
    for file, each in zip(files, given, strict=True):
        file.title = str(each.get("title") or file.name)
    if channel:
        ts = call.workspace.messages.next_ts(channel.id)
        message = Message(ts, channel.id, call.workspace.team.bot_user, call.args.text("initial_comment"))
        message.thread_ts = call.args.text("thread_ts") or None
        message.files = [file.id for file in files]
        call.workspace.post(message)
        for file in files:
            file.channels.append(channel.id)
    return {"files": [file_to_api(call.workspace, file, call.base_url) for file in files]}


def _uploaded(call: Call, given: object) -> StoredFile:
    if not isinstance(given, dict) or not isinstance(given.get("id"), str):
        raise SlackError("invalid_arguments", ["missing required field: id"])
    file = call.workspace.files.find(given["id"])
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    return file


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, "files:write", writes=True),
    "files.completeUploadExternal": Method(complete_upload, "files:write", takes_json=True, writes=True),
}


async def complete_success(call: Call) -> JsonObject:
    """End a run that has succeeded, with the outputs that the manifest declares."""
    execution = call.workspace.executions.running(call.args.required("function_execution_id"))
    outputs = call.args.structured("outputs", "invalid_arguments")
    if problems := list(problems_of(outputs, execution.function.outputs, "/outputs")):
        raise SlackError("parameter_validation_failed", problems)
    execution.outputs, execution.status = outputs, "completed"
    _ended(call, execution)
    return {}


async def complete_error(call: Call) -> JsonObject:
    """End a run that has failed; people read the sentence."""
    execution = call.workspace.executions.running(call.args.required("function_execution_id"))
    execution.error, execution.status = call.args.required("error"), "failed"
    _ended(call, execution)
    return {}


def _ended(call: Call, execution: Execution) -> None:
    call.workspace.changes.publish("workflow", id=execution.id)


FUNCTIONS_METHODS = {
    "functions.completeSuccess": Method(complete_success, takes_json=True, writes=True),
    "functions.completeError": Method(complete_error, takes_json=True, writes=True),
}


_ONE_OF: Final = ("blocks", "view", "message")


async def validate(call: Call) -> JsonObject:
    """Say whether blocks, a message or a view would be accepted; nothing is sent."""
    given = [name for name in _ONE_OF if call.args.values.get(name)]
    if len(given) != 1:
        raise SlackError("invalid_arguments", ["provide exactly one of `blocks`, `message` or `view`"])
    (name,) = given
    value = call.args.structured(name, f"invalid_{name}")
    if problems := list(_problems(name, value)):
        found = [{"pointer": each.at, "code": "invalid", "message": each.text} for each in problems]
        raise SlackError(f"invalid_{name}", errors=found)
    return {}


def _problems(name: str, value: object) -> Iterable[Problem]:
    if name == "view":
        home = isinstance(value, dict) and value.get("type") == "home"
        return view_problems(value, "home" if home else "modal")
    if name == "message":
        if not isinstance(value, dict):
            return [Problem("/message", "must provide an object")]
        value = value.get("blocks", [])
    refusal = refusal_of(value)
    if refusal is None:
        return []
    return refusal.problems or [Problem("/blocks", refusal.error)]


VALIDATE_METHODS = {"blocks.validate": Method(validate, takes_json=True)}


DISPATCH_METHODS: Mapping[str, Method] = {
    **call.AUTH_METHODS,
    **showing.METHODS,
    **call.METHODS,
    **VALIDATE_METHODS,
    **METHODS,
    **FUNCTIONS_METHODS,
}


async def api(request: Request) -> Response:
    """`/api/<method>`."""
    town: Town = request.app.state.town
    workspace = town.home  # its faults and record are shared by all
    name = request.path_params["method"]
    method = DISPATCH_METHODS.get(name)
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
    if method.names_channel and (fault := workspace.faults.take(name, refusals.CHANNEL_REFUSALS)):
        raise SlackError(fault.name)
    call = Call(town, workspace, name, args, str(request.base_url).rstrip("/"))
    if method.scope:
        call.need_scope(method.scope)
    return {"ok": True, **await method.handle(call)}


async def interruption(workspace: Workspace, where: str) -> Fault | None:
    """Wait when the fault `slow` strikes; returns a transport fault that strikes this call."""
    if slow := workspace.faults.take(where, {"slow"}):
        await asyncio.sleep(refusals.seconds(slow, 2))  # being late is the fault
    return workspace.faults.take(where, refusals.TRANSPORT)


def lost_answer(workspace: Workspace, where: str, *, writes: bool) -> Response | None:
    """Return the response that replaces the answer when a fault makes it get lost after the work was done."""
    armed_here = any(fault.where == where for fault in workspace.faults.armed() if fault.name in refusals.AFTERWARDS)
    if not (writes or armed_here):
        return None
    fault = workspace.faults.take(where, refusals.AFTERWARDS)
    if fault is None:
        return None
    return DroppedConnection() if fault.name == "answer_lost" else PlainTextResponse("", 500)


async def failure(fault: Fault) -> Response:
    """Return the response of a transport fault, in place of the method's."""
    if fault.name == "ratelimited":
        after = str(fault.params.get("retry_after", 1))
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers={"retry-after": after})
    if fault.name == "internal_error":
        return JSONResponse({"ok": False, "error": "internal_error"})
    if fault.name == "server_error":
        return PlainTextResponse("", int(fault.params.get("status", 500)))
    await asyncio.sleep(refusals.seconds(fault, 30))  # "timeout": the app must give up first
    return DroppedConnection()


def _token(request: Request, args: Arguments) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else args.text("token")


def _authorize(town: Town, name: str, method: Method, request: Request, args: Arguments) -> Workspace:
    config = town.config
    if method.caller == "anyone":
        return town.home
    if method.caller == "client":
        check_client(config, request)
        return town.home
    token = _token(request, args)
    if not token:
        raise SlackError("not_authed")
    kind = "app" if token == config.app_token else "bot"
    workspace = town.home if kind == "app" else town.check(token, args.values)
    if kind != method.caller:
        raise SlackError("not_allowed_token_type")
    if fault := workspace.faults.take(name, refusals.REFUSALS):
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
