"""Speaks ASGI to an application, without a client and a socket."""

from collections.abc import Mapping
from typing import Final

from starlette.types import ASGIApp, Message

from tests.fuzz.subject import Outcome

_NOBODY: Final = ("127.0.0.1", 1)


async def post(app: ASGIApp, path: str, body: bytes, headers: Mapping[str, str], query: bytes = b"") -> Outcome:
    """Post a body; the answer."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": "POST",
        "root_path": "",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": encoded,
        "client": _NOBODY,
        "server": _NOBODY,
    }
    await app(scope, receive, send)
    text = b"".join(message.get("body", b"") for message in sent).decode(errors="replace")
    return Outcome(text, sent[0]["status"])
