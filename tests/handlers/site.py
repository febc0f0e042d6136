"""The whole ASGI application around a counting bot, and Slack's signed requests."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import urlencode

import httpx
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import Message

from handlers.http import SLACK_PATH, edge
from tests.clock import NOW
from tests.handlers.context import authorize

SECRET: Final = "a signing secret"
COMMAND: Final = urlencode(
    {"command": "/baselib", "text": "help", "team_id": "T1", "user_id": "U1", "channel_id": "C1"}
)
FORM: Final = "application/x-www-form-urlencoded"


class Site:
    def __init__(self, secret: str = SECRET, *, pages: Sequence[BaseRoute] = ()) -> None:
        self.ran: list[str] = []
        self.parts = {"database": "ok", "slack": "ok"}
        self.lived: list[str] = []
        app = AsyncApp(
            authorize=authorize, request_verification_enabled=False, process_before_response=True, name="test"
        )

        @app.command("/baselib")
        async def on_command(ack: AsyncAck, body: dict[str, Any]) -> None:
            self.ran.append(body["text"])
            await ack("done")

        @asynccontextmanager
        async def lifespan(_pages: Starlette) -> AsyncIterator[None]:
            self.lived.append("started")
            yield
            self.lived.append("stopped")

        async def readiness() -> dict[str, str]:
            return self.parts

        self.app = edge(app, readiness, lifespan, signing_secret=secret, now=NOW.timestamp, pages=pages)
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://bot.test")

    async def post(self, body: str | bytes, headers: Mapping[str, str | bytes], **more: Any) -> httpx.Response:
        encoded = [(name.encode(), text.encode() if isinstance(text, str) else text) for name, text in headers.items()]
        return await self.client.post(SLACK_PATH, content=body, headers=encoded, **more)

    async def raw(self, messages: list[Message], headers: Mapping[str, str], *, body: str = COMMAND) -> list[Message]:
        """Speak ASGI to it, message by message; the messages it sends."""
        sent: list[Message] = []
        pending = iter(messages)

        async def receive() -> Message:
            return next(pending)

        async def send(message: Message) -> None:
            sent.append(message)

        encoded = [(name.lower().encode(), value.encode()) for name, value in {**signed(body), **headers}.items()]
        await self.app(
            {"type": "http", "method": "POST", "path": SLACK_PATH, "query_string": b"", "headers": encoded},
            receive,
            send,
        )
        return sent


def signed(body: str = COMMAND, *, at: float = NOW.timestamp(), content_type: str = FORM) -> dict[str, str]:
    timestamp = str(int(at))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=timestamp, body=body)
    assert signature
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature, "Content-Type": content_type}
