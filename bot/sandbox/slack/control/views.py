"""`/sandbox/views`, `/sandbox/view/...`: a person's modal and Home tab."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.slack.control.request import base_url, body_of, parts_of, person
from bot.sandbox.slack.delivery import submissions
from bot.sandbox.slack.errors import ControlError
from bot.sandbox.slack.state.views import View

JsonObject = dict[str, Any]


async def read(request: Request) -> Response:
    """`GET /sandbox/views`."""
    workspace = parts_of(request).workspace
    user = person(workspace, request.query_params.get("user"))
    return JSONResponse({"modal": _to_page(workspace.views.top(user)), "home": _to_page(workspace.views.home(user))})


async def submit(request: Request) -> Response:
    """`POST /sandbox/view/submit`."""
    parts = parts_of(request)
    body = await body_of(request)
    view = submissions.open_modal(parts.workspace, person(parts.workspace, body.get("user")), body.get("view_id"))
    values = body.get("values") or {}
    if not isinstance(values, dict):
        raise ControlError(400, "values must be an object")
    return JSONResponse(await submissions.submit(parts.workspace, parts.sender, view, values, base_url(request)))


async def close(request: Request) -> Response:
    """`POST /sandbox/view/close`."""
    parts = parts_of(request)
    body = await body_of(request)
    view = submissions.open_modal(parts.workspace, person(parts.workspace, body.get("user")), body.get("view_id"))
    await submissions.close(parts.workspace, parts.sender, view)
    return JSONResponse({"ok": True})


def _to_page(view: View | None) -> JsonObject | None:
    if view is None:
        return None
    shown = view.to_api()
    names = ("id", "type", "title", "submit", "close", "blocks", "callback_id", "private_metadata", "hash", "state")
    return {name: shown[name] for name in names} | {"errors": view.errors}
