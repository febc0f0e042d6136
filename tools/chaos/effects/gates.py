"""What stands before the sandboxes: slow, forgetful, and with a record of what passed."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Final
from urllib.parse import parse_qs

import httpx
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tools.chaos.effects.judge import Call, Reading, Record
from tools.chaos.effects.wire import Passing, Trap
from tools.sandbox.wechat.state import QUERY, SET, State

_HANGS: Final = 15.0
"""Seconds: longer than the bot waits."""
_FORWARDED_WITHIN: Final = 6.0


@dataclass
class Weather:
    """How WeChat behaves during a run."""

    random: Random = field(default_factory=Random)
    slow: tuple[float, float] = (0.0, 0.0)
    """Seconds that a call takes at least and at most."""
    reads: float = 0.0
    """Seconds that a reading takes."""
    lossy: float = 0.0
    """The share of programs whose first call does not arrive, and of those whose first answer does not."""
    unlucky: set[str] = field(default_factory=set)

    def fate(self, appid: str) -> str:
        """Of a call; a program is unlucky only once."""
        if appid in self.unlucky or self.random.random() >= self.lossy:
            return ""
        self.unlucky.add(appid)
        return self.random.choice(["dropped", "lost"])


@dataclass
class Scene:
    """What the gates of all replicas share."""

    trap: Trap = field(default_factory=Trap)
    weather: Weather = field(default_factory=Weather)
    record: Record = field(default_factory=Record)
    busy: int = 0
    """Calls that set a minimum and are under way."""
    moved_at: float = 0.0
    """When WeChat was last asked."""


@dataclass
class WeChatGate:
    """Before WeChat, for one replica."""

    replica: int
    behind: ASGIApp
    state: State
    scene: Scene

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.behind(scope, receive, send)
            return
        match scope["path"]:
            case path if path == SET:
                self.scene.busy += 1
                try:
                    await self._set(scope, receive, send)
                finally:
                    self.scene.busy -= 1
                    self.scene.moved_at = time.monotonic()
            case path if path == QUERY:
                await self._read(scope, receive, send)
            case _:
                await self.behind(scope, receive, send)

    def _appid(self, scope: Scope) -> str:
        token = parse_qs(scope["query_string"].decode()).get("access_token", [""])[0]
        found = self.state.tokens.find(token)
        return found.appid if found else ""

    async def _set(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, appid, scene = await _whole(receive), self._appid(scope), self.scene
        call = Call(appid, str(json.loads(body).get("version")), time.monotonic(), self.replica)
        call.showed = str(self.state.programs[appid].minimum) if appid in self.state.programs else ""
        scene.record.calls.append(call)
        call.fate = scene.weather.fate(appid)
        scene.trap.passes(Passing.CALL_ARRIVES, self.replica)
        await asyncio.sleep(scene.weather.random.uniform(*scene.weather.slow))
        if call.fate == "dropped":
            await _hang(receive)
            return
        held = await _carried_out(self.behind, scope, body)
        call.code = json.loads(held[-1]["body"]).get("errcode")
        if call.code == 0:
            call.took_at = time.monotonic()
        scene.trap.passes(Passing.CALL_TAKEN, self.replica)
        if call.fate == "lost":
            await _hang(receive)
            return
        for message in held:
            await send(message)

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, appid, scene = await _whole(receive), self._appid(scope), self.scene
        scene.trap.passes(Passing.READING_ARRIVES, self.replica)
        await asyncio.sleep(scene.weather.reads)
        held = await _carried_out(self.behind, scope, body)
        shown = json.loads(held[-1]["body"]).get("now_version")
        if isinstance(shown, str):
            scene.record.readings.append(Reading(appid, time.monotonic(), shown))
        scene.moved_at = time.monotonic()
        for message in held:
            await send(message)


@dataclass
class SlackGate:
    """Before Slack: what comes from the bot wakes who waits for an answer."""

    behind: ASGIApp
    came: asyncio.Event = field(default_factory=asyncio.Event)
    came_at: float = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.behind(scope, receive, send)
        if scope["type"] == "http" and scope["path"].startswith(("/api/", "/respond/")):
            self.came_at = time.monotonic()
            self.came.set()
            self.came = asyncio.Event()


@dataclass
class Front:
    """Where Slack reaches the bot: it forwards to a replica that runs."""

    pick: Callable[[], str]
    http: httpx.AsyncClient

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = await _whole(receive)
        headers = {
            name.decode(): value.decode()
            for name, value in scope["headers"]
            if name not in (b"host", b"content-length")
        }
        try:
            async with asyncio.timeout(_FORWARDED_WITHIN):
                answer = await self.http.post(f"{self.pick()}{scope['path']}", content=body, headers=headers)
        except (TimeoutError, httpx.HTTPError, LookupError):
            await _answer(send, {}, 503)
            return
        head = [(b"content-type", answer.headers.get("content-type", "text/plain").encode())]
        await send({"type": "http.response.start", "status": answer.status_code, "headers": head})
        await send({"type": "http.response.body", "body": answer.content})


async def _whole(receive: Receive) -> bytes:
    """Return the body, before a client that gives up takes it away."""
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body


async def _carried_out(app: ASGIApp, scope: Scope, body: bytes) -> list[Message]:
    held: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def hold(message: Message) -> None:
        held.append(message)

    await app(scope, receive, hold)
    return held


async def _hang(receive: Receive) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(_HANGS):
            while (await receive())["type"] != "http.disconnect":
                pass


async def _answer(send: Send, content: Mapping[str, object], status: int = 200) -> None:
    head = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": json.dumps(content).encode()})
