"""`/sandbox/clock`: what time it is in both sandboxes."""

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.slack.control.request import body_of, parts_of
from bot.sandbox.slack.errors import ControlError


async def read(request: Request) -> Response:
    """`GET /sandbox/clock`."""
    return JSONResponse({"now": parts_of(request).workspace.clock.now().isoformat()})


async def move(request: Request) -> Response:
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
