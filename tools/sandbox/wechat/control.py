"""The local WeChat platform's control API: clock, faults, programs and recorded requests."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tools.sandbox.faults import Fault
from tools.sandbox.wechat.component import control as component
from tools.sandbox.wechat.component.control import fields_of
from tools.sandbox.wechat.config import Feed
from tools.sandbox.wechat.state import State

_Action = Callable[[State, Request], Awaitable[Any]]


def control_routes(state: State) -> list[Route]:
    """Return the routes under `/sandbox`."""

    def route(path: str, method: str, action: _Action) -> Route:
        async def endpoint(request: Request) -> Response:
            return JSONResponse(await action(state, request))

        return Route(path, endpoint, methods=[method])

    return [
        route("/sandbox/clock", "GET", _read_clock),
        route("/sandbox/clock", "POST", _move_clock),
        route("/sandbox/faults", "GET", _read_faults),
        route("/sandbox/faults", "DELETE", _clear_faults),
        route("/sandbox/faults/{name}", "PUT", _arm_fault),
        route("/sandbox/faults/{name}", "DELETE", _clear_fault),
        route("/sandbox/programs", "GET", _read_programs),
        route("/sandbox/programs/{appid}", "POST", _change_program),
        route("/sandbox/requests", "GET", _read_requests),
        route("/sandbox/changes", "GET", _read_changes),
        route("/sandbox/counters", "GET", component.read_counters),
        route("/sandbox/counters", "DELETE", component.reset_counters),
        route("/sandbox/component", "GET", component.read_component),
        route("/sandbox/component", "POST", component.change_component),
        route("/sandbox/tickets/push", "POST", component.push_ticket),
        route("/sandbox/authorisers", "GET", component.read_authorisers),
        route("/sandbox/authorisers/{appid}", "PUT", component.authorise),
        route("/sandbox/authorisers/{appid}", "DELETE", component.revoke),
    ]


async def in_json(request: Request, exc: Exception) -> Response:  # noqa: ARG001
    """Starlette's refusals in the sandbox's shape."""
    status, detail = (exc.status_code, exc.detail) if isinstance(exc, HTTPException) else (500, "server error")
    return JSONResponse({"error": detail}, status_code=status)


async def _read_clock(state: State, _request: Request) -> Any:
    return {"now": state.clock.now().isoformat()}


async def _move_clock(state: State, request: Request) -> Any:
    match await fields_of(request):
        case {"set": str(text)}:
            try:
                state.clock.set(datetime.fromisoformat(text))
            except ValueError as error:
                raise HTTPException(400, str(error)) from error
        case {"advance_seconds": int(seconds) | float(seconds)}:
            try:
                state.clock.advance(timedelta(seconds=seconds))
            except (OverflowError, ValueError) as error:
                raise HTTPException(400, "advance_seconds is out of range") from error
        case _:
            raise HTTPException(400, "give set or advance_seconds")
    await state.ticker.clock_moved()
    return await _read_clock(state, request)


async def _read_faults(state: State, _request: Request) -> Any:
    return {"armed": [asdict(fault) for fault in state.faults.armed()], "catalogue": state.faults.catalogue}


async def _arm_fault(state: State, request: Request) -> Any:
    """`{"where"?: path or appid, "times"?: n, "params"?: {}}`."""
    fields = await fields_of(request)
    where, times, params = fields.get("where", "*"), fields.get("times"), fields.get("params", {})
    if not isinstance(where, str) or not isinstance(params, dict):
        raise HTTPException(400, "where is a text and params an object")
    if times is not None and (not isinstance(times, int) or times < 1):
        raise HTTPException(400, "times is a whole number from 1 on")
    try:
        state.faults.arm(Fault(request.path_params["name"], where, times, params))
    except KeyError as error:
        raise HTTPException(404, "no such fault") from error
    except ValueError as error:
        raise HTTPException(400, str(error)) from error
    return await _read_faults(state, request)


async def _clear_fault(state: State, request: Request) -> Any:
    try:
        state.faults.clear(request.path_params["name"])
    except KeyError as error:
        raise HTTPException(404, "no such fault") from error
    return await _read_faults(state, request)


async def _clear_faults(state: State, request: Request) -> Any:
    state.faults.clear()
    return await _read_faults(state, request)


async def _read_programs(state: State, _request: Request) -> Any:
    state.settle(state.clock.now())
    return {"programs": [state.describe(program) for program in state.programs.values()]}


async def _change_program(state: State, request: Request) -> Any:
    """Change a program: `{"minimum"?: version, "feed"?: name, "account_status"?: number}`."""
    program = state.programs.get(request.path_params["appid"])
    if program is None:
        raise HTTPException(404, "no such program")
    fields = await fields_of(request)
    minimum, feed = fields.get("minimum", program.minimum), fields.get("feed", program.feed)
    status = fields.get("account_status", program.account_status)
    if not isinstance(minimum, str) or feed not in set(Feed) or not isinstance(status, int):
        raise HTTPException(400, "minimum is a text, account_status a number and feed one of " + ", ".join(Feed))
    changed = replace(program, minimum=minimum, feed=Feed(feed), account_status=status)
    state.programs[program.appid] = changed
    return state.describe(changed)


async def _read_requests(state: State, request: Request) -> Any:
    """Return the recorded requests, oldest first; `?path=` selects one path."""
    path = request.query_params.get("path")
    return {"requests": [asdict(each) for each in state.recorded if path in (None, each.path)]}


async def _read_changes(state: State, _request: Request) -> Any:
    return {"changes": [asdict(change) for change in state.changes]}
