"""WeChat's public numbers: the same roll-out, for the average audience, in that page's own format.

In reality they are on another host (mp.weixin.qq.com), need no token and are documented nowhere. Their format is known
from public code: see `bot.wechat.protocol.public_data`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, time
from itertools import groupby
from typing import Any

from bot.sandbox.wechat.answers import BEIJING, day_of, recounted
from bot.sandbox.wechat.call import Call, Outcome, to_bytes
from bot.sandbox.wechat.faults import RECOUNT
from bot.sandbox.wechat.releases import released
from bot.sandbox.wechat.rollout import Audience, shares
from bot.sandbox.wechat.state import State

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
