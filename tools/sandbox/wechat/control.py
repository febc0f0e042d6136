"""The local WeChat's control API, and its answers to the third-party platform.

The answers of the component paths: decisions on the sandbox's state and the request's values, no web framework.
https://developers.weixin.qq.com/doc/oplatform/openApi/authorization-management/. Mind the two spellings of the
platform's secret: `component_appsecret` for a token, `component_secret` for tickets.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tools.sandbox.faults import Fault
from tools.sandbox.wechat.answers import Call, RefusalError, json_object, require_method, to_bytes
from tools.sandbox.wechat.config import AES_KEY_LENGTH, COMPONENT_TOKEN, SETS, Feed, Program, Rotation
from tools.sandbox.wechat.state import State, for_component
from tools.sandbox.wechat.tokens import PRE_AUTH_FOR, Authoriser, Counters, Kind, func_info

PAGE_AT_MOST: Final = 500


def component_token(state: State, call: Call) -> bytes:
    """`api_component_token`: a new token of the platform's own, for a ticket."""
    fields = _own_fields(state, call)
    _check_secret(state, fields.get("component_appsecret"))
    state.tickets.check(fields.get("component_verify_ticket"), call.now)
    state.meter.charge(state.config.component.appid, COMPONENT_TOKEN, call.now)
    token = state.tokens.fresh(state.config.component.appid, Kind.COMPONENT, call.now)
    state.counters.refreshes["component"] += 1
    return to_bytes({"component_access_token": token.value, "expires_in": token.seconds_left(call.now)})


def start_push_ticket(state: State, call: Call) -> bytes:
    """`api_start_push_ticket`: tickets are pushed again, and one at once; 0 also when they never stopped."""
    fields = _own_fields(state, call)
    _check_secret(state, fields.get("component_secret"))
    text = "push is already normal" if state.tickets.pushing else "ok"
    state.tickets.pushing = True
    state.ticker.soon()
    return to_bytes({"errcode": 0, "errmsg": text})


def create_preauthcode(state: State, call: Call) -> bytes:
    """`api_create_preauthcode`: what opens the authorisation pages for one merchant."""
    _from_component(state, call)
    seconds = int(PRE_AUTH_FOR.total_seconds())
    return to_bytes({"pre_auth_code": state.codes.open_pass(call.now), "expires_in": seconds})


def query_auth(state: State, call: Call) -> bytes:
    """`api_query_auth`: exchanges an authorisation code, once; an earlier refresh token becomes invalid.

    Without any granted permission set it returns no tokens.
    """
    fields = _from_component(state, call)
    appid = state.codes.use(fields.get("authorization_code"), call.now)
    authoriser = state.authorisers.require(appid)
    information: dict[str, Any] = {"authorizer_appid": appid}
    if authoriser.sets:
        authoriser.renew()
        token = state.tokens.fresh(appid, Kind.AUTHORIZER, call.now)
        information |= {
            "authorizer_access_token": token.value,
            "expires_in": token.seconds_left(call.now),
            "authorizer_refresh_token": authoriser.refresh_token,
        }
    return to_bytes({"authorization_info": information | {"func_info": func_info(authoriser.sets)}})


def authorizer_token(state: State, call: Call) -> bytes:
    """`api_authorizer_token`: a new access token for an authoriser, for its refresh token."""
    fields = _from_component(state, call)
    appid = _named(state, fields)
    authoriser = state.authorisers.refresh(appid, fields.get("authorizer_refresh_token"), call.now)
    token = state.tokens.fresh(appid, Kind.AUTHORIZER, call.now)
    state.counters.refreshes[appid] += 1
    return to_bytes(
        {
            "authorizer_access_token": token.value,
            "expires_in": token.seconds_left(call.now),
            "authorizer_refresh_token": authoriser.refresh_token,
        }
    )


def authorizer_list(state: State, call: Call) -> bytes:
    """`api_get_authorizer_list`: a page of authorisers; past the end it is empty."""
    fields = _from_component(state, call)
    offset, count = _whole(fields.get("offset"), at_least=0), _whole(fields.get("count"), at_least=1)
    if count > PAGE_AT_MOST:
        raise RefusalError(40170)
    everybody = state.authorisers.all()
    page = [
        {"authorizer_appid": each.appid}
        | ({"refresh_token": each.refresh_token} if each.refresh_token else {})
        | {"auth_time": int(each.since.timestamp())}
        for each in everybody[offset : offset + count]
    ]
    return to_bytes({"total_count": len(everybody), "list": page})


def authorizer_info(state: State, call: Call) -> bytes:
    """`api_get_authorizer_info`: an authoriser's profile and its granted permission sets."""
    fields = _from_component(state, call)
    appid = _named(state, fields)
    return to_bytes(profile(state.programs[appid], state.authorisers.require(appid)))


def _own_fields(state: State, call: Call) -> dict[str, Any]:
    """Return the body of a call, after checking that it is for our platform."""
    require_method(call, "POST")
    fields = json_object(call.body)
    appid = fields.get("component_appid")
    if not appid:
        raise RefusalError(41018)
    if appid != state.config.component.appid:
        raise RefusalError(40013)
    return fields


def _from_component(state: State, call: Call) -> dict[str, Any]:
    """Return the body of a call, after checking the platform's own token."""
    require_method(call, "POST")
    for_component(state, call)
    return _own_fields(state, call)


def _check_secret(state: State, secret: object) -> None:
    if not secret:
        raise RefusalError(41004)
    if not isinstance(secret, str) or not compare_digest(secret.encode(), state.config.component.secret.encode()):
        raise RefusalError(40125)


def _named(state: State, fields: dict[str, Any]) -> str:
    """Return the account that a call is about, whether it has authorised the platform or not."""
    appid = fields.get("authorizer_appid")
    if not isinstance(appid, str) or appid not in state.programs:
        raise RefusalError(40013)
    return appid


def _whole(number: object, *, at_least: int) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or number < at_least:
        raise RefusalError(40097)
    return number


def profile(program: Program, authoriser: Authoriser) -> dict[str, Any]:
    """Return an account's profile; an official account has no `MiniProgramInfo`.

    https://developers.weixin.qq.com/doc/oplatform/openApi/authorization-management/authorized-account-info/api_getauthorizerinfo.html
    """
    account: dict[str, Any] = {
        "nick_name": program.nickname,
        "head_img": "",
        "service_type_info": {"id": 2 if program.official_account else 0},
        "verify_type_info": {"id": 0},
        "user_name": f"gh_{program.appid[-12:]}",
        "principal_name": program.principal or f"{program.nickname} Co., Ltd.",
        "alias": "",
        "account_status": program.account_status,
    }
    if not program.official_account:
        account["MiniProgramInfo"] = {
            "network": {"RequestDomain": [], "WsRequestDomain": [], "UploadDomain": [], "DownloadDomain": []},
            "categories": [{"first": "工具", "second": "信息查询"}],
            "visit_status": 0,
        }
    information: dict[str, Any] = {"authorizer_appid": program.appid, "func_info": func_info(authoriser.sets)}
    if authoriser.refresh_token:
        information["authorizer_refresh_token"] = authoriser.refresh_token
    return {"authorizer_info": account, "authorization_info": information}


async def fields_of(request: Request) -> dict[str, Any]:
    """Return the body as a JSON object; an empty one counts as `{}`."""
    body = await request.body()
    try:
        fields = json.loads(body) if body else {}
    except ValueError as error:
        raise HTTPException(400, "the body is not JSON") from error
    if not isinstance(fields, dict):
        raise HTTPException(400, "the body is not an object")
    return fields


async def read_component(state: State, _request: Request) -> Any:
    """`GET /sandbox/component`: the platform, without secrets."""
    return {
        "appid": state.config.component.appid,
        "rotation": state.authorisers.rotation,
        "pushing": state.tickets.pushing,
        "authorisers": len(state.authorisers.all()),
        "delivered": dict(state.pusher.delivered),
        "given_up": dict(state.pusher.given_up),
    }


async def change_component(state: State, request: Request) -> Any:
    """`POST /sandbox/component`: `{"rotation"?: text, "pushing"?: whether tickets are pushed, "aes_key"?: text}`.

    The rotation is "never" or "each"; the key is the EncodingAESKey with which pushes are sealed from now on. Tickets
    that were stopped here start again when the platform asks for it (api_start_push_ticket).
    """
    fields = await fields_of(request)
    rotation, pushing = fields.get("rotation", state.authorisers.rotation), fields.get("pushing", state.tickets.pushing)
    if rotation not in set(Rotation) or not isinstance(pushing, bool):
        raise HTTPException(400, "rotation is one of " + ", ".join(Rotation) + ", and pushing true or false")
    if "aes_key" in fields:
        aes_key = fields["aes_key"]
        if not isinstance(aes_key, str) or len(aes_key) != AES_KEY_LENGTH:
            raise HTTPException(400, f"aes_key has {AES_KEY_LENGTH} characters")
        state.pusher.use_key(aes_key)
    state.authorisers.rotation, state.tickets.pushing = Rotation(rotation), pushing
    return await read_component(state, request)


async def push_ticket(state: State, _request: Request) -> Any:
    """`POST /sandbox/tickets/push`: push a new ticket now, and say whether it was taken."""
    return {"taken": await state.ticker.push()}


async def read_authorisers(state: State, _request: Request) -> Any:
    """`GET /sandbox/authorisers`: all of them, without their tokens."""
    return {
        "authorisers": [
            {
                "appid": each.appid,
                "since": each.since.isoformat(),
                "sets": sorted(each.sets),
                "exchanged": bool(each.refresh_token),
            }
            for each in state.authorisers.all()
        ]
    }


async def authorise(state: State, request: Request) -> Any:
    """`PUT /sandbox/authorisers/<appid>`: `{"sets"?: permission sets, "push"?: whether to push it}`.

    Authorises the platform, or changes its permission sets; nothing is pushed when that changes nothing.
    """
    appid = request.path_params["appid"]
    fields = await fields_of(request)
    sets, push = fields.get("sets", list(SETS)), fields.get("push", True)
    if appid not in state.programs:
        raise HTTPException(404, "no such program")
    if not isinstance(sets, list) or not all(each in list(SETS) for each in sets) or not isinstance(push, bool):
        raise HTTPException(400, f"sets is a list of some of {', '.join(map(str, SETS))}, and push true or false")
    now = state.clock.now()
    kind = state.authorisers.admit(appid, frozenset(sets), now)
    if kind is not None and push:
        await state.pusher.event(kind, appid, state.codes.hand_out(appid, now))
    return {"pushed": kind if push else None}


async def revoke(state: State, request: Request) -> Any:
    """`DELETE /sandbox/authorisers/<appid>?push=false`: the merchant revokes the authorisation."""
    appid = request.path_params["appid"]
    if not state.authorisers.remove(appid):
        raise HTTPException(404, "it has not let the platform in")
    state.codes.revoke(appid)
    state.tokens.revoke(appid)
    push = request.query_params.get("push") != "false"
    if push:
        await state.pusher.event("unauthorized", appid)
    return {"pushed": "unauthorized" if push else None}


async def read_counters(state: State, _request: Request) -> Any:
    """`GET /sandbox/counters`."""
    return state.counters.shown()


async def reset_counters(state: State, request: Request) -> Any:
    """`DELETE /sandbox/counters`: reset the counters."""
    state.counters = Counters()
    return await read_counters(state, request)


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
        route("/sandbox/counters", "GET", read_counters),
        route("/sandbox/counters", "DELETE", reset_counters),
        route("/sandbox/component", "GET", read_component),
        route("/sandbox/component", "POST", change_component),
        route("/sandbox/tickets/push", "POST", push_ticket),
        route("/sandbox/authorisers", "GET", read_authorisers),
        route("/sandbox/authorisers/{appid}", "PUT", authorise),
        route("/sandbox/authorisers/{appid}", "DELETE", revoke),
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
