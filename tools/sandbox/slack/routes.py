"""Which control request goes where; the clock and the faults of both sandboxes, and what to fetch again."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tools.sandbox.faults import Fault
from tools.sandbox.slack import control, interactions, workflows
from tools.sandbox.slack.control import (
    Parts,
    base_url,
    body_of,
    channel_to_page,
    conversation,
    parts_of,
    person,
    user_to_page,
)
from tools.sandbox.slack.dispatch import DISPATCH_METHODS
from tools.sandbox.slack.interactions import act, suggest
from tools.sandbox.slack.people import View
from tools.sandbox.slack.refusals import RESPONSE_URL, UPLOAD, ControlError
from tools.sandbox.slack.workspace import ChangeStream

JsonObject = dict[str, Any]

_SHOWN = 20


async def action(request: Request) -> Response:
    """`POST /sandbox/action`."""
    parts = parts_of(request)
    body = await body_of(request)
    user = person(parts.workspace, body.get("user"))
    outcome = await act(parts.workspace, parts.sender, user, body, base_url(request))
    return JSONResponse(outcome.to_page())


async def options(request: Request) -> Response:
    """`POST /sandbox/options`."""
    parts = parts_of(request)
    body = await body_of(request)
    user = person(parts.workspace, body.get("user"))
    return JSONResponse(await suggest(parts.workspace, parts.sender, user, body, base_url(request)))


async def shortcut(request: Request) -> Response:
    """`POST /sandbox/shortcut`: with `channel` and `message_ts` one of a message, else a global one."""
    parts = parts_of(request)
    workspace, body = parts.workspace, await body_of(request)
    user = person(workspace, body.get("user"))
    if "message_ts" not in body:
        found = interactions.declared(workspace, body.get("callback_id"), "global")
        return JSONResponse((await interactions.use_anywhere(workspace, parts.sender, user, found)).to_page())
    found = interactions.declared(workspace, body.get("callback_id"), "message")
    message = workspace.messages.find(conversation(workspace, body.get("channel")).id, str(body["message_ts"]))
    if message is None:
        raise ControlError(404, "no such message")
    used = await interactions.use_on_message(
        workspace, parts.sender, user, found, message=message, base_url=base_url(request)
    )
    return JSONResponse(used.to_page())


async def views(request: Request) -> Response:
    """`GET /sandbox/views`."""
    workspace = parts_of(request).workspace
    user = person(workspace, request.query_params.get("user"))
    return JSONResponse(
        {"modal": _view_to_page(workspace.views.modal(user)), "home": _view_to_page(workspace.views.home(user))}
    )


async def submit(request: Request) -> Response:
    """`POST /sandbox/view/submit`."""
    parts = parts_of(request)
    body = await body_of(request)
    view = interactions.open_modal(parts.workspace, person(parts.workspace, body.get("user")), body.get("view_id"))
    values = body.get("values") or {}
    if not isinstance(values, dict):
        raise ControlError(400, "values must be an object")
    return JSONResponse(await interactions.submit(parts.workspace, parts.sender, view, values))


async def close(request: Request) -> Response:
    """`POST /sandbox/view/close`."""
    parts = parts_of(request)
    body = await body_of(request)
    view = interactions.open_modal(parts.workspace, person(parts.workspace, body.get("user")), body.get("view_id"))
    parts.workspace.views.close(view.user)
    parts.workspace.view_changed(view)
    return JSONResponse({"ok": True})


def _view_to_page(view: View | None) -> JsonObject | None:
    if view is None:
        return None
    shown = view.to_api()
    names = ("id", "type", "title", "submit", "close", "blocks", "callback_id", "private_metadata", "hash", "state")
    return {name: shown[name] for name in names} | {"errors": view.errors}


async def steps(request: Request) -> Response:
    """`GET /sandbox/workflows`: the steps, and the newest runs."""
    workspace = parts_of(request).workspace
    steps = [
        {
            "id": each.callback_id,
            "title": each.title,
            "description": each.description,
            "inputs": [one.to_page() for one in each.inputs if not one.is_person],
            "outputs": [one.to_page() for one in each.outputs],
        }
        for each in workspace.config.manifest.functions
        if each.is_step
    ]
    runs = [each.to_page() for each in workspace.executions.of_steps()[:_SHOWN]]
    return JSONResponse({"steps": steps, "runs": runs})


async def run_step(request: Request) -> Response:
    """`POST /sandbox/workflows`: a workflow reaches a step; without `user` it runs on a schedule."""
    parts = parts_of(request)
    body = await body_of(request)
    user = person(parts.workspace, body["user"]) if body.get("user") else ""
    step = workflows.declared(parts.workspace, body.get("step"))
    return JSONResponse(workflows.reach(parts.workspace, parts.events, step, body.get("inputs"), user).to_page())


async def step_options(request: Request) -> Response:
    """`POST /sandbox/workflows/options`: a person who builds a workflow searches a select."""
    parts = parts_of(request)
    body = await body_of(request)
    user = person(parts.workspace, body.get("user"))
    step = workflows.declared(parts.workspace, body.get("step"))
    typed = str(body.get("query") or "")
    found = await workflows.search(parts.workspace, parts.events, step, body.get("input"), typed=typed, user=user)
    return JSONResponse({"options": found})


async def tools(request: Request) -> Response:
    """`GET /sandbox/slackbot`: the tools that the app offers to a person."""
    parts = parts_of(request)
    user = person(parts.workspace, request.query_params.get("user"))
    return JSONResponse({"tools": await parts.slackbot.tools(user)})


async def call_tool(request: Request) -> Response:
    """`POST /sandbox/slackbot`: call a tool with arguments; what the person reads."""
    parts = parts_of(request)
    body = await body_of(request)
    user = person(parts.workspace, body.get("user"))
    tool, arguments = body.get("tool"), body.get("arguments", {})
    if not isinstance(tool, str) or not isinstance(arguments, dict):
        raise ControlError(400, "give `tool`, a name, and `arguments`, an object")
    return JSONResponse(await parts.slackbot.call(user, tool, arguments))


PLACES = frozenset({"*", RESPONSE_URL, UPLOAD, *DISPATCH_METHODS})


async def all_faults(parts: Parts) -> JsonObject:
    """Return the armed faults and the catalogues of both sandboxes."""
    wechat = await parts.wechat.faults()
    board = parts.workspace.faults
    return {
        "faults": {"slack": [fault_to_json(fault) for fault in board.armed()], "wechat": wechat.get("armed", [])},
        "fault_catalogue": {"slack": dict(board.catalogue), "wechat": wechat.get("catalogue", {})},
    }


def fault_to_json(fault: Fault) -> JsonObject:
    return {"name": fault.name, "where": fault.where, "times": fault.times, "params": dict(fault.params)}


async def list_faults(request: Request) -> Response:
    """`GET /sandbox/faults`."""
    return JSONResponse(await all_faults(parts_of(request)))


async def arm(request: Request) -> Response:
    """`PUT /sandbox/faults/<name>`."""
    parts = parts_of(request)
    name, body = request.path_params["name"], await body_of(request)
    target = body.pop("target", "slack")
    if target == "wechat":
        armed = await parts.wechat.arm(name, body)
    else:
        fault = _fault(name, body)
        try:
            parts.workspace.faults.arm(fault)
        except KeyError:
            raise ControlError(404, f"no such fault: {name}") from None
        armed = fault_to_json(fault)
    parts.workspace.changes.publish("state")
    return JSONResponse(armed)


async def clear(request: Request) -> Response:
    """`DELETE /sandbox/faults/<name>`."""
    parts = parts_of(request)
    name = request.path_params["name"]
    if request.query_params.get("target", "slack") == "wechat":
        await parts.wechat.clear(name)
    elif name not in parts.workspace.faults.catalogue:
        raise ControlError(404, f"no such fault: {name}")
    else:
        parts.workspace.faults.clear(name)
    parts.workspace.changes.publish("state")
    return JSONResponse({"ok": True})


async def clear_all(request: Request) -> Response:
    """`DELETE /sandbox/faults`."""
    parts = parts_of(request)
    parts.workspace.faults.clear()
    if parts.wechat.present:
        await parts.wechat.clear()
    parts.workspace.changes.publish("state")
    return JSONResponse({"ok": True})


def _fault(name: str, body: JsonObject) -> Fault:
    where, times, params = body.get("where") or "*", body.get("times"), body.get("params")
    params = {} if params is None else params
    if where not in PLACES:
        raise ControlError(400, f"no such place: {where}")
    if times is not None and (not isinstance(times, int) or times < 1):
        raise ControlError(400, "times must be a whole number above 0, or null")
    if not isinstance(params, dict):
        raise ControlError(400, "params must be an object")
    for numeric in ("seconds", "retry_after", "status"):
        if numeric in params and not isinstance(params[numeric], int | float):
            raise ControlError(400, f"{numeric} must be a number")
    return Fault(name, str(where), times, params)


async def state(request: Request) -> Response:
    """Return the team, the app, people, channels, clock and faults."""
    parts = parts_of(request)
    workspace = parts.workspace
    body: JsonObject = {
        "team": {"id": workspace.team.id, "name": workspace.team.name},
        "teams": [{"id": each.team.id, "name": each.team.name} for each in parts.town.workspaces.values()],
        "bot": {
            "user_id": workspace.team.bot_user,
            "name": workspace.config.manifest.name,
            "commands": [asdict(each) for each in workspace.config.manifest.commands],
            "shortcuts": [asdict(each) for each in workspace.config.manifest.shortcuts],
            "mode": parts.sender.mode,
            "connected": await _connected(parts),
        },
        "users": [user_to_page(user) for user in workspace.people()],
        "channels": [channel_to_page(channel) for channel in workspace.channels.values()],
        "clock": {"now": workspace.clock.now().isoformat()},
        **await all_faults(parts),
    }
    return JSONResponse(body)


async def _connected(parts: Parts) -> bool:
    url = parts.workspace.config.app_url
    if url is None:
        return parts.workspace.sockets.connected
    address = urlsplit(url)
    try:
        async with asyncio.timeout(0.5):
            _, writer = await asyncio.open_connection(address.hostname, address.port or 80)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


async def read_clock(request: Request) -> Response:
    """`GET /sandbox/clock`."""
    return JSONResponse({"now": parts_of(request).workspace.clock.now().isoformat()})


async def move_clock(request: Request) -> Response:
    """`POST /sandbox/clock`: jump to an instant, or by some seconds; WeChat's clock follows."""
    parts = parts_of(request)
    body = await body_of(request)
    clock = parts.workspace.clock
    before = clock.now()
    try:
        if "set" in body:
            clock.set(datetime.fromisoformat(body["set"]))
        else:
            clock.advance(timedelta(seconds=float(body["advance_seconds"])))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ControlError(400, "give `set`, an instant with its UTC offset, or `advance_seconds`") from error
    try:
        await parts.wechat.set_clock(clock.now())
    except ControlError:
        clock.set(before)  # the two must not drift apart
        raise
    now = clock.now().isoformat()
    parts.workspace.changes.publish("clock", now=now)
    return JSONResponse({"now": now})


async def stream(request: Request) -> Response:
    """`GET /sandbox/stream`: a server-sent event for each change, until the client or the server goes."""
    return StreamingResponse(
        _events(parts_of(request).workspace.changes),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _events(changes: ChangeStream) -> AsyncIterator[str]:
    yield ": connected\n\n"
    async for change in changes.listen():
        yield f"data: {json.dumps(change)}\n\n"


ROUTES = [
    Route("/sandbox/state", state),
    Route("/sandbox/messages", control.read, methods=["GET"]),
    Route("/sandbox/messages", control.write, methods=["POST"]),
    Route("/sandbox/command", control.command, methods=["POST"]),
    Route("/sandbox/views", views),
    Route("/sandbox/view/submit", submit, methods=["POST"]),
    Route("/sandbox/view/close", close, methods=["POST"]),
    Route("/sandbox/action", action, methods=["POST"]),
    Route("/sandbox/options", options, methods=["POST"]),
    Route("/sandbox/shortcut", shortcut, methods=["POST"]),
    Route("/sandbox/users/{id}", control.change_user, methods=["POST"]),
    Route("/sandbox/channels", control.create_channel, methods=["POST"]),
    Route("/sandbox/channels/{id}", control.change_channel, methods=["POST"]),
    Route("/sandbox/home", control.open_home, methods=["POST"]),
    Route("/sandbox/events", control.happen, methods=["POST"]),
    Route("/sandbox/slackbot", tools, methods=["GET"]),
    Route("/sandbox/slackbot", call_tool, methods=["POST"]),
    Route("/sandbox/workflows", steps, methods=["GET"]),
    Route("/sandbox/workflows", run_step, methods=["POST"]),
    Route("/sandbox/workflows/options", step_options, methods=["POST"]),
    Route("/sandbox/requests", control.requests),
    Route("/sandbox/deliveries", control.deliveries),
    Route("/sandbox/clock", read_clock, methods=["GET"]),
    Route("/sandbox/clock", move_clock, methods=["POST"]),
    Route("/sandbox/faults", list_faults, methods=["GET"]),
    Route("/sandbox/faults", clear_all, methods=["DELETE"]),
    Route("/sandbox/faults/{name}", arm, methods=["PUT"]),
    Route("/sandbox/faults/{name}", clear, methods=["DELETE"]),
    Route("/sandbox/stream", stream),
]
