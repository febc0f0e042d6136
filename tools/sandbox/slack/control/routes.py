"""Which control request goes where; the clock of both sandboxes, and what to fetch again."""

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tools.sandbox.slack.control import administration, messages
from tools.sandbox.slack.control.messages import base_url, body_of, conversation, parts_of, person
from tools.sandbox.slack.delivery import interactions, workflows
from tools.sandbox.slack.delivery.interactions import act, suggest
from tools.sandbox.slack.errors import ControlError
from tools.sandbox.slack.state.views import View
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
        {"modal": _view_to_page(workspace.views.top(user)), "home": _view_to_page(workspace.views.home(user))}
    )


async def submit(request: Request) -> Response:
    """`POST /sandbox/view/submit`."""
    parts = parts_of(request)
    body = await body_of(request)
    view = interactions.open_modal(parts.workspace, person(parts.workspace, body.get("user")), body.get("view_id"))
    values = body.get("values") or {}
    if not isinstance(values, dict):
        raise ControlError(400, "values must be an object")
    return JSONResponse(await interactions.submit(parts.workspace, parts.sender, view, values, base_url(request)))


async def close(request: Request) -> Response:
    """`POST /sandbox/view/close`."""
    parts = parts_of(request)
    body = await body_of(request)
    view = interactions.open_modal(parts.workspace, person(parts.workspace, body.get("user")), body.get("view_id"))
    await interactions.close(parts.workspace, parts.sender, view)
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
    Route("/sandbox/state", administration.state),
    Route("/sandbox/messages", messages.read, methods=["GET"]),
    Route("/sandbox/messages", messages.write, methods=["POST"]),
    Route("/sandbox/command", messages.command, methods=["POST"]),
    Route("/sandbox/views", views),
    Route("/sandbox/view/submit", submit, methods=["POST"]),
    Route("/sandbox/view/close", close, methods=["POST"]),
    Route("/sandbox/action", action, methods=["POST"]),
    Route("/sandbox/options", options, methods=["POST"]),
    Route("/sandbox/shortcut", shortcut, methods=["POST"]),
    Route("/sandbox/users/{id}", administration.change_user, methods=["POST"]),
    Route("/sandbox/channels", administration.create_channel, methods=["POST"]),
    Route("/sandbox/channels/{id}", administration.change_channel, methods=["POST"]),
    Route("/sandbox/home", administration.open_home, methods=["POST"]),
    Route("/sandbox/events", administration.happen, methods=["POST"]),
    Route("/sandbox/slackbot", tools, methods=["GET"]),
    Route("/sandbox/slackbot", call_tool, methods=["POST"]),
    Route("/sandbox/workflows", steps, methods=["GET"]),
    Route("/sandbox/workflows", run_step, methods=["POST"]),
    Route("/sandbox/workflows/options", step_options, methods=["POST"]),
    Route("/sandbox/socket/disconnect", administration.disconnect, methods=["POST"]),
    Route("/sandbox/requests", administration.requests),
    Route("/sandbox/deliveries", administration.deliveries),
    Route("/sandbox/clock", read_clock, methods=["GET"]),
    Route("/sandbox/clock", move_clock, methods=["POST"]),
    Route("/sandbox/faults", administration.list_faults, methods=["GET"]),
    Route("/sandbox/faults", administration.clear_all, methods=["DELETE"]),
    Route("/sandbox/faults/{name}", administration.arm, methods=["PUT"]),
    Route("/sandbox/faults/{name}", administration.clear, methods=["DELETE"]),
    Route("/sandbox/stream", stream),
]
