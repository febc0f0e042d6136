"""`/sandbox/action`, `/sandbox/options`, `/sandbox/shortcut`: a person uses a button, a menu, a shortcut."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.slack.control.request import base_url, body_of, conversation, parts_of, person
from bot.sandbox.slack.delivery.actions import act, suggest
from bot.sandbox.slack.delivery.shortcuts import declared, use_anywhere, use_on_message
from bot.sandbox.slack.errors import ControlError


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
        found = declared(workspace, body.get("callback_id"), "global")
        return JSONResponse((await use_anywhere(workspace, parts.sender, user, found)).to_page())
    found = declared(workspace, body.get("callback_id"), "message")
    message = workspace.messages.find(conversation(workspace, body.get("channel")).id, str(body["message_ts"]))
    if message is None:
        raise ControlError(404, "no such message")
    used = await use_on_message(workspace, parts.sender, user, found, message=message, base_url=base_url(request))
    return JSONResponse(used.to_page())
