"""Which control request goes where; the clock of both sandboxes, and what to fetch again."""

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tools.sandbox.slack.control import administration, faults, interactions, messages, overview
from tools.sandbox.slack.control.messages import body_of, parts_of
from tools.sandbox.slack.endpoints.stream import ChangeStream
from tools.sandbox.slack.errors import ControlError


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
    Route("/sandbox/state", overview.state),
    Route("/sandbox/messages", messages.read, methods=["GET"]),
    Route("/sandbox/messages", messages.write, methods=["POST"]),
    Route("/sandbox/command", messages.command, methods=["POST"]),
    Route("/sandbox/views", interactions.views),
    Route("/sandbox/view/submit", interactions.submit, methods=["POST"]),
    Route("/sandbox/view/close", interactions.close, methods=["POST"]),
    Route("/sandbox/action", interactions.action, methods=["POST"]),
    Route("/sandbox/options", interactions.options, methods=["POST"]),
    Route("/sandbox/shortcut", interactions.shortcut, methods=["POST"]),
    Route("/sandbox/users/{id}", administration.change_user, methods=["POST"]),
    Route("/sandbox/channels", administration.create_channel, methods=["POST"]),
    Route("/sandbox/channels/{id}", administration.change_channel, methods=["POST"]),
    Route("/sandbox/home", administration.open_home, methods=["POST"]),
    Route("/sandbox/events", administration.happen, methods=["POST"]),
    Route("/sandbox/slackbot", interactions.tools, methods=["GET"]),
    Route("/sandbox/slackbot", interactions.call_tool, methods=["POST"]),
    Route("/sandbox/workflows", interactions.steps, methods=["GET"]),
    Route("/sandbox/workflows", interactions.run_step, methods=["POST"]),
    Route("/sandbox/workflows/options", interactions.step_options, methods=["POST"]),
    Route("/sandbox/socket/disconnect", administration.disconnect, methods=["POST"]),
    Route("/sandbox/requests", administration.requests),
    Route("/sandbox/deliveries", administration.deliveries),
    Route("/sandbox/clock", read_clock, methods=["GET"]),
    Route("/sandbox/clock", move_clock, methods=["POST"]),
    Route("/sandbox/faults", faults.list_faults, methods=["GET"]),
    Route("/sandbox/faults", faults.clear_all, methods=["DELETE"]),
    Route("/sandbox/faults/{name}", faults.arm, methods=["PUT"]),
    Route("/sandbox/faults/{name}", faults.clear, methods=["DELETE"]),
    Route("/sandbox/stream", stream),
]
