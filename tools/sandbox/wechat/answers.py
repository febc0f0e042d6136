"""The answer to the base-library query, as WeChat would write it, and the errors that it answers instead.

https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html. An answer's text ends in ` rid: ` and
three groups of eight hexadecimal digits, the first of which are the seconds since 1970.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from itertools import accumulate
from typing import Any

from tools.sandbox.wechat.config import Feed, Program
from tools.sandbox.wechat.rollout import audience_of, head_count, shares, unit

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The platform's day begins at midnight here; China has had no summer time since 1991."""

ODD_LABELS = ("初始值", "2.10.3 timeline", "")
"""Labels seen in public figures that are no version numbers."""

_RECOUNTED = 2.4
_Row = tuple[str, float]
"""A version and a number, before it is written as percent, fraction or text."""


def day_of(moment: datetime) -> date:
    """Return the platform's calendar day at an aware instant."""
    return moment.astimezone(BEIJING).date()


def history(program: Program, day: date) -> dict[str, Any]:
    """Return what the query answers for a program on a day: the same program and day always give the same answer.

    The figures are those of the day's first minute, so a library that comes out on a day shows on the next.
    """
    answer: dict[str, Any] = {
        "errcode": 0,
        "errmsg": "ok",
        "now_version": program.minimum,
        "uv_info": uv_info(program, day),
    }
    if unit(program.seed, day.isoformat(), "extra") < 0.25:
        # WeChat adds fields without notice; a client has to ignore what it does not know.
        answer["version_list"] = []
    return answer


def uv_info(program: Program, day: date) -> dict[str, Any] | None:
    """Return the distribution in the program's feed, oldest version first; None where WeChat would send null."""
    if program.feed is Feed.NULL:
        return None
    if program.feed is Feed.EMPTY:
        return {"items": []}
    rows = _BENDS.get(program.feed, list)(_daily(program, day))
    write = _WRITERS.get(program.feed, _percent)
    return {"items": [{"version": version, "percentage": write(value)} for version, value in rows]}


def contradicting(feed: Feed) -> Feed:
    """Return a feed whose meaning contradicts this one: cumulative for shares, shares for cumulative."""
    return Feed.PERCENT if feed in (Feed.CUMULATIVE, Feed.AT_OR_BELOW) else Feed.CUMULATIVE


def _daily(program: Program, day: date) -> list[_Row]:
    """Return the day's share per version as a fraction, in whole users, rounded to four digits as WeChat does."""
    audience = audience_of(program.seed)
    # The users of one day are never quite those of the day before.
    wobble = 0.99 + 0.02 * unit(program.seed, day.isoformat(), "wobble")
    parts = shares(datetime.combine(day, time(), BEIJING), replace(audience, lag=audience.lag * wobble))
    counts = head_count(parts, audience.users)
    return [(part.version, round(count / audience.users, 4)) for part, count in zip(parts, counts, strict=True)]


def _below(rows: Sequence[_Row]) -> list[_Row]:
    """Return the share below each version, from 0.0.0 on, as in the one real-looking payload that is public."""
    sums = accumulate((value for _, value in rows), initial=0.0)
    return [("0.0.0", 0.0), *((version, total) for (version, _), total in zip(rows, sums, strict=False))]


def _at_or_below(rows: Sequence[_Row]) -> list[_Row]:
    """Return the share on each version or below it; the last one is everyone."""
    sums = list(accumulate(value for _, value in rows))[:-1]
    return [(version, total) for (version, _), total in zip(rows, [*sums, 1.0], strict=True)]


def _with_odd_labels(rows: Sequence[_Row]) -> list[_Row]:
    """Three odd labels in front; their users are taken from the most used version."""
    leader = _leader(rows)
    odd = [(label, 0.002) for label in ODD_LABELS]
    taken = sum(value for _, value in odd)
    return odd + [(version, value - taken if version == leader else value) for version, value in rows]


def _single(rows: Sequence[_Row]) -> list[_Row]:
    return [(_leader(rows), 1.0)]


def _withdrawn(rows: Sequence[_Row]) -> list[_Row]:
    """Return the newest library keeps one user in a thousand at most; the others are back on the one before."""
    (before, share), (newest, withdrawn) = rows[-2:]
    kept = min(withdrawn, 0.001)
    return [*rows[:-2], (before, share + withdrawn - kept), (newest, kept)]


def recounted(rows: Sequence[_Row]) -> list[_Row]:
    """All versions but the two most used at 2.4 times their share: as WeChat once counted them for some weeks."""
    used = sorted((value for _, value in rows), reverse=True)[:2]
    old = sum(value for _, value in rows) - sum(used)
    factor = min(_RECOUNTED, 0.9 * (old + sum(used)) / old) if old else 1.0
    rest = 1 - (factor - 1) * old / sum(used)
    return [(version, round(value * (rest if value in used else factor), 4)) for version, value in rows]


def _times(factor: float) -> Callable[[Sequence[_Row]], list[_Row]]:
    return lambda rows: [(version, value * factor) for version, value in rows]


def _leader(rows: Sequence[_Row]) -> str:
    return max(rows, key=lambda row: row[1])[0]


def _percent(fraction: float) -> float:
    """Percent with two decimals; whole numbers are written without a point, as WeChat mixes both."""
    return _short(round(fraction * 100, 2))


def _fraction(fraction: float) -> float:
    """Return a fraction with four decimals, whole numbers without a point."""
    return _short(round(fraction, 4))


def _text(fraction: float) -> str:
    return f"{fraction * 100:.2f}"


def _short(number: float) -> float:
    """Return the same number, as an int where it is whole."""
    return int(number) if number == int(number) else number


_BENDS: Mapping[Feed, Callable[[Sequence[_Row]], list[_Row]]] = {
    Feed.CUMULATIVE: _below,
    Feed.AT_OR_BELOW: _at_or_below,
    Feed.ODD_LABELS: _with_odd_labels,
    Feed.PARTIAL: _times(0.54),
    Feed.SINGLE: _single,
    Feed.NEWEST_MISSING: lambda rows: list(rows[:-1]),
    Feed.WITHDRAWN: _withdrawn,
    Feed.RECOUNTED: recounted,
    Feed.UNDETERMINED: _times(1.7),
    Feed.ZEROS: _times(0.0),
}
_WRITERS: Mapping[Feed, Callable[[float], float | str]] = {
    Feed.FRACTION: _fraction,
    Feed.CUMULATIVE: _fraction,
    Feed.AT_OR_BELOW: _fraction,
    Feed.STRINGS: _text,
}


TEXTS: dict[int, str] = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken",
    40002: "invalid grant_type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40097: "invalid args",
    40125: "invalid appsecret",
    40164: "invalid ip {ip} ipv6 ::ffff:{ip}, not in whitelist",
    40170: "args count exceed count limit",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41018: "missing component_appid",
    42001: "access_token expired",
    42006: "component_access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    44002: "empty post data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit  mustslower  retry next minute",
    47001: "data format error",
    48001: "api unauthorized",
    61003: "component is not authorized by this account",
    61004: "access clientip is not registered requestIP: {ip}",
    61005: "component ticket is expired",
    61006: "component ticket is invalid",
    61007: "api is unauthorized to component",
    61009: "code is invalid",
    61010: "code is expired",
    61011: "invalid component",
    61014: "must use component token for component api",
    61015: "must use biz account token for not component api",
    61023: "refresh_token is invalid",
    61024: "must use api_component_token to get token for component acct",
    61500: "date format error",
    61501: "date range error",
    61503: "data not ready, please try later",
    76021: "cgi_path not found, please check",
    85015: "version not exist",
    86000: "should be called only from third party",
    89014: "support version error",
}


class RefusalError(Exception):
    """A refusal: HTTP 200 with a code other than 0."""

    def __init__(self, code: int, text: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.text = TEXTS.get(code, "unknown error") if text is None else text


def refusal_body(refusal: RefusalError, now: datetime, ip: str) -> dict[str, Any]:
    """Return the answer with a refusal, a new rid, and the caller's address where the text names one."""
    rid = f"{int(now.timestamp()):08x}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
    text = refusal.text.replace("{ip}", ip)
    return {"errcode": refusal.code, "errmsg": f"{text} rid: {rid}"}


@dataclass(slots=True)
class Call:
    method: str
    path: str
    query: Mapping[str, str]
    bearer: str
    body: bytes
    ip: str
    appid: str | None
    """The program that the call is for, as far as it is known before any check."""
    now: datetime
    fault: str | None = None
    unanswered: bool = False
    """Whether the call is carried out without an answer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer before the line delivers it."""

    status: int
    body: bytes
    errcode: int | None = None


def to_bytes(answer: dict[str, Any]) -> bytes:
    """JSON as WeChat sends it: UTF-8, no spaces."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def json_object(body: bytes) -> dict[str, Any]:
    if not body:
        raise RefusalError(44002)
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise RefusalError(47001) from None
    if not isinstance(value, dict):
        raise RefusalError(47001)
    return value


def require_method(call: Call, method: str) -> None:
    """Refuse any other HTTP method."""
    if call.method != method:
        raise RefusalError(43002 if method == "POST" else 43001)
