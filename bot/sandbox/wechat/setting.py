"""`/cgi-bin/wxopen/setweappsupportversion`: set a program's minimum.

https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_setsupportversion.html.
WeChat documents neither how long a new minimum takes to show nor a floor; both are faults here.
"""

from dataclasses import replace
from datetime import timedelta

from bot.sandbox.wechat.access import for_program
from bot.sandbox.wechat.call import Call, json_object, require_method, to_bytes
from bot.sandbox.wechat.component.config import READING_SET
from bot.sandbox.wechat.faults import LOST_ANSWER, strike
from bot.sandbox.wechat.refusals import RefusalError
from bot.sandbox.wechat.releases import released
from bot.sandbox.wechat.state import SET, Change, State
from bot.sandbox.wechat.tokens import Kind

NOT_ACCEPTED = 89014
_DELAY_SECONDS = 600.0


def set_minimum(state: State, call: Call) -> bytes:
    """Set the minimum of the token's program: a released version, with permission set 18."""
    require_method(call, "POST")
    token = for_program(state, call)
    if token.kind is not Kind.AUTHORIZER:
        raise RefusalError(86000)
    if state.programs[token.appid].official_account:
        raise RefusalError(48001)
    if READING_SET not in state.authorisers.require(token.appid).sets:
        raise RefusalError(61007)
    state.meter.charge(token.appid, SET, call.now)
    version = json_object(call.body).get("version")
    if not isinstance(version, str):
        raise RefusalError(47001)
    fault = strike(state.faults.minimums, call.path, token.appid)
    call.fault = fault.name if fault else call.fault
    name, params = (fault.name, fault.params) if fault else ("", {})
    floor = params.get("version", "2.16.1") if name == "minimum_floor" else "0"
    if name == "minimum_refused":
        raise RefusalError(int(params.get("code", NOT_ACCEPTED)))
    if version not in {each.version for each in released(call.now)} or _parts(version) < _parts(floor):
        raise RefusalError(NOT_ACCEPTED)
    _take(
        state,
        token.appid,
        version,
        call,
        float(params.get("seconds", _DELAY_SECONDS)) if name == "minimum_delayed" else 0,
    )
    call.unanswered = name == LOST_ANSWER
    return to_bytes({"errcode": 0, "errmsg": "ok"})


def _take(state: State, appid: str, version: str, call: Call, seconds: float) -> None:
    """Set it now, or let it show later; the record has it either way."""
    state.settle(call.now)
    state.changes.append(Change(appid, version, call.now.isoformat()))
    if seconds:
        state.delayed[appid] = (call.now + timedelta(seconds=seconds), version)
        return
    state.delayed.pop(appid, None)
    state.programs[appid] = replace(state.programs[appid], minimum=version)


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
