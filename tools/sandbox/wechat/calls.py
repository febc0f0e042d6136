"""The answers of each WeChat path: decisions on the sandbox's state and the request's values, no web framework.

What WeChat publishes or tells of users besides the base-library query: the public numbers, and getUserPortrait. In
reality they are on another host (mp.weixin.qq.com), need no token and are documented nowhere. Their format is known
from public code: see `bot.wechat.protocol.public_data`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from hmac import compare_digest
from itertools import groupby
from typing import Any, Final

from tools.sandbox.wechat import config, control
from tools.sandbox.wechat.answers import (
    BEIJING,
    Call,
    Outcome,
    RefusalError,
    day_of,
    json_object,
    recounted,
    refusal_body,
    require_method,
    to_bytes,
)
from tools.sandbox.wechat.config import READING_SET, Feed, Program
from tools.sandbox.wechat.rollout import Audience, audience_of, released, shares, unit
from tools.sandbox.wechat.state import (
    LOST_ANSWER,
    PORTRAIT,
    QUERY,
    QUOTA,
    RECOUNT,
    SET,
    STABLE_TOKEN,
    Change,
    State,
    code_of,
    for_program,
    strike,
)
from tools.sandbox.wechat.tokens import Kind, Token

PUBLIC = "/debug/getpublibpercentage"

_EVERYBODY, _ANDROID, _IOS = 1.0, 1.04, 0.9
"""How far behind the average each system's users are: old phones that get no new WeChat are Android ones."""
_Bend = Callable[[Sequence[tuple[str, float]]], list[tuple[str, float]]]
_OLD_CLIENT = {"app": "6.6.2.37", "lib": "1.9.0"}
"""From before the calendar: clients had four parts then."""


def publish(state: State, call: Call) -> Outcome:
    """`/debug/getpublibpercentage`."""
    if call.method != "GET":
        return Outcome(405, b"")
    counted_otherwise = state.faults.feeds.take(PUBLIC, [RECOUNT]) is not None
    return Outcome(200, to_bytes(published(state.clock.now(), counted_otherwise=counted_otherwise)), 0)


def published(moment: datetime, *, counted_otherwise: bool = False) -> dict[str, Any]:
    """Return the public numbers at an aware instant: those of the day's first minute, like programs'.

    Args:
        counted_otherwise: whether all old versions are at a multiple of their share.
    """
    at = datetime.combine(day_of(moment), time(), BEIJING)
    bend = recounted if counted_otherwise else list
    content = {
        "update_time": int(at.timestamp()),
        "android": _rows(at, _ANDROID, bend),
        "iOS": _rows(at, _IOS, bend),
        "total": _rows(at, _EVERYBODY, bend),
        "relation": {"ios": _clients(at, 1), "android": [*_clients(at, 0), _OLD_CLIENT]},
    }
    return {"baseresponse": {"errcode": 0}, "json_data": to_bytes(content).decode()}


def _rows(at: datetime, lag: float, bend: _Bend) -> list[dict[str, Any]]:
    """Percent with two decimals, newest first. What is under 0.01 % is not shown, so the sum falls short of 100 %."""
    parts = bend([(part.version, part.share) for part in shares(at, Audience(lag, users=1))])
    rows = [{"percentage": round(share * 100, 2), "sdkVer": version} for version, share in reversed(parts)]
    return [row for row in rows if row["percentage"]]


def _clients(at: datetime, behind: int) -> list[dict[str, str]]:
    """Return a new client for each minor version, which has its newest patch; 3.0 comes with 8.0.40, as it did."""
    lines = [list(line) for _, line in groupby(released(at), key=lambda release: (release.major, release.minor))]
    return [
        {"app": f"8.0.{2 * number + behind}", "lib": line[-1].version}
        for number, line in reversed(list(enumerate(lines)))
    ]


_READY_AT: Final = time(10)
"""In Beijing: people have waited until then for the day before."""
_OF_THIRTY_DAYS: Final = {0: 0.11, 6: 0.42, 29: 1.0}
"""Days between the first and the last that may be asked for, and how many of thirty days' users they have."""
_EMPTY: Final = (Feed.ZEROS, Feed.EMPTY, Feed.NULL)
_KINDS: Final = ("province", "city", "genders", "platforms", "devices", "ages")


def user_portrait(state: State, call: Call) -> bytes:
    """`/datacube/getweanalysisappiduserportrait`: also with a program's own token, else with permission set 18."""
    require_method(call, "POST")
    token = for_program(state, call)
    program = state.programs[token.appid]
    if program.official_account:
        raise RefusalError(48001)
    if token.kind is Kind.AUTHORIZER and READING_SET not in state.authorisers.require(token.appid).sets:
        raise RefusalError(61007)
    state.meter.charge(token.appid, PORTRAIT, call.now)
    fields = json_object(call.body)
    first, last = (_day(fields.get(name)) for name in ("begin_date", "end_date"))
    length, yesterday = (last - first).days, day_of(call.now) - timedelta(days=1)
    if last != yesterday or length not in _OF_THIRTY_DAYS:
        raise RefusalError(61501)
    fault = strike(state.faults.portraits, call.path, token.appid)
    call.fault = fault.name if fault else call.fault
    if call.now.astimezone(BEIJING).time() < _READY_AT or call.fault == "users_not_ready":
        raise RefusalError(61503)
    users = thirty_days(program, last) if program.feed not in _EMPTY and call.fault != "users_empty" else 0
    of_window = int(users * _OF_THIRTY_DAYS[length])
    days = f"{last:%Y%m%d}" if first == last else f"{first:%Y%m%d}-{last:%Y%m%d}"
    return to_bytes(
        {
            "ref_date": days,
            "visit_uv_new": _portrait(program, of_window // 9),
            "visit_uv": _portrait(program, of_window),
        }
    )


def thirty_days(program: Program, last: date) -> int:
    """Return a program's distinct users of the thirty days up to one."""
    return int(audience_of(program.seed).users * (0.97 + 0.06 * unit(program.seed, last.isoformat(), "users")))


def _portrait(program: Program, users: int) -> dict[str, Any]:
    """Return counts by kind; of nobody, empty lists. One program still has the number's older name."""
    if not users:
        return {kind: [] for kind in _KINDS}
    phones, tablets = 0.3 + 0.3 * unit(program.seed, "iphone"), 0.01
    android, iphone, other = (round(users * part) for part in (1 - phones - tablets, phones, tablets))
    number = "access_source_visit_uv" if program.feed is Feed.STRINGS else "value"
    counted = {
        "province": [(31, "广东省", users)],
        "city": [(3, "广州", users)],
        "genders": [(1, "男", users // 2), (2, "女", users - users // 2)],
        "platforms": [(1, "iPhone", iphone), (2, "android", android), (3, "other", other)],
        "ages": [(1, "17岁以下", users // 10), (2, "18-24岁", users - users // 10)],
    }
    rows = {
        kind: [{"id": id_, "name": name, number: count} for id_, name, count in counts]
        for kind, counts in counted.items()
    }
    return {**rows, "devices": [{"name": "OPPO R9", number: users}]}


def _day(value: object) -> date:
    """Return a day as this call writes it, without dashes."""
    try:
        return datetime.strptime(str(value), "%Y%m%d").replace(tzinfo=BEIJING).date()
    except ValueError:
        raise RefusalError(61500) from None


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
    """Return a WeChat path: HTTP 200 whatever happens, with armed refusals first."""

    def respond(state: State, call: Call) -> Outcome:
        ip = call.ip
        try:
            if fault := strike(state.faults.refusals, call.path, call.appid):
                call.fault = fault.name
                ip = fault.params.get("ip", ip)
                code = code_of(fault, on_token_call=call.path == STABLE_TOKEN)
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
    if not isinstance(path, str) or path not in state.meter.limits:
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


def stable_token(state: State, call: Call) -> bytes:
    """`/cgi-bin/stable_token`: the token in use; nobody forces a new one here."""
    require_method(call, "POST")
    fields = json_object(call.body)
    if fields.get("force_refresh", False) is not False:
        raise RefusalError(47001)
    program = _own_account(state, fields)
    state.meter.charge(program.appid, STABLE_TOKEN, call.now)
    token = state.tokens.steady(program.appid, Kind.STABLE, call.now)
    # It carries no errcode when it succeeds.
    return to_bytes({"access_token": token.value, "expires_in": token.seconds_left(call.now)})


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
    STABLE_TOKEN: stable_token,
    config.COMPONENT_TOKEN: control.component_token,
    config.START_PUSH: control.start_push_ticket,
    config.PRE_AUTH_CODE: control.create_preauthcode,
    config.QUERY_AUTH: control.query_auth,
    config.AUTHORIZER_TOKEN: control.authorizer_token,
    config.AUTHORIZER_LIST: control.authorizer_list,
    config.AUTHORIZER_INFO: control.authorizer_info,
}


def _check_kind(state: State, token: Token) -> None:
    """Refuse a platform's token for an official account, or without the permission set."""
    if token.kind is not Kind.AUTHORIZER:
        return
    if state.programs[token.appid].official_account:
        raise RefusalError(48001)
    if READING_SET not in state.authorisers.require(token.appid).sets:
        raise RefusalError(61007)


def _own_account(state: State, fields: Mapping[str, Any]) -> Program:
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
