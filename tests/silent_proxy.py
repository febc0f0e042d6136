"""A relay before a Unix socket, and one on loopback that can stop forwarding, like a forgetful firewall."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

PIECE: Final = 1 << 16
POSTGRES: Final = ".s.PGSQL.5432"

Pump = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[None, None, None]]


async def relayed(
    behind: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, there: Pump, back: Pump
) -> None:
    """Pump a connection to what listens behind, and back, until one end closes it."""
    try:
        answers, asked = await asyncio.open_unix_connection(behind)
    except OSError:  # the server restarts
        writer.transport.abort()
        return
    pumps = [asyncio.create_task(there(reader, asked)), asyncio.create_task(back(answers, writer))]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        for end in (writer, asked):
            end.close()


@dataclass
class SilentProxy:
    """Forwards its connections' bytes until silenced; later connections work."""

    behind: Path
    port: int = 0
    swallowed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a silenced connection was written to."""
    deaf: bool = False
    """Whether connections from now on are silent from their first byte."""
    _open: list["_Line"] = field(default_factory=list)

    def silence(self) -> int:
        """Stop forwarding on open connections without closing them; returns their number."""
        for line in self._open:
            line.silent = True
        return len(self._open)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line(self.swallowed.set, silent=self.deaf)
        self._open.append(line)
        try:
            await relayed(self.behind, reader, writer, line.pump, line.pump)
        finally:
            self._open.remove(line)


@dataclass
class _Line:
    swallowed: Callable[[], None]
    silent: bool = False

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(PIECE):
                if self.silent:
                    self.swallowed()
                else:
                    writer.write(data)
                    await writer.drain()


@asynccontextmanager
async def silent_proxy(folder: Path) -> AsyncIterator[SilentProxy]:
    """A proxy before the PostgreSQL with its socket in this folder."""
    proxy = SilentProxy(folder / POSTGRES)
    server = await asyncio.start_server(proxy._serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
