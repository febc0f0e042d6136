"""A loopback Slack that answers byte by byte as set, and records its requests."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

DROP: Final = b""
WAITED_FOR: Final = 5.0
"""Seconds that Slack has for an answer."""
TOKEN: Final = "xoxb-canary"


def answer(
    body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None, kind: str = "application/json"
) -> bytes:
    """An HTTP answer; a body that is no text becomes JSON."""
    payload = (body if isinstance(body, str) else json.dumps(body)).encode()
    lines = {"Content-Type": kind, "Content-Length": str(len(payload)), "Connection": "close", **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{head}\r\n".encode() + payload


def refused(code: str, **more: Any) -> bytes:
    return answer({"ok": False, "error": code, **more})


def torn(whole: bytes) -> bytes:
    """An answer of which the second half never comes."""
    return whole[: len(whole) - 5]


@dataclass
class Call:
    path: str
    headers: Mapping[str, str]
    sent: dict[str, Any]
    """The arguments; those that are JSON inside a form are read."""

    @property
    def method(self) -> str:
        return self.path.partition("?")[0].rsplit("/", 1)[-1]


@dataclass
class Server:
    """Gives its answers in turn, the last one for ever; None gives none."""

    url: str = ""
    answers: list[bytes | None] = field(default_factory=lambda: [answer({"ok": True, "ts": "1.000100"})])
    calls: list[Call] = field(default_factory=list)
    called: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, *answers: bytes | None) -> None:
        self.answers = list(answers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.calls.append(await _read(reader))
            self.called.set()
            text = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if text is None:
                await self.over.wait()
            else:
                writer.write(text)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the caller has gone
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Call:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:]) if name}
    body = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
    if "json" in headers.get("content-type", ""):
        return Call(head[0].split(" ")[1], headers, json.loads(body))
    fields: dict[str, Any] = dict(parse_qsl(body)) | dict(parse_qsl(head[0].split(" ")[1].partition("?")[2]))
    for name in ("blocks", "metadata", "view"):
        if name in fields:
            fields[name] = json.loads(fields[name])
    return Call(head[0].split(" ")[1], headers, fields)


@asynccontextmanager
async def running() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening:
        yield server
        server.over.set()


@asynccontextmanager
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WAITED_FOR)) as made:
        yield made


def client(url: str, shared: aiohttp.ClientSession) -> AsyncWebClient:
    """The Web API's client as the composition root builds it."""
    return AsyncWebClient(token=TOKEN, base_url=f"{url}/api/", session=shared, retry_handlers=[])


def client_of(url: str, shared: aiohttp.ClientSession) -> Callable[[str], AsyncWebClient]:
    made = client(url, shared)
    return lambda _team_id: made
