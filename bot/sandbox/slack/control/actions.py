"""`/sandbox/action` and `/sandbox/options`: a person uses a button or a menu."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.slack.control.request import base_url, body_of, parts_of, person
from bot.sandbox.slack.delivery.actions import act, suggest


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
