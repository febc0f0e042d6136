"""Slack and WeChat for the soak: the benchmark's raw server, which fails here, and remembers what was posted."""

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import uvloop

from bench.connection import http_response, serve
from bench.soak.faults import BUSY_FOR_S, SLOW_S, Dice, Fault, Place
from bench.upstream import QUERY_PATH, TOKEN_PATH, Respond, responder

STATE_PATH: Final = "/soak"
POST_PATH: Final = "/api/chat.postMessage"
HISTORY_PATH: Final = "/api/conversations.history"
_PLACES: Final = {
    POST_PATH: Place.POST,
    HISTORY_PATH: Place.HISTORY,
    "/api/users.info": Place.PERSON,
    QUERY_PATH: Place.QUERY,
    TOKEN_PATH: Place.TOKENS,
}
_BUSY: Final = http_response(b'{"ok": false, "error": "ratelimited"}', f"429 Busy\r\nRetry-After: {BUSY_FOR_S}")
_BROKEN: Final = http_response(b"broken", "500 Broken")
_NOT_FOUND: Final = http_response(b"{}", "404 Not Found")


@dataclass
class Town:
    """The state that both servers share."""

    respond: Respond
    """The constant answers."""
    dice: Dice
    posted: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By channel."""

    def answer(self, target: str, body: bytes) -> tuple[bytes, float]:
        """A whole HTTP response, and after how many seconds it goes out."""
        parts = urlsplit(target)
        path, query = parts.path, parts.query
        if path == STATE_PATH:
            return http_response(json.dumps(self.state()).encode()), 0
        place = _PLACES.get(path)
        fault = self.dice.roll(place) if place else None
        match fault:
            case Fault.BUSY:
                return _BUSY, 0
            case Fault.BROKEN:
                return _BROKEN, 0
            case Fault.DONE_BUT_BROKEN:
                self._page(path, query, body)
                return _BROKEN, 0
            case Fault.SYSTEM_BUSY | Fault.TOO_OFTEN:
                return http_response(json.dumps({"errcode": int(fault), "errmsg": "made up rid: 0"}).encode()), 0
        return self._page(path, query, body), SLOW_S if fault is Fault.SLOW else 0

    def state(self) -> dict[str, Any]:
        """How often each delivery arrived in which channel, and how often what went wrong."""
        arrived = Counter(
            (channel, post["metadata"]["event_payload"]["id"])
            for channel, posts in self.posted.items()
            for post in posts
            if post.get("metadata")
        )
        return {
            "arrived": [[channel, delivery, count] for (channel, delivery), count in arrived.items()],
            "faults": dict(self.dice.used),
        }

    def _page(self, path: str, query: str, body: bytes) -> bytes:
        if path == POST_PATH:
            return self._post(json.loads(body))
        if path == HISTORY_PATH:
            posts = self.posted.get(parse_qs(query)["channel"][0], [])
            return http_response(json.dumps({"ok": True, "messages": posts}).encode())
        return self.respond(path, query) or _NOT_FOUND

    def _post(self, message: dict[str, Any]) -> bytes:
        """Keep what a search in the history needs. https://docs.slack.dev/reference/methods/chat.postMessage/."""
        channel = message["channel"]
        posts = self.posted.setdefault(channel, [])
        ts = f"{1_800_000_000 + len(posts)}.000100"
        posts.append({"ts": ts, "metadata": message.get("metadata")})
        return http_response(json.dumps({"ok": True, "channel": channel, "ts": ts}).encode())


if __name__ == "__main__":
    day, plan, seed = date.fromisoformat(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    uvloop.run(serve(Town(responder(day), Dice.of(plan, seed)).answer, int(sys.argv[1])))
