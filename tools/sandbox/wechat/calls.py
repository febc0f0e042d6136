"""The answers of each WeChat path: decisions on the sandbox's state and the request's values, no web framework."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from tools.sandbox.wechat.access import for_program
from tools.sandbox.wechat.answers import RefusalError, refusal_body
from tools.sandbox.wechat.call import Call, Outcome, json_object, require_method, to_bytes
from tools.sandbox.wechat.component import calls as component
from tools.sandbox.wechat.component import config
from tools.sandbox.wechat.component.config import READING_SET
from tools.sandbox.wechat.config import Program
from tools.sandbox.wechat.faults import LOST_ANSWER, code_of, strike
from tools.sandbox.wechat.public import user_portrait
from tools.sandbox.wechat.rollout import released
from tools.sandbox.wechat.state import FORCED_REFRESH, PORTRAIT, QUERY, QUOTA, SET, STABLE_TOKEN, TOKEN, Change, State
from tools.sandbox.wechat.tokens import Kind, Token

Handler = Callable[[State, Call], bytes]
_NOT_ACCEPTED = 89014
_DELAY_SECONDS = 600.0


def _set_minimum(state: State, call: Call) -> bytes:
    """Set the minimum of the token's program: a released version, with permission set 18.

    WeChat documents neither how long a new minimum takes to show nor a floor; both are faults here.
    https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_setsupportversion.html
    """
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
        raise RefusalError(int(params.get("code", _NOT_ACCEPTED)))
    if version not in {each.version for each in released(call.now)} or _parts(version) < _parts(floor):
        raise RefusalError(_NOT_ACCEPTED)
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


def through_wechat(handler: Handler) -> Callable[[State, Call], Outcome]:
    """A WeChat path: HTTP 200 whatever happens, with armed refusals first."""

    def respond(state: State, call: Call) -> Outcome:
        ip = call.ip
        try:
            if fault := strike(state.faults.refusals, call.path, call.appid):
                call.fault = fault.name
                ip = fault.params.get("ip", ip)
                code = code_of(fault, on_token_call=call.path in (TOKEN, STABLE_TOKEN))
                raise RefusalError(code, fault.params.get("message"))  # noqa: TRY301
            return Outcome(200, handler(state, call), 0)
        except RefusalError as refusal:
            return Outcome(200, to_bytes(refusal_body(refusal, call.now, ip)), refusal.code)

    return respond


def query_distribution(state: State, call: Call) -> bytes:
    """`/cgi-bin/wxopen/getweappsupportversion`: the minimum and the distribution of the token's program."""
    require_method(call, "POST")
    token = for_program(state, call)
    _check_kind(state, token)
    state.meter.charge(token.appid, QUERY, call.now)
    state.settle(call.now)
    json_object(call.body)
    fault = strike(state.faults.feeds, call.path, token.appid)
    call.fault = fault.name if fault else call.fault
    null = bool(fault and fault.params.get("null", False))
    answer = state.answer(state.programs[token.appid], call.now, fault.name if fault else None, null=null)
    state.counters.answered[token.appid] += 1
    return answer


def read_quota(state: State, call: Call) -> bytes:
    """`/cgi-bin/openapi/quota/get`: the remaining quota of today on one path."""
    require_method(call, "POST")
    token = for_program(state, call)
    path = json_object(call.body).get("cgi_path")
    if not isinstance(path, str) or path == FORCED_REFRESH or path not in state.meter.limits:
        raise RefusalError(76021)
    limit = state.meter.limits[path]
    used = state.meter.used(token.appid, path, call.now)
    rate = {"call_count": limit.per_minute, "refresh_second": 60}
    return to_bytes(
        {
            "errcode": 0,
            "errmsg": "ok",
            "quota": {"daily_limit": limit.daily, "used": used, "remain": limit.daily - used},
            "rate_limit": rate,
            **({"component_rate_limit": rate} if token.kind is Kind.AUTHORIZER else {}),
        }
    )


def plain_token(state: State, call: Call) -> bytes:
    """`/cgi-bin/token`: a new token every time."""
    require_method(call, "GET")
    program = _own_account(state, call.query)
    state.meter.charge(program.appid, TOKEN, call.now)
    return _token_answer(state.tokens.fresh(program.appid, Kind.PLAIN, call.now), call.now)


def stable_token(state: State, call: Call) -> bytes:
    """`/cgi-bin/stable_token`: the token in use, or a new one by force."""
    require_method(call, "POST")
    fields = json_object(call.body)
    forced = fields.get("force_refresh", False)
    if not isinstance(forced, bool):
        raise RefusalError(47001)
    program = _own_account(state, fields)
    state.meter.charge(program.appid, STABLE_TOKEN, call.now)
    if forced and state.tokens.may_force(program.appid, call.now):
        state.meter.charge(program.appid, FORCED_REFRESH, call.now)
        token = state.tokens.force(program.appid, call.now)
    else:
        token = state.tokens.steady(program.appid, Kind.STABLE, call.now)
    return _token_answer(token, call.now)


def provider_token(state: State, call: Call) -> Outcome:
    """`/provider/token`: the provider's own token service; its shape is in the package's docstring."""
    if not compare_digest(call.bearer.encode(), state.config.provider_bearer.encode()):
        return Outcome(401, to_bytes({"error": "unauthorized"}))
    appid = call.query.get("appid")
    if not appid:
        return Outcome(400, to_bytes({"error": "appid_missing"}))
    if appid not in state.programs:
        return Outcome(404, to_bytes({"error": "unknown_appid"}))
    token = state.tokens.steady(appid, Kind.AUTHORIZER, call.now)
    answer = {"appid": appid, "authorizer_access_token": token.value, "expires_in": token.seconds_left(call.now)}
    return Outcome(200, to_bytes(answer))


WECHAT_PATHS: Mapping[str, Handler] = {
    QUERY: query_distribution,
    SET: _set_minimum,
    QUOTA: read_quota,
    PORTRAIT: user_portrait,
    TOKEN: plain_token,
    STABLE_TOKEN: stable_token,
    config.COMPONENT_TOKEN: component.component_token,
    config.START_PUSH: component.start_push_ticket,
    config.PRE_AUTH_CODE: component.create_preauthcode,
    config.QUERY_AUTH: component.query_auth,
    config.AUTHORIZER_TOKEN: component.authorizer_token,
    config.AUTHORIZER_LIST: component.authorizer_list,
    config.AUTHORIZER_INFO: component.authorizer_info,
}
"""Every WeChat path that the sandbox serves."""


def _check_kind(state: State, token: Token) -> None:
    """Refuse a token that may not read the distribution: of the wrong kind, account or permission set."""
    if token.kind is not Kind.AUTHORIZER:
        if not state.config.own_token_accepted:
            raise RefusalError(48001)
        return
    if state.programs[token.appid].official_account:
        raise RefusalError(48001)
    if READING_SET not in state.authorisers.require(token.appid).sets:
        raise RefusalError(61007)


def _own_account(state: State, fields: Mapping[str, Any]) -> Program:
    """The program whose appid and secret these are."""
    if fields.get("grant_type") != "client_credential":
        raise RefusalError(40002)
    appid, secret = fields.get("appid"), fields.get("secret")
    if not appid:
        raise RefusalError(41002)
    if not secret:
        raise RefusalError(41004)
    if appid == state.config.component.appid:
        raise RefusalError(61024)
    program = state.programs.get(appid) if isinstance(appid, str) else None
    if program is None:
        raise RefusalError(40013)
    if not isinstance(secret, str) or not compare_digest(secret.encode(), program.secret.encode()):
        raise RefusalError(40125)
    return program


def _token_answer(token: Token, now: datetime) -> bytes:
    """A token call's answer; it carries no errcode when it succeeds."""
    return to_bytes({"access_token": token.value, "expires_in": token.seconds_left(now)})
