"""Processes forked from one that has imported everything, started in milliseconds by `tests.forkserver`."""

import asyncio
import hashlib
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO, Self

from tests.forkserver import Call, running
from tests.once_per_run import shared
from tools.sandbox import launch
from tools.sandbox.launch import Plan, Running

_SHOWN = 2_000


class Forked(asyncio.Protocol):
    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self._born: asyncio.Future[int] = loop.create_future()
        self._dead: asyncio.Future[int] = loop.create_future()
        self._closed = asyncio.Event()
        self._received = b""
        self._line: asyncio.Transport | None = None

    @classmethod
    async def start(cls, call: Call, output: IO[bytes] | None = None, errors: IO[bytes] | None = None) -> Self:
        """Start one; its output goes to these files, or where ours goes."""
        line = socket.socket(socket.AF_UNIX)
        line.connect(shared("forkserver", running))
        nothing = os.open(os.devnull, os.O_RDONLY)
        streams = [nothing, output.fileno() if output else 1, errors.fileno() if errors else 2]
        message = call.to_json()
        line.sendall(message[socket.send_fds(line, [message], streams) :])
        os.close(nothing)
        _, process = await asyncio.get_running_loop().create_unix_connection(cls, sock=line)
        await process._born  # ours
        return process

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the line: its end would end the process."""
        assert isinstance(transport, asyncio.Transport)
        self._line = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        for text, line in zip((self._born, self._dead), self._received.split(b"\n")[:-1], strict=False):
            if not text.done():
                text.set_result(int(line))
        if self._dead.done() and self._line:
            self._line.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """No more is coming; without a status the server has ended, and with it the process."""
        del exc
        for text in (self._born, self._dead):
            if not text.done():
                text.set_result(-signal.SIGKILL)
        self._closed.set()

    @property
    def pid(self) -> int:
        return self._born.result()

    @property
    def returncode(self) -> int | None:
        return self._dead.result() if self._dead.done() else None

    def send_signal(self, signal: int) -> None:
        if self._line and not self._line.is_closing():
            self._line.write(bytes([signal]))

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        await self._closed.wait()
        return self._dead.result()


async def start_module(
    arguments: Sequence[str], environment: Mapping[str, str], directory: Path, log: IO[bytes] | None = None
) -> Forked:
    return await Forked.start(Call(("-m", *arguments), str(directory), dict(environment)), log, log)


async def output_of(arguments: Sequence[str], environment: Mapping[str, str], directory: Path) -> tuple[int, str, str]:
    """Run `python -m ...` to its end: status, output and errors."""
    return await outcome_of(Call(("-m", *arguments), str(directory), dict(environment)))


async def outcome_of(call: Call) -> tuple[int, str, str]:
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        status = await (await Forked.start(call, output, errors)).wait()
        for file in (output, errors):
            file.seek(0)
        return status, output.read().decode(), errors.read().decode()


@asynccontextmanager
async def launched(plan: Plan) -> AsyncIterator[Running]:
    """Sandbox and bot. Tests with the same history share it, as copies; a start that fails shows what they logged."""
    now = plan.start
    if plan.seeded and now and "DATABASE_URL" not in plan.extra:
        same = repr((now, plan.programs, plan.component, plan.default_in)).encode()
        name = f"history-{hashlib.sha256(same).hexdigest()}"
        history = await asyncio.to_thread(shared, name, lambda: _history(plan, now))
        shutil.copyfile(history, plan.directory / "baselib.db")
        plan = replace(plan, seeded=False)
    async with AsyncExitStack() as stack:
        try:
            started = await stack.enter_async_context(launch.launched(plan, start_module))
        except launch.LaunchFailedError as error:
            for log in plan.directory.glob("*.log"):
                error.add_note(f"{log.name}: {log.read_text(errors='replace')[-_SHOWN:]}")
            raise
        yield started


@contextmanager
def _history(plan: Plan, now: datetime) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="history-") as folder:
        file = f"{folder}/baselib.db"
        asyncio.run(launch.seed(f"sqlite:///{file}", plan, now))
        yield file
