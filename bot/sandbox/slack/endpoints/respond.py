"""`POST /respond/<token>`: the response_url."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.slack.answers import take_answer
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.faults import CHANNEL_REFUSALS, RESPONSE_URL
from bot.sandbox.slack.town import Town
from bot.sandbox.slack.web.dispatch import failure, interruption, lost_answer
from bot.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]


async def respond(request: Request) -> Response:
    """Take an answer, as long as the response_url is fresh and not used up."""
    town: Town = request.app.state.town
    token = request.path_params["token"]
    workspace = town.where(lambda each: each.responses.find(token))
    body = await _body(request)
    if (fault := await interruption(workspace, RESPONSE_URL)) is not None:
        workspace.requests.add(RESPONSE_URL, body or {}, error=fault.name)
        return await failure(fault)
    try:
        _use(workspace, token, body)
    except SlackError as error:
        workspace.requests.add(RESPONSE_URL, body or {}, error=error.error)
        status = 404 if error.error in ("used_url", "expired_url", "no_such_url") else 400
        return JSONResponse(error.to_body(), status)
    workspace.requests.add(RESPONSE_URL, body or {}, error=None)
    return lost_answer(workspace, RESPONSE_URL, writes=True) or JSONResponse({"ok": True})


def _use(workspace: Workspace, token: str, body: JsonObject | None) -> None:
    url = workspace.responses.find(token)
    if url is None:
        raise SlackError("no_such_url")
    if refusal := workspace.responses.refusal(url):
        raise SlackError(refusal)
    url.uses += 1
    if body is None:
        raise SlackError("invalid_payload")
    fault = next((each for each in workspace.faults.armed() if each.where == RESPONSE_URL), None)
    if fault and workspace.faults.take(RESPONSE_URL, CHANNEL_REFUSALS):
        raise SlackError(fault.name)
    take_answer(workspace, url, body)


async def _body(request: Request) -> JsonObject | None:
    try:
        body = json.loads(await request.body())
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
