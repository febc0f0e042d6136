"""Starts, pins, watches and ends the measured processes and their stand-ins."""

import asyncio
import contextlib
import json
import os
import re
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import Any, Final

from bot.sandbox.launch import Process, Start, end, start_python

_READY_WITHIN_S: Final = 60.0
_ENDS_WITHIN_S: Final = 15.0
_TOOL_WITHIN_S: Final = 180.0
_LOOK_EVERY_S: Final = 0.01
_RESIDENT: Final = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)
_PEAK: Final = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_PORTS: Final = SystemRandom()
_FIRST_PORT: Final = 20_000
_FIRST_GIVEN_OUT: Final = 32_768
"""From here on Linux assigns ports to connections: a poller that checks whether a server is up might get its port."""
_KEPT: Final = ("PATH", "HOME", "LANG", "PYTHONPATH", "VIRTUAL_ENV")
"""The environment variables that children inherit: none of the operator's settings."""


class BenchError(Exception):
    """A process did not come up, or ended in an error."""


@dataclass(frozen=True, slots=True)
class Server:
    """A process that listens."""

    process: Process
    port: int
    ready_after_s: float
    """From its start until it was ready."""

    def peak_mb(self) -> float | None:
        """Its highest resident memory so far (MB); None where the system has no figure."""
        return self._megabytes(_PEAK)

    def resident_mb(self) -> float | None:
        """Its resident memory now (MB); None where the system has no figure."""
        return self._megabytes(_RESIDENT)

    def _megabytes(self, line: re.Pattern[str]) -> float | None:
        status = Path(f"/proc/{self.process.pid}/status")
        found = line.search(status.read_text(encoding="utf-8")) if status.exists() else None
        return round(int(found[1]) / 1024, 1) if found else None


@asynccontextmanager
async def server(
    arguments: Sequence[str],
    *,
    port: int,
    ready: str,
    ready_status: bytes = b"200",
    directory: Path,
    core: int | None = None,
    start: Start = start_python,
) -> AsyncIterator[Server]:
    """Run `python -m ...`, wait until its page `ready` answers with that status, and end it afterwards.

    Raises:
        BenchError: it ended, or was not ready within a minute.
    """
    begun = time.perf_counter()
    process = await start(arguments, _environment(), directory, sys.stderr.buffer)
    pin(core, process.pid)  # threads that it starts later inherit this
    try:
        await _wait_until_ready(process, arguments[0], port, ready, ready_status)
        yield Server(process, port, time.perf_counter() - begun)
    finally:
        await end(process, within=_ENDS_WITHIN_S)


async def _wait_until_ready(process: Process, name: str, port: int, page: str, status: bytes) -> None:
    try:
        async with asyncio.timeout(_READY_WITHIN_S):
            while await _status(port, page) != status:
                if process.returncode is not None:
                    raise BenchError(f"{name} ended with {process.returncode}")
                await asyncio.sleep(_LOOK_EVERY_S)  # a process does not signal when it is ready
    except TimeoutError as error:
        raise BenchError(f"{name} is not ready") from error


async def tool(
    arguments: Sequence[str],
    *,
    directory: Path,
    core: int | None = None,
    start: Start = start_python,
    within: float = _TOOL_WITHIN_S,
) -> Any:
    """Run `python -m ...` to its end; returns the JSON in the last line that it prints.

    Raises:
        BenchError: it failed, or took longer than allowed (three minutes).
    """
    with tempfile.TemporaryFile() as output:
        process = await start(arguments, _environment(), directory, output)
        pin(core, process.pid)
        try:
            async with asyncio.timeout(within):
                status = await process.wait()
        except TimeoutError as error:
            raise BenchError(f"{arguments[0]} takes too long") from error
        finally:
            await end(process, within=_ENDS_WITHIN_S)
        output.seek(0)
        printed = output.read().decode()
    if status:
        raise BenchError(f"{arguments[0]} ended with {status}: {printed}")
    return json.loads(printed.splitlines()[-1])


def free_port() -> int:
    """A free port that is not assigned to a connection before the server listens on it."""
    while True:
        port = _PORTS.randrange(_FIRST_PORT, _FIRST_GIVEN_OUT)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def pin(core: int | None, pid: int = 0) -> None:
    """Let a process (0: this one) run on one core only; None leaves it alone."""
    if core is not None:
        os.sched_setaffinity(pid, {core})


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _KEPT if name in os.environ}


async def _status(port: int, path: str) -> bytes:
    """The status of a page; empty without an answer."""
    with contextlib.suppress(OSError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            return (await reader.readline())[9:12]
        finally:
            writer.close()
    return b""
