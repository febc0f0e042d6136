"""The processes from outside: started, ticking, killed."""

import asyncio
import contextlib
import json
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests.forked import Forked
from tests.forkserver import Call
from tools import ROOT
from tools.chaos.kill_points import KillPoint
from tools.chaos.process import ProcessPlan

_RUN = "import sys; from tools.chaos.process import main; main(*sys.argv[1:])"


class CrashedError(AssertionError):
    """A process ended by itself; the text is its traceback."""


@dataclass
class Process:
    """One process."""

    number: int
    kill_point: KillPoint
    process: Forked
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    dead: bool = False
    storage: bool = True
    """Whether the database answered at the last tick."""

    async def tick(self) -> int | None:
        """Let it look for work once; returns how many slots it took in hand, None when it was killed meanwhile.

        Raises:
            CrashedError: it ended by itself.
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
            self._close()
            return None
        report = json.loads(line)
        if "crashed" in report:
            raise CrashedError(report["crashed"])
        self.storage = bool(report["storage"])
        return int(report["taken"])

    def kill(self) -> None:
        """Kill -9. A tick that is awaited returns None."""
        if not self.dead:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)

    async def end(self) -> None:
        """Kill -9, and wait for its end; not while a tick is running."""
        if self.dead:
            return
        self.kill()
        with contextlib.suppress(ConnectionError):
            while await self.reader.readline():
                pass
        self._close()
        await self.process.wait()

    def _close(self) -> None:
        self.dead = True
        self.writer.close()


@dataclass
class Launcher:
    """Starts processes."""

    environment: Mapping[str, str]
    """The settings that every process has."""
    _socket: str
    _connected: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
    _log: IO[bytes]
    sets: bool = False
    """Whether the processes set minimums instead of delivering."""
    _processes: list[Process] = field(default_factory=list)

    async def start(
        self, kill_point: KillPoint | None = None, *, skew_s: float = 0.0, machine_ahead_s: float = 0.0
    ) -> Process:
        """Start a process and wait until it has connected."""
        number = len(self._processes) + 1
        environment, point = dict(self.environment), kill_point or KillPoint()
        plan = ProcessPlan(number, environment, point, skew_s, self.sets, machine_ahead_s)
        call = Call(("-c", _RUN, self._socket, plan.to_json()), str(ROOT), dict(os.environ))
        process = await Forked.start(call, self._log, self._log)
        reader, writer = await self._connected.get()
        assert json.loads(await reader.readline())["process"] == plan.number
        self._processes.append(Process(plan.number, plan.kill_point, process, reader, writer))
        return self._processes[-1]

    async def end(self) -> None:
        """End all."""
        for process in self._processes:
            await process.end()


@contextlib.asynccontextmanager
async def launcher(environment: Mapping[str, str], log: Path) -> AsyncIterator[Launcher]:
    """A launcher whose processes have these settings; their output goes to the log."""
    connected: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    # A folder of its own: the path of a socket may not be long.
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder, log.open("ab") as output:
        socket = f"{folder}/socket"
        server = await asyncio.start_unix_server(lambda *ends: connected.put_nowait(ends), socket)
        processes = Launcher(environment, socket, connected, output)
        try:
            yield processes
        finally:
            await processes.end()
            server.close()
            await server.wait_closed()
