"""The lives as the chaos sees them: born, ticking, dead."""

import asyncio
import contextlib
import itertools
import json
import os
import signal
import socket
import struct
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.deaths import Death
from tests.chaos.life import LifePlan

_REPOSITORY = Path(__file__).parents[2]


class CrashedError(AssertionError):
    """A life ended by itself; the text is its traceback."""


@dataclass
class Life:
    """One forked process."""

    number: int
    death: Death
    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    dead: bool = False
    storage: bool = True
    """Whether the database answered at the last tick."""

    async def tick(self) -> int | None:
        """Let it look for work once; returns how many slots it took in hand, None when it died of it.

        Raises:
            CrashedError: it died of itself.
        """
        if self.dead:
            return None
        try:
            self.writer.write(b"tick\n")
            await self.writer.drain()
            line = await self.reader.readline()
        except ConnectionError:
            line = b""
        if not line.endswith(b"\n"):
            self._bury()
            return None
        said = json.loads(line)
        if "crashed" in said:
            raise CrashedError(said["crashed"])
        self.storage = bool(said["storage"])
        return int(said["taken"])

    def kill(self) -> None:
        """Kill -9. Whoever waits for its tick hears of it."""
        if not self.dead:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    async def end(self) -> None:
        """Kill -9, and wait until it is dead; not while a tick is running."""
        self.kill()
        with contextlib.suppress(ConnectionError):
            while await self.reader.readline():
                pass
        self._bury()

    def _bury(self) -> None:
        self.dead = True
        self.writer.close()


@dataclass
class Nursery:
    """Bears lives."""

    environment: Mapping[str, str]
    """The settings that every life has."""
    _process: asyncio.subprocess.Process
    _born: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def bear(self, death: Death | None = None, *, skew_s: float = 0.0) -> Life:
        """Fork a life and wait until it has said hello."""
        plan = LifePlan(next(self._numbers), dict(self.environment), death or Death(), skew_s)
        assert self._process.stdin is not None
        self._process.stdin.write(plan.to_json().encode() + b"\n")
        await self._process.stdin.drain()
        reader, writer = await self._born.get()
        assert json.loads(await reader.readline())["life"] == plan.number
        return Life(plan.number, plan.death, _pid(writer), reader, writer)


@contextlib.asynccontextmanager
async def nursery(environment: Mapping[str, str], log: Path) -> AsyncIterator[Nursery]:
    """A nursery whose lives have these settings; what they say goes to the log."""
    born: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    # A folder of its own: the path of a socket may not be long.
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder, log.open("ab") as output:
        midwife = f"{folder}/midwife"
        server = await asyncio.start_unix_server(lambda *ends: born.put_nowait(ends), midwife)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.chaos.nursery", midwife),
            cwd=_REPOSITORY,
            stdin=asyncio.subprocess.PIPE,
            stdout=output,
            stderr=output,
        )
        try:
            yield Nursery(environment, process, born)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()
            server.close()


def _pid(writer: asyncio.StreamWriter) -> int:
    """Whom the kernel names at the other end."""
    end: socket.socket = writer.get_extra_info("socket")
    credentials = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[0])
