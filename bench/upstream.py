"""Slack and WeChat as the benchmark needs them: a raw HTTP server that only looks its answers up.

The sandbox is strict and remembers every call, and so would be measured along. These answers are the sandbox's, made
beforehand; both sides of every comparison get them from here.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import date
from typing import Final, cast
from urllib.parse import parse_qs, urlsplit

import uvloop

from bench.fleet import AUDIENCES, TEAM_ID, answer, audience_of, public_answer, token_for

TOKEN_PATH: Final = "/provider/token"  # noqa: S105  # a path
QUERY_PATH: Final = "/cgi-bin/wxopen/getweappsupportversion"
PUBLIC_PATH: Final = "/debug/getpublibpercentage"
RESPONSE_PATH: Final = "/commands/T0BENCH/1/bench"
"""A response_url's."""
_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"

Respond = Callable[[str, str], bytes | None]
"""From a path and its query to a whole HTTP response; None when there is no such page."""


def http_response(body: bytes, status: str = "200 OK") -> bytes:
    """A response on a connection that is kept alive."""
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def responder(day: date) -> Respond:
    """Slack's auth.test and users.info, the provider's token service, WeChat's answers and public numbers of a day."""
    fixed = {
        "/api/auth.test": {"ok": True, "team_id": TEAM_ID, "team": "Bench", "user_id": "U0BOT", "bot_id": "B0BOT"},
        "/api/users.info": {"ok": True, "user": {"id": "U0BENCH", "locale": "en-GB", "tz": "Asia/Shanghai"}},
        RESPONSE_PATH: {"ok": True},
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


class Upstream(asyncio.Protocol):
    """One connection; answers each request as soon as all of it is there."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance

    def data_received(self, data: bytes) -> None:
        """Answer every complete request."""
        assert self._transport is not None
        self._received += data
        while request := complete(self._received):
            target, size = request
            self._received = self._received[size:]
            parts = urlsplit(target)
            self._transport.write(self._respond(parts.path, parts.query) or http_response(b"{}", "404 Not Found"))


def complete(received: bytes) -> tuple[str, int] | None:
    """The target of the first request and how many bytes it takes, once all of it is there."""
    head, end, _ = received.partition(_END)
    if not end:
        return None
    _, found, after = head.lower().partition(_LENGTH)
    size = len(head) + len(end) + (int(after.split(b"\r\n", 1)[0]) if found else 0)
    return (head.split(b" ", 2)[1].decode(), size) if len(received) >= size else None


async def serve(port: int, day: date) -> None:
    """Answer until the process is ended."""
    respond = responder(day)
    server = await asyncio.get_running_loop().create_server(lambda: Upstream(respond), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), date.fromisoformat(sys.argv[2])))
