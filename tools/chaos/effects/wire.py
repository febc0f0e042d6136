"""What stands between the bot and the world: slow, forgetful, and with a record of what passed.

Gates before the sandboxes, and for each replica a relay before PostgreSQL, which sees each commit that concerns
decisions before and after it is made. The protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html
"""

import asyncio
import json
import struct
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from random import Random
from typing import Final, Protocol
from urllib.parse import parse_qs

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.silent_proxy import PIECE, POSTGRES, relayed
from tools.chaos.effects.judge import Call, Reading, Record
from tools.chaos.plan import Trap
from tools.chaos.sandboxes import carried_out, reply, whole
from tools.sandbox.wechat.state import QUERY, SET, State


class Passing(StrEnum):
    COMMIT_ASKED = "commit-asked"
    """A transaction that writes decisions is about to be committed."""
    COMMITTED = "committed"
    """PostgreSQL has committed it, and its answer is still on the way."""
    CALL_ARRIVES = "call-arrives"
    """A call that sets a minimum reaches WeChat."""
    CALL_TAKEN = "call-taken"
    """WeChat has done it, and its answer is still on the way."""
    READING_ARRIVES = "reading-arrives"
    SECONDS = "seconds"
    """So many seconds later, of a replica drawn from the seed."""


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
        body, appid, scene = await whole(receive), self._appid(scope), self.scene
        call = Call(appid, str(json.loads(body).get("version")), time.monotonic(), self.replica)
        call.showed = str(self.state.programs[appid].minimum) if appid in self.state.programs else ""
        scene.record.calls.append(call)
        call.fate = scene.weather.fate(appid)
        scene.trap.passes(Passing.CALL_ARRIVES, self.replica)
        await asyncio.sleep(scene.weather.random.uniform(*scene.weather.slow))
        if call.fate == "dropped":
            await _hang(receive)
            return
        held = await carried_out(self.behind, scope, body)
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
        body, appid, scene = await whole(receive), self._appid(scope), self.scene
        scene.trap.passes(Passing.READING_ARRIVES, self.replica)
        await asyncio.sleep(scene.weather.reads)
        held = await carried_out(self.behind, scope, body)
        shown = json.loads(held[-1]["body"]).get("now_version")
        if isinstance(shown, str):
            scene.record.readings.append(Reading(appid, time.monotonic(), shown))
        scene.moved_at = time.monotonic()
        for message in held:
            await send(message)


class Taker(Protocol):
    """A replica of the bot."""

    url: str

    @property
    def takes(self) -> bool: ...


@dataclass
class Front:
    """Where Slack reaches the bot: it forwards to a replica that runs."""

    http: httpx.AsyncClient
    replicas: Sequence[Taker] = ()
    random: Random = field(default_factory=Random)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await whole(receive)
        headers = {
            name.decode(): value.decode()
            for name, value in scope["headers"]
            if name not in (b"host", b"content-length")
        }
        urls = [each.url for each in self.replicas if each.takes]
        try:
            async with asyncio.timeout(_FORWARDED_WITHIN):
                url = f"{self.random.choice(urls)}{scope['path']}"
                answer = await self.http.post(url, content=body, headers=headers)
        except (TimeoutError, httpx.HTTPError, IndexError):
            await reply(send, b"{}", 503)
            return
        await reply(send, answer.content, answer.status_code, answer.headers.get("content-type", "text/plain"))


async def _hang(receive: Receive) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(_HANGS):
            while (await receive())["type"] != "http.disconnect":
                pass


_HEAD: Final = 5
_WRITES: Final = (
    b"update decision",
    b"insert into decision",
    b"update program_opt_ins",
    b"insert into program_opt_ins",
)


def _split(buffer: bytearray) -> Iterator[tuple[int, bytes, bytes]]:
    """Take complete messages out of a buffer: type, content, and all of it."""
    while len(buffer) >= _HEAD:
        (length,) = struct.unpack_from("!i", buffer, 1)
        if len(buffer) < length + 1:
            return
        whole = bytes(buffer[: length + 1])
        del buffer[: length + 1]
        yield whole[0], whole[_HEAD:], whole


@dataclass(eq=False)
class Line:
    pid: int = 0
    statements: dict[bytes, bool] = field(default_factory=dict)
    """Prepared statements, and whether they write decisions."""
    began: bool = False
    """Whether a transaction is under way; a statement without one is committed by its own end."""
    writes: bool = False
    """Whether the transaction under way, or the statement, does."""
    answered: bool = False
    """Whether the answer that comes next is that to a commit of one."""

    def commits(self, kind: int, content: bytes) -> bool:
        """Follow a message of the bot; whether it commits a change of a decision."""
        match kind:
            case 80:  # Parse
                name, query = content.split(b"\0", 2)[:2]
                self.statements[name] = any(each in query.lower() for each in _WRITES)
            case 66:  # Bind
                self.writes |= self.statements.get(content.split(b"\0", 2)[1], False)
            case 81:  # Query
                writes, first = self.writes, content[:6].upper()
                self.began, self.writes = first.startswith(b"BEGIN"), False
                return writes and first == b"COMMIT"
            case 83 if not self.began:  # Sync
                writes, self.writes = self.writes, False
                return writes
        return False


@dataclass(eq=False)
class Wire:
    replica: int
    behind: Path
    folder: Path
    """Where a socket of its own is."""
    trap: Trap
    lines: set[Line] = field(default_factory=set)

    @property
    def pids(self) -> list[int]:
        return [line.pid for line in self.lines if line.pid]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until one end closes it."""
        line = Line()
        self.lines.add(line)
        try:
            await relayed(self.behind, reader, writer, partial(self._ask, line), partial(self._answer, line))
        finally:
            self.lines.discard(line)

    async def _ask(self, line: Line, reader: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readexactly(4)  # the first message has no type
            back.write(head + await reader.readexactly(struct.unpack("!i", head)[0] - 4))
            buffer = bytearray()
            while data := await reader.read(PIECE):
                buffer += data
                for kind, content, whole in _split(buffer):
                    if line.commits(kind, content):
                        if self.trap.passes(Passing.COMMIT_ASKED, self.replica):
                            return  # it died before it could ask
                        line.answered = True
                    back.write(whole)
                await back.drain()

    async def _answer(self, line: Line, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await there.read(PIECE):
                if not line.pid and (found := data.find(b"K\0\0\0")) >= 0:  # BackendKeyData, before all else
                    (line.pid,) = struct.unpack_from("!i", data, found + _HEAD)
                if line.answered:
                    line.answered = False
                    self.trap.passes(Passing.COMMITTED, self.replica)
                writer.write(data)
                await writer.drain()


@asynccontextmanager
async def wired(replica: int, server: Path, folder: Path, trap: Trap) -> AsyncIterator[Wire]:
    """Yield a relay with its own socket in `folder`, before the server whose socket is in the other one."""
    wire = Wire(replica, server / POSTGRES, folder, trap)
    listening = await asyncio.start_unix_server(wire.serve, folder / POSTGRES)
    try:
        yield wire
    finally:
        listening.close()
