"""The lives as the chaos sees them: born, ticking, dead."""

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

from tests.chaos.deaths import Death
from tests.chaos.life import LifePlan
from tests.forked import Forked
from tests.forkserver import Call

_REPOSITORY = Path(__file__).parents[2]
_LIVE = "import sys; from tests.chaos.life import main; main(*sys.argv[1:])"


class CrashedError(AssertionError):
    """A life ended by itself; the text is its traceback."""


@dataclass
class Life:
    """One process."""

    number: int
    death: Death
    process: Forked
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
                os.kill(self.process.pid, signal.SIGKILL)

    async def end(self) -> None:
        """Kill -9, and wait until it is dead; not while a tick is running."""
        if self.dead:
            return
        self.kill()
        with contextlib.suppress(ConnectionError):
            while await self.reader.readline():
                pass
        self._bury()
        await self.process.wait()

    def _bury(self) -> None:
        self.dead = True
        self.writer.close()


@dataclass
class Nursery:
    """Bears lives."""

    environment: Mapping[str, str]
    """The settings that every life has."""
    _midwife: str
    _born: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
    _log: IO[bytes]
    _lives: list[Life] = field(default_factory=list)

    async def bear(self, death: Death | None = None, *, skew_s: float = 0.0) -> Life:
        """Start a life and wait until it has said hello."""
        plan = LifePlan(len(self._lives) + 1, dict(self.environment), death or Death(), skew_s)
        call = Call(("-c", _LIVE, self._midwife, plan.to_json()), str(_REPOSITORY), dict(os.environ))
        process = await Forked.start(call, self._log, self._log)
        reader, writer = await self._born.get()
        assert json.loads(await reader.readline())["life"] == plan.number
        self._lives.append(Life(plan.number, plan.death, process, reader, writer))
        return self._lives[-1]

    async def end(self) -> None:
        """End all."""
        for life in self._lives:
            await life.end()


@contextlib.asynccontextmanager
async def nursery(environment: Mapping[str, str], log: Path) -> AsyncIterator[Nursery]:
    """A nursery whose lives have these settings; what they say goes to the log."""
    born: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    # A folder of its own: the path of a socket may not be long.
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder, log.open("ab") as output:
        midwife = f"{folder}/midwife"
        server = await asyncio.start_unix_server(lambda *ends: born.put_nowait(ends), midwife)
        lives = Nursery(environment, midwife, born, output)
        try:
            yield lives
        finally:
            await lives.end()
            server.close()
            await server.wait_closed()
