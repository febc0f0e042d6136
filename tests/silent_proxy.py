"""A loopback proxy before a Unix socket that can stop forwarding, like a forgetful firewall."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_PIECE: Final = 1 << 16
_POSTGRES: Final = ".s.PGSQL.5432"


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
        there, back = await asyncio.open_unix_connection(self.behind)
        line = _Line(self.swallowed.set, silent=self.deaf)
        self._open.append(line)
        try:
            pumps = [asyncio.create_task(line.pump(reader, back)), asyncio.create_task(line.pump(there, writer))]
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            for pump in pumps:
                pump.cancel()
        finally:
            self._open.remove(line)
            for end in (writer, back):
                end.close()


@dataclass
class _Line:
    swallowed: Callable[[], None]
    silent: bool = False

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(_PIECE):
                if self.silent:
                    self.swallowed()
                else:
                    writer.write(data)
                    await writer.drain()


@asynccontextmanager
async def silent_proxy(folder: Path) -> AsyncIterator[SilentProxy]:
    """A proxy before the PostgreSQL with its socket in this folder."""
    proxy = SilentProxy(folder / _POSTGRES)
    server = await asyncio.start_server(proxy._serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
