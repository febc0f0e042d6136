"""The stand-in for Slack and WeChat: a raw HTTP server that only looks its answers up, and fails by a plan.

The sandbox is strict and remembers every call, and so would be measured along. These answers are the sandbox's, made
beforehand; both sides of every comparison get them from here. Usage: `python -m bench.kit.upstream PORT DAY [PLAN]`.
"""

import asyncio
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from random import Random
from typing import Any, Final
from urllib.parse import parse_qs

import uvloop

from bench.kit.wire import http_response, listening
from bot.domain.numbers.snapshot import WECHAT_ZONE
from tools.sandbox.wechat.answers import history
from tools.sandbox.wechat.calls import published
from tools.sandbox.wechat.config import Program, fleet_programs

TEAM_ID: Final = "T0BENCH"
AUDIENCES: Final = 8
"""The number of different answers per day; program n has that of n modulo this. One in eight is cumulative."""
_TOKEN_LENGTH: Final = 157
"""WeChat's tokens are about that long."""
_PREFIX: Final = "98_"


@cache
def fleet(size: int) -> Sequence[Program]:
    """Return the first programs of the sandbox's fleet."""
    return fleet_programs(size)


@cache
def answer(audience: int, day: date) -> bytes:
    return json.dumps(history(fleet(AUDIENCES)[audience], day), ensure_ascii=False).encode()


@cache
def public_answer(day: date) -> bytes:
    return json.dumps(published(datetime.combine(day, time(2), WECHAT_ZONE))).encode()


def token_for(appid: str) -> str:
    """Return an access token that contains its program, so that the server need not store it."""
    return f"{_PREFIX}{appid}_".ljust(_TOKEN_LENGTH, "x")


def audience_of(token: str) -> int:
    """Return the audience of the program that a token from `token_for` belongs to."""
    appid = token.removeprefix(_PREFIX).partition("_")[0]
    return int(appid[-8:], 16) % AUDIENCES


TOKEN_PATH: Final = "/provider/token"  # noqa: S105  # a path
QUERY_PATH: Final = "/cgi-bin/wxopen/getweappsupportversion"
PUBLIC_PATH: Final = "/debug/getpublibpercentage"
RESPONSE_PATH: Final = "/commands/T0BENCH/1/bench"
POST_PATH: Final = "/api/chat.postMessage"
HISTORY_PATH: Final = "/api/conversations.history"
STATE_PATH: Final = "/state"
"""How often each delivery arrived in which channel, and how often what went wrong."""
ANSWER: Final = "response_url"
_PLACES: Final = {
    POST_PATH: "chat.postMessage",
    HISTORY_PATH: "conversations.history",
    "/api/users.info": "users.info",
    QUERY_PATH: "getSupportVersion",
    TOKEN_PATH: "token service",
}
SEED: Final = 6
SLOW_S: Final = 1.0
_NOT_FOUND: Final = http_response(b"{}", "404 Not Found")


class Fault(StrEnum):
    BUSY = "429"
    """Slack asks to wait a second, and has done nothing."""
    BROKEN = "500"
    """An error page; nothing was done."""
    DONE_BUT_BROKEN = "500 after it was done"
    SLOW = "slow"
    SYSTEM_BUSY = "-1"
    """WeChat's errcode for "try again"."""
    TOO_OFTEN = "45011"
    """WeChat's errcode for the quota of a minute."""


_BROKEN: Final = http_response(b"broken", "500 Broken")
_RESPONSES: Final = {
    Fault.BUSY: http_response(b'{"ok": false, "error": "ratelimited"}', "429 Busy\r\nRetry-After: 1"),
    Fault.BROKEN: _BROKEN,
    Fault.DONE_BUT_BROKEN: _BROKEN,
    **{
        code: http_response(json.dumps({"errcode": int(code), "errmsg": "made up rid: 0"}).encode())
        for code in (Fault.SYSTEM_BUSY, Fault.TOO_OFTEN)
    },
}
_BRIEF: Final = {
    ANSWER: {Fault.BUSY: 0.02, Fault.BROKEN: 0.01, Fault.SLOW: 0.02},
    "chat.postMessage": {Fault.BUSY: 0.1, Fault.SLOW: 0.1},
    "users.info": {Fault.BUSY: 0.2, Fault.BROKEN: 0.2},
    "getSupportVersion": {Fault.BROKEN: 0.03, Fault.SLOW: 0.03, Fault.SYSTEM_BUSY: 0.03, Fault.TOO_OFTEN: 0.02},
    "token service": {Fault.BROKEN: 0.02, Fault.SLOW: 0.02},
}
_FULL: Final = {
    **_BRIEF,
    "chat.postMessage": {Fault.BUSY: 0.1, Fault.SLOW: 0.1, Fault.BROKEN: 0.1, Fault.DONE_BUT_BROKEN: 0.1},
    "conversations.history": {Fault.BUSY: 0.1, Fault.BROKEN: 0.1},
}
PLANS: Final[Mapping[str, Mapping[str, Mapping[Fault, float]]]] = {"none": {}, "brief": _BRIEF, "full": _FULL}
"""The share of calls to a place that fail in a way. The brief one is for runs of seconds: reconciling takes minutes, so
no post is left with an unknown outcome."""


class Dice:
    """Decides call by call what goes wrong, the same for the same sequence of calls, and counts it."""

    def __init__(self, plan: str = "none") -> None:
        self.used: Counter[str] = Counter()
        self._plan, self._random = PLANS[plan], Random(SEED)  # noqa: S311  # no secret

    def roll(self, place: str) -> Fault | None:
        """How this call to a place fails; None when it works."""
        if not (faults := self._plan.get(place)):
            return None
        left = self._random.random()
        for fault, share in faults.items():
            left -= share
            if left < 0:
                self.used[f"{place} {fault}"] += 1
                return fault
        return None

    def answer(self, place: str, page: Callable[[], bytes]) -> tuple[bytes, float]:
        """Return a whole HTTP response, and after how many seconds it goes out.

        The page is made unless nothing is done.
        """
        fault = self.roll(place)
        failed = _RESPONSES.get(fault) if fault else None
        if failed and fault is not Fault.DONE_BUT_BROKEN:
            return failed, 0
        made = page()
        return failed or made, SLOW_S if fault is Fault.SLOW else 0


class Upstream:
    """Slack's methods, the provider's token service, WeChat's answers and public numbers of a day."""

    def __init__(self, day: date, dice: Dice) -> None:
        fixed = {
            "/api/auth.test": {"ok": True, "team_id": TEAM_ID, "team": "Bench", "user_id": "U0BOT", "bot_id": "B0BOT"},
            "/api/users.info": {"ok": True, "user": {"id": "U0BENCH", "locale": "en-GB", "tz": "Asia/Shanghai"}},
            RESPONSE_PATH: {"ok": True},
            "/cgi-bin/wxopen/setweappsupportversion": {"errcode": 0, "errmsg": "ok"},
            "/livez": {"ok": True},
        }
        self._fixed = {path: _json(page) for path, page in fixed.items()}
        self._fixed[PUBLIC_PATH] = http_response(public_answer(day))
        self._distributions = [http_response(answer(audience, day)) for audience in range(AUDIENCES)]
        self._pages: Mapping[str, Callable[[str, bytes], bytes]] = {
            QUERY_PATH: lambda query, _: self._distributions[audience_of(query.removeprefix("access_token="))],
            TOKEN_PATH: lambda query, _: _json({"access_token": token_for(_field(query, "appid")), "expires_in": 7200}),
            POST_PATH: lambda _, body: self._post(json.loads(body)),
            HISTORY_PATH: lambda query, _: _json({"ok": True, "messages": self._posted[_field(query, "channel")]}),
            STATE_PATH: lambda _, __: _json({"arrived": self._arrived(), "faults": self._dice.used}),
        }
        self._dice = dice
        self._posted: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        """By channel."""

    def __call__(self, target: str, body: bytes) -> tuple[bytes, float]:
        """Return a whole HTTP response, 404 for unknown pages, and after how many seconds it goes out."""
        path, _, query = target.partition("?")
        page = self._pages.get(path)
        return self._dice.answer(
            _PLACES.get(path, ""), lambda: page(query, body) if page else self._fixed.get(path, _NOT_FOUND)
        )

    def _post(self, message: Mapping[str, Any]) -> bytes:
        """Keep what a search in the history needs. https://docs.slack.dev/reference/methods/chat.postMessage/."""
        posts = self._posted[message["channel"]]
        ts = f"{1_800_000_000 + len(posts)}.000100"
        posts.append({"ts": ts, "metadata": message.get("metadata")})
        return _json({"ok": True, "channel": message["channel"], "ts": ts})

    def _arrived(self) -> list[tuple[str, str, int]]:
        arrived = Counter(
            (channel, post["metadata"]["event_payload"]["id"])
            for channel, posts in self._posted.items()
            for post in posts
            if post["metadata"]
        )
        return [(*post, count) for post, count in arrived.items()]


def _field(query: str, name: str) -> str:
    return parse_qs(query)[name][0]


def _json(page: object) -> bytes:
    return http_response(json.dumps(page).encode())


async def serve(port: int, day: date, plan: str = "none") -> None:
    """Answer until the process is ended."""
    async with listening(Upstream(day, Dice(plan)), port):
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), date.fromisoformat(sys.argv[2]), *sys.argv[3:]))
