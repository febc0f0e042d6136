"""The component's control API: authorisers, tickets, and counters."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from tools.sandbox.wechat.component.config import AES_KEY_LENGTH, SETS, Rotation
from tools.sandbox.wechat.fields import fields_of
from tools.sandbox.wechat.quota import Counters
from tools.sandbox.wechat.state import State


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
