"""What the app and browsers ask besides the Web API: the page for installing, response_urls, Socket Mode, files.

An answer in the body of an acknowledgement follows the same rules as one through a response_url.
https://docs.slack.dev/interactivity/handling-user-interaction/#message_responses and
https://docs.slack.dev/authentication/installing-with-oauth/
"""

import json
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from tools.sandbox.slack.dispatch import failure, interruption, lost_answer
from tools.sandbox.slack.messages import Message, ResponseUrl
from tools.sandbox.slack.people import ORGANISATION, ORGANISATION_NAME
from tools.sandbox.slack.refusals import CHANNEL_REFUSALS, RESPONSE_URL, UPLOAD, SlackError
from tools.sandbox.slack.showing import accepted_blocks, message_text
from tools.sandbox.slack.workspace import Town, Workspace

JsonObject = dict[str, Any]


def take_answer(workspace: Workspace, url: ResponseUrl, answer: Mapping[str, Any]) -> None:
    """Show what the app answers, or put it in place of the message with the button."""
    original = workspace.messages.find(url.channel, url.message_ts) if url.message_ts else None
    if answer.get("response_type", "ephemeral") != "ephemeral":
        raise SlackError("invalid_arguments", ["invalid response_type"])
    if workspace.channels[url.channel].is_archived:
        raise SlackError("is_archived")
    message = _message(workspace, url, answer)
    if answer.get("replace_original") in (True, "true") and original is not None:
        _replace(workspace, original, message)
        return
    message.ephemeral_to = url.user
    workspace.post(message)


def _message(workspace: Workspace, url: ResponseUrl, answer: Mapping[str, Any]) -> Message:
    blocks = accepted_blocks(workspace, answer.get("blocks"), RESPONSE_URL)
    text = answer.get("text") or ""
    if not isinstance(text, str):
        raise SlackError("invalid_arguments", ["must be a string [json-pointer:/text]"])
    if not (text or blocks):
        raise SlackError("no_text")
    ts = workspace.messages.next_ts(url.channel)
    return Message(ts, url.channel, workspace.team.bot_user, message_text(text), blocks, answers=url.interaction)


def _replace(workspace: Workspace, original: Message, message: Message) -> None:
    original.text, original.blocks = message.text, message.blocks
    original.edited_ts, original.answers = message.ts, message.answers
    original.chosen = {}
    workspace.touched(original)


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


async def authorize(request: Request) -> Response:
    """Return what the app asks for, and a choice of workspaces."""
    town: Town = request.app.state.town
    if problem := _problem(town, request):
        return PlainTextResponse(problem, 400)
    places = {team_id: workspace.team.name for team_id, workspace in town.workspaces.items()}
    places[ORGANISATION] = f"{ORGANISATION_NAME}: all workspaces"
    query = request.url.query
    allow = "".join(
        f'<li><a href="authorize/allow?{escape(query)}&amp;place={place}">Allow in {escape(name)}</a></li>'
        for place, name in places.items()
    )
    scopes = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in _scopes(request))
    return HTMLResponse(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Sandbox: install the app</title>"
        f"<h1>{escape(town.config.manifest.name)} requests permission</h1>"
        f"<p>A look-alike of Slack’s page.</p><ul>{scopes}</ul>"
        f'<ul>{allow}</ul><p><a href="authorize/cancel?{escape(query)}">Cancel</a></p></html>'
    )


async def answered(request: Request) -> Response:
    """Back to the app, with a code or with `access_denied`."""
    town: Town = request.app.state.town
    if problem := _problem(town, request):
        return PlainTextResponse(problem, 400)
    query = request.query_params
    back, place = {"state": query.get("state", "")}, query.get("place", "")
    if request.path_params["answer"] != "allow":
        back["error"] = "access_denied"
    elif place not in (*town.workspaces, ORGANISATION):
        return PlainTextResponse("no_such_team", 400)
    else:
        back["code"] = town.grants.allow(place, query["redirect_uri"])
    return RedirectResponse(f"{query['redirect_uri']}?{urlencode(back)}", 302)


def _problem(town: Town, request: Request) -> str:
    """Why Slack would show an error instead; empty when it would not."""
    query = request.query_params
    if not town.config.client_id or query.get("client_id") != town.config.client_id:
        return "invalid_client_id"
    if query.get("redirect_uri") != town.config.redirect_url:
        return "bad_redirect_uri"
    scopes = _scopes(request)
    return "" if scopes and set(scopes) <= town.config.manifest.scopes else "invalid_scope"


def _scopes(request: Request) -> list[str]:
    return [scope for scope in request.query_params.get("scope", "").split(",") if scope]


async def socket_mode(websocket: WebSocket) -> None:
    """Serve one connection until either side ends it."""
    workspace: Workspace = websocket.app.state.workspace
    sockets = workspace.sockets
    if not sockets.admit(websocket.path_params["ticket"]):
        await websocket.close(1008)
        return
    await websocket.accept()
    await sockets.greet(websocket)
    workspace.changes.publish("state")
    try:
        while True:
            frame = _parsed(await websocket.receive_text())
            if isinstance(frame, dict):
                sockets.acknowledged(frame)
    except WebSocketDisconnect:
        pass
    finally:
        sockets.leave(websocket)
        workspace.changes.publish("state")


def _parsed(text: str) -> object:
    try:
        parsed: object = json.loads(text)
    except ValueError:
        return None
    return parsed


async def upload(request: Request) -> Response:
    """Take the bytes of a file."""
    town: Town = request.app.state.town
    token = request.path_params["token"]
    workspace = town.where(lambda each: each.files.uploading(token))
    if (fault := await interruption(workspace, UPLOAD)) is not None:
        return await failure(fault)
    file = workspace.files.uploading(token)
    if file is None:
        return PlainTextResponse("upload URL not found", 404)
    content = await request.body()
    if len(content) != file.length:
        return PlainTextResponse(f"expected {file.length} bytes, got {len(content)}", 400)
    file.content = content
    return lost_answer(workspace, UPLOAD, writes=True) or PlainTextResponse(f"OK - {len(content)}")


async def download(request: Request) -> Response:
    """Hand out a file to the page."""
    town: Town = request.app.state.town
    file_id = request.path_params["id"]
    file = town.where(lambda each: each.files.find(file_id)).files.find(file_id)
    if file is None or file.content is None:
        return PlainTextResponse("file not found", 404)
    return Response(file.content, media_type=file.mimetype, headers={"x-content-type-options": "nosniff"})
