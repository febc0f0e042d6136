"""`baselib` without its second of imports: each call is a fork of a process that has made them.

What is run is what the console script runs, in a process of its own, with the caller's folder, environment and streams,
and with the time of the servers that it asks.
"""

import stat
import sys
from pathlib import Path
from typing import Final

from tests.clock import NOW
from tests.forkserver import running
from tests.once_per_run import shared

_PROGRAM: Final = f"""
import sys
import time_machine
from bot.cli.entry import main
sys.argv[0] = "baselib"
time_machine.travel({NOW.timestamp()}).start()
main()
"""
_CALLER: Final = """
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect({address!r})
    call = dict(arguments=["-c", {program!r}, *sys.argv[1:]], folder=os.getcwd(), environment=dict(os.environ))
    socket.send_fds(line, [json.dumps(call).encode() + b"\\n"], [0, 1, 2])
    _number, status = line.makefile()
    sys.exit(int(status))
"""


def make_baselib(program: Path) -> None:
    """Make an executable file that does as `baselib` does."""
    address = shared("forkserver", running)
    caller = program.with_suffix(".py")
    caller.write_text(_CALLER.format(address=address, program=_PROGRAM))
    # Not named behind #!, where a path with a space is cut.
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -IS "{caller}" "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
