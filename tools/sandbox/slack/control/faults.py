"""`/sandbox/faults`: ours, and WeChat's by proxy."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tools.sandbox.faults import Fault
from tools.sandbox.slack.control.messages import Parts, body_of, parts_of
from tools.sandbox.slack.errors import ControlError
from tools.sandbox.slack.faults import RESPONSE_URL, UPLOAD
from tools.sandbox.slack.web.dispatch import METHODS

JsonObject = dict[str, Any]

PLACES = frozenset({"*", RESPONSE_URL, UPLOAD, *METHODS})


async def all_faults(parts: Parts) -> JsonObject:
    """The armed faults and the catalogues of both sandboxes."""
    wechat = await parts.wechat.faults()
    board = parts.workspace.faults
    return {
        "faults": {"slack": [fault_to_json(fault) for fault in board.armed()], "wechat": wechat.get("armed", [])},
        "fault_catalogue": {"slack": dict(board.catalogue), "wechat": wechat.get("catalogue", {})},
    }


def fault_to_json(fault: Fault) -> JsonObject:
    """A fault as the page shows it."""
    return {"name": fault.name, "where": fault.where, "times": fault.times, "params": dict(fault.params)}


async def list_faults(request: Request) -> Response:
    """`GET /sandbox/faults`."""
    return JSONResponse(await all_faults(parts_of(request)))


async def arm(request: Request) -> Response:
    """`PUT /sandbox/faults/<name>`."""
    parts = parts_of(request)
    name, body = request.path_params["name"], await body_of(request)
    target = body.pop("target", "slack")
    if target == "wechat":
        armed = await parts.wechat.arm(name, body)
    else:
        fault = _fault(name, body)
        try:
            parts.workspace.faults.arm(fault)
        except KeyError:
            raise ControlError(404, f"no such fault: {name}") from None
        armed = fault_to_json(fault)
    parts.workspace.changes.publish("state")
    return JSONResponse(armed)


async def clear(request: Request) -> Response:
    """`DELETE /sandbox/faults/<name>`."""
    parts = parts_of(request)
    name = request.path_params["name"]
    if request.query_params.get("target", "slack") == "wechat":
        await parts.wechat.clear(name)
    elif name not in parts.workspace.faults.catalogue:
        raise ControlError(404, f"no such fault: {name}")
    else:
        parts.workspace.faults.clear(name)
    parts.workspace.changes.publish("state")
    return JSONResponse({"ok": True})


async def clear_all(request: Request) -> Response:
    """`DELETE /sandbox/faults`."""
    parts = parts_of(request)
    parts.workspace.faults.clear()
    if parts.wechat.present:
        await parts.wechat.clear()
    parts.workspace.changes.publish("state")
    return JSONResponse({"ok": True})


def _fault(name: str, body: JsonObject) -> Fault:
    where, times, params = body.get("where") or "*", body.get("times"), body.get("params")
    params = {} if params is None else params
    if where not in PLACES:
        raise ControlError(400, f"no such place: {where}")
    if times is not None and (not isinstance(times, int) or times < 1):
        raise ControlError(400, "times must be a whole number above 0, or null")
    if not isinstance(params, dict):
        raise ControlError(400, "params must be an object")
    for numeric in ("seconds", "retry_after", "status"):
        if numeric in params and not isinstance(params[numeric], int | float):
            raise ControlError(400, f"{numeric} must be a number")
    return Fault(name, str(where), times, params)
