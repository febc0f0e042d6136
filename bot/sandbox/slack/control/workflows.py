"""`/sandbox/workflows`: the app's steps, and their runs."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.slack.control.request import body_of, parts_of, person
from bot.sandbox.slack.delivery.workflows import declared, reach, search

_SHOWN = 20


async def read(request: Request) -> Response:
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


async def run(request: Request) -> Response:
    """`POST /sandbox/workflows`: a workflow reaches a step; without `user` it runs on a schedule."""
    parts = parts_of(request)
    body = await body_of(request)
    user = person(parts.workspace, body["user"]) if body.get("user") else ""
    step = declared(parts.workspace, body.get("step"))
    return JSONResponse(reach(parts.workspace, parts.events, step, body.get("inputs"), user).to_page())


async def options(request: Request) -> Response:
    """`POST /sandbox/workflows/options`: a person who builds a workflow searches a select."""
    parts = parts_of(request)
    body = await body_of(request)
    user = person(parts.workspace, body.get("user"))
    step = declared(parts.workspace, body.get("step"))
    typed = str(body.get("query") or "")
    found = await search(parts.workspace, parts.events, step, body.get("input"), typed=typed, user=user)
    return JSONResponse({"options": found})
