"""Starts `python -m ...` without its second of imports: they are made once for all tests, and each start is a fork.

What is run is the same module, in a process of its own, with its own folder, environment and files; it ends with a
status as any other. Its caller sends it signals and gets its status over one line; when that breaks, the process ends.
"""

import gc
import json
import os
import random
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import FrameType
from typing import Final

from bot.i18n import LOCALES, texts_for
from bot.lib.aiohttp_transport import verification

_ROOT: Final = Path(__file__).parents[1]
_PIECE: Final = 1 << 16
"""Bytes that are read of a call at once."""
_STREAMS: Final = 3
_RUN_AS_MAIN: Final = "tools.sandbox.__main__"
_PRELOADED: Final = (
    "tools.sandbox.launch",
    _RUN_AS_MAIN,
    "tools.chaos.process",
    "bench.__main__",
    "bench.soak",
)
_ON_FIRST_USE: Final = (
    "aiosqlite",
    "alembic.command",
    "anyio._backends._asyncio",
    "apscheduler.executors.asyncio",
    "defusedxml.ElementTree",
    "encodings.idna",
    "httpcore",
    "psycopg",
    "slack_bolt.listener_matcher.async_builtins",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
)
"""What the bot imports only once it runs."""
_WHOLE: Final = ("bot.blocks", "bot.cli", "handlers")
"""Packages whose modules it imports then, too."""
_BACKLOG: Final = 64


@contextmanager
def running() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="fork-") as folder:
        address = f"{folder}/socket"
        command = [sys.executable, "-m", "tests.forkserver", address]
        with subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:  # noqa: S603 # ourselves
            assert server.stdin
            assert server.stdout
            assert server.stdout.readline(), "the fork server did not start"
            yield address
            server.stdin.close()  # which ends it
            server.wait()


@dataclass(frozen=True)
class Call:
    arguments: Sequence[str]
    """Python's arguments: `-m` with a module, or `-c` with a program."""
    folder: str
    environment: dict[str, str]
    session: bool = False
    """Whether the process leads a session of its own."""
    ignored: Sequence[int] = ()
    """Signals that it ignores from the start."""

    def to_json(self) -> bytes:
        return json.dumps(vars(self)).encode() + b"\n"


@dataclass
class _Server:
    """Forks for its callers, and sends each its process's status."""

    listening: socket.socket
    lines: dict[int, socket.socket] = field(default_factory=dict)
    """The callers, by the processes that they have started."""
    selector: selectors.DefaultSelector = field(default_factory=selectors.DefaultSelector)
    waking: tuple[socket.socket, socket.socket] = field(default_factory=socket.socketpair)
    """An ended child writes to the second, to be read from the first."""

    def serve(self) -> Call | None:
        """Until standard input ends, or in a child: its task."""
        woken, wakes = self.waking
        for end in self.waking:
            end.settimeout(0)
        signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, _nothing)
        self.selector.register(self.listening, selectors.EVENT_READ, "call")
        self.selector.register(woken, selectors.EVENT_READ, "child")
        self.selector.register(0, selectors.EVENT_READ, "end")
        while True:
            for key, _ in self.selector.select():
                match key.data:
                    case "end":
                        self._end()
                        return None
                    case "child":
                        with suppress(BlockingIOError):
                            woken.recv(_PIECE)
                        self._reap()
                    case "call":
                        if call := self._fork():
                            return call
                    case int(pid):
                        self._listen(pid)

    def _fork(self) -> Call | None:
        line, _ = self.listening.accept()
        message, streams, _, _ = socket.recv_fds(line, _PIECE, _STREAMS)
        while not message.endswith(b"\n"):
            message += line.recv(_PIECE)
        if pid := os.fork():
            for stream in streams:
                os.close(stream)
            self.lines[pid] = line
            self.selector.register(line, selectors.EVENT_READ, pid)
            line.sendall(f"{pid}\n".encode())
            return None
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.selector.close()
        for each in (self.listening, line, *self.lines.values(), *self.waking):
            each.close()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        return Call(**json.loads(message))

    def _listen(self, pid: int) -> None:
        """Send a signal; a line that breaks ends the process."""
        byte = b""
        with suppress(ConnectionError):
            byte = self.lines[pid].recv(1)
        with suppress(ProcessLookupError):
            os.kill(pid, byte[0] if byte else signal.SIGKILL)
        if not byte:
            self.selector.unregister(self.lines[pid])

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                line = self.lines.pop(pid)
                with suppress(KeyError):
                    self.selector.unregister(line)
                with line, suppress(ConnectionError):
                    line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())

    def _end(self) -> None:
        for pid in self.lines:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in self.lines:
            os.waitpid(pid, 0)


def _nothing(_number: int, _frame: FrameType | None) -> None: ...


def _preload() -> None:
    for module in (*_PRELOADED, *_ON_FIRST_USE):
        import_module(module)
    for package in map(import_module, _WHOLE):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(found.name)
    for locale in LOCALES:
        texts_for(locale)
    verification()
    del sys.modules[_RUN_AS_MAIN]  # else it would be found to be there already


def _become(call: Call) -> None:
    if call.session:
        os.setsid()
    os.chdir(call.folder)
    os.environ.clear()
    os.environ.update(call.environment)
    time.tzset()
    tempfile.tempdir = None
    random.seed()
    gc.enable()
    for number in call.ignored:
        signal.signal(number, signal.SIG_IGN)


def _run(call: Call) -> int:
    how, what, *words = call.arguments
    try:
        sys.argv = [what, *words]
        if how == "-m":
            runpy.run_module(what, run_name="__main__", alter_sys=True)
        else:
            sys.argv[0] = "-c"
            exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102 # our own programs
    except SystemExit as ended:
        if isinstance(ended.code, str):
            sys.stderr.write(f"{ended.code}\n")
            return 1
        return int(ended.code or 0)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException:  # noqa: BLE001 # as the interpreter does
        traceback.print_exc()
        return 1
    return 0


def main(address: str) -> None:
    """Serve; a child runs its task and does not return."""
    _preload()
    gc.disable()
    gc.collect()
    gc.freeze()
    assert threading.active_count() == 1
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen(_BACKLOG)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        call = _Server(listening).serve()
    if call is None:
        return
    status = 70
    try:
        _become(call)
        status = _run(call)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    finally:
        os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1])
