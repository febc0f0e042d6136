"""What WeChat publishes or tells of users besides the base-library query: the public numbers, and getUserPortrait.

In reality they are on another host (mp.weixin.qq.com), need no token and are documented nowhere. Their format is known
from public code: see `bot.wechat.protocol.public_data`.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, Final

from tools.sandbox.wechat.access import for_program
from tools.sandbox.wechat.answers import BEIJING, RefusalError, day_of, recounted
from tools.sandbox.wechat.call import Call, Outcome, json_object, require_method, to_bytes
from tools.sandbox.wechat.component.config import READING_SET
from tools.sandbox.wechat.config import Feed, Program
from tools.sandbox.wechat.faults import RECOUNT, strike
from tools.sandbox.wechat.rollout import Audience, audience_of, released, shares, unit
from tools.sandbox.wechat.state import PORTRAIT, State
from tools.sandbox.wechat.tokens import Kind

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
    """The public numbers at an aware instant: those of the day's first minute, like programs'.

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
    """A new client for each minor version, which has its newest patch; 3.0 comes with 8.0.40, as it did."""
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
    """A program's distinct users of the thirty days up to one."""
    return int(audience_of(program.seed).users * (0.97 + 0.06 * unit(program.seed, last.isoformat(), "users")))


def _portrait(program: Program, users: int) -> dict[str, Any]:
    """Counts by kind; of nobody, empty lists. One program still has the number's older name."""
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
    """A day as this call writes it, without dashes.

    Raises:
        RefusalError: 61500.
    """
    try:
        return datetime.strptime(str(value), "%Y%m%d").replace(tzinfo=BEIJING).date()
    except ValueError:
        raise RefusalError(61500) from None
