"""The stand-in for Slack and WeChat: a raw HTTP server that only looks its answers up.

The sandbox is strict and remembers every call, and so would be measured along. These answers are the sandbox's, made
beforehand; both sides of every comparison get them from here.
"""

import json
import sys
from collections.abc import Callable
from datetime import date
from typing import Final
from urllib.parse import parse_qs, urlsplit

import uvloop

from bench.connection import Answer, http_response, serve
from bench.fleet import AUDIENCES, TEAM_ID, answer, audience_of, public_answer, token_for

TOKEN_PATH: Final = "/provider/token"  # noqa: S105  # a path
QUERY_PATH: Final = "/cgi-bin/wxopen/getweappsupportversion"
SET_PATH: Final = "/cgi-bin/wxopen/setweappsupportversion"
PUBLIC_PATH: Final = "/debug/getpublibpercentage"
RESPONSE_PATH: Final = "/commands/T0BENCH/1/bench"
"""A response_url's."""
_NOT_FOUND: Final = http_response(b"{}", "404 Not Found")

Respond = Callable[[str, str], bytes | None]
"""From a path and its query to a whole HTTP response; None when there is no such page."""


def responder(day: date) -> Respond:
    """Slack's auth.test and users.info, the provider's token service, WeChat's answers and public numbers of a day."""
    fixed = {
        "/api/auth.test": {"ok": True, "team_id": TEAM_ID, "team": "Bench", "user_id": "U0BOT", "bot_id": "B0BOT"},
        "/api/users.info": {"ok": True, "user": {"id": "U0BENCH", "locale": "en-GB", "tz": "Asia/Shanghai"}},
        RESPONSE_PATH: {"ok": True},
        SET_PATH: {"errcode": 0, "errmsg": "ok"},
        "/livez": {"ok": True},
    }
    pages = {path: http_response(json.dumps(page).encode()) for path, page in fixed.items()}
    pages[PUBLIC_PATH] = http_response(public_answer(day))
    answers = [http_response(answer(audience, day)) for audience in range(AUDIENCES)]

    def respond(path: str, query: str) -> bytes | None:
        if path == QUERY_PATH:
            return answers[audience_of(query.removeprefix("access_token="))]
        if path == TOKEN_PATH:
            appid = parse_qs(query)["appid"][0]
            return http_response(json.dumps({"access_token": token_for(appid), "expires_in": 7200}).encode())
        return pages.get(path)

    return respond


def upstream(respond: Respond) -> Answer:
    """Answer from `respond`, without delay; 404 for unknown pages."""

    def looked_up(target: str, _body: bytes) -> tuple[bytes, float]:
        parts = urlsplit(target)
        return respond(parts.path, parts.query) or _NOT_FOUND, 0

    return looked_up


if __name__ == "__main__":
    uvloop.run(serve(upstream(responder(date.fromisoformat(sys.argv[2]))), int(sys.argv[1])))
