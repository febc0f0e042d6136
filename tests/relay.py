"""A process of `tests.forkserver` that has the streams of this one, for clients which start their server themselves.

It is started as a script, with the server's socket before the arguments, and loads nothing else: it takes a hundredth
of the time of what it stands for. Its end ends that, and the status is its own.
"""

import json
import os
import socket
import sys
from collections.abc import Sequence
from typing import Final

_PIECE: Final = 1 << 10


def main(address: str, arguments: Sequence[str]) -> int:
    """Start it in this folder and environment, and wait; its status."""
    call = {"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ)}  # noqa: PTH109  # no pathlib
    message, answer = json.dumps(call).encode() + b"\n", b""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(address)
        line.sendall(message[socket.send_fds(line, [message], [0, 1, 2]) :])
        while piece := line.recv(_PIECE):
            answer += piece
    _, status = answer.split()
    return int(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
