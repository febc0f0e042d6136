"""`baselib` without its second of imports: they are made once, and each call is a fork of that process.

What is run is the console script itself, in a process of its own, with the caller's folder, environment and streams.
"""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_MOST: Final = 1 << 16
"""Bytes of a call: its words and its environment."""
_STREAMS: Final = 3
_CALLER: Final = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect({address!r})
    call = json.dumps([os.getcwd(), sys.argv[1:], dict(os.environ)]).encode()
    socket.send_fds(line, [call], [0, 1, 2])
    sys.exit(int(line.recv(16) or b"70"))
"""


@contextmanager
def quick_baselib(program: Path) -> Iterator[None]:
    """Make an executable file that does as `baselib` does, as long as this lasts."""
    address = f"{program}.socket"
    program.write_text(_CALLER.format(python=sys.executable, address=address))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    command = [sys.executable, "-m", "tests.docs.quick_baselib", address]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:  # noqa: S603 # ourselves
        assert server.stdout
        server.stdout.readline()
        yield
        server.terminate()


def _serve(address: str) -> None:
    from bot.cli.main import main  # noqa: PLC0415 # what takes long

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the forks are not waited for
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            line, _ = listening.accept()
            if os.fork():
                line.close()
                continue
            listening.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            call, streams, _, _ = socket.recv_fds(line, _MOST, _STREAMS)
            for number, stream in enumerate(streams):
                os.dup2(stream, number)
            folder, words, environment = json.loads(call)
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environment)
            sys.argv = ["baselib", *words]
            status = 0
            try:
                main()
            except SystemExit as ended:
                status = ended.code if isinstance(ended.code, int) else 1
            sys.stdout.flush()
            line.sendall(str(status).encode())
            os._exit(0)


if __name__ == "__main__":
    _serve(sys.argv[1])
