"""A relay before PostgreSQL for one replica: it sees each commit that concerns decisions before and after it is made.

The protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html
"""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from bot.lib.work import ignore


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


@dataclass
class Trap:
    """Calls back once."""

    passing: Passing | None = None
    left: int = 0
    caught: Callable[[int], bool | None] = ignore

    def set(self, passing: Passing, n: int, caught: Callable[[int], bool | None]) -> None:
        """Call `caught` with the replica's number at the n-th passing from now on; it says whether that is dead."""
        self.passing, self.left, self.caught = passing, n, caught

    def clear(self) -> None:
        """Catch nothing."""
        self.passing = None

    def passes(self, passing: Passing, replica: int) -> bool:
        """Count; whether this one was caught, and its replica died of it."""
        if passing is not self.passing:
            return False
        self.left -= 1
        if self.left > 0:
            return False
        self.passing = None
        return bool(self.caught(replica))


SOCKET: Final = ".s.PGSQL.5432"
_PIECE: Final = 1 << 16
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
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def pids(self) -> list[int]:
        return [line.pid for line in self.lines if line.pid]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until one end closes it."""
        try:
            there, back = await asyncio.open_unix_connection(self.behind)
        except OSError:  # the server restarts
            writer.transport.abort()
            return
        line = Line()
        self.lines.add(line)
        pumps = [
            asyncio.create_task(self._ask(line, reader, back)),
            asyncio.create_task(self._answer(line, there, writer)),
        ]
        self.tasks.update(pumps)
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
                self.tasks.discard(pump)
            self.lines.discard(line)
            for end in (writer, back):
                end.close()

    async def _ask(self, line: Line, reader: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readexactly(4)  # the first message has no type
            back.write(head + await reader.readexactly(struct.unpack("!i", head)[0] - 4))
            buffer = bytearray()
            while data := await reader.read(_PIECE):
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
            while data := await there.read(_PIECE):
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
    wire = Wire(replica, server / SOCKET, folder, trap)
    listening = await asyncio.start_unix_server(wire.serve, folder / SOCKET)
    try:
        yield wire
    finally:
        listening.close()
        for task in list(wire.tasks):
            task.cancel()
