"""`/sandbox/slackbot`: a person asks Slackbot, which calls the app's tools."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.slack.control.request import body_of, parts_of, person
from bot.sandbox.slack.errors import ControlError


async def tools(request: Request) -> Response:
    """`GET /sandbox/slackbot`: the tools that the app offers to a person."""
    parts = parts_of(request)
    user = person(parts.workspace, request.query_params.get("user"))
    return JSONResponse({"tools": await parts.slackbot.tools(user)})


async def call(request: Request) -> Response:
    """`POST /sandbox/slackbot`: call a tool with arguments; what the person reads."""
    parts = parts_of(request)
    body = await body_of(request)
    user = person(parts.workspace, body.get("user"))
    tool, arguments = body.get("tool"), body.get("arguments", {})
    if not isinstance(tool, str) or not isinstance(arguments, dict):
        raise ControlError(400, "give `tool`, a name, and `arguments`, an object")
    return JSONResponse(await parts.slackbot.call(user, tool, arguments))
