"""Forks lives: a process that has imported the whole bot once, so that a life costs milliseconds, not a second.

`python -m tests.chaos.nursery SOCKET` reads one life's plan a line and ends with its standard input.
"""

import asyncio
import gc
import os
import signal
import sys

from bot.i18n import texts_for
from tests.chaos.life import LifePlan, live


def main(midwife: str) -> None:
    """Fork a life for every line."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead: the socket tells of them
    texts_for("en")  # parsing the catalogs takes half a second
    gc.freeze()
    while line := sys.stdin.readline():
        if os.fork() == 0:
            _live(LifePlan.from_json(line), midwife)


def _live(plan: LifePlan, midwife: str) -> None:
    """Never comes back: the child must not read on in its parent's place."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        asyncio.run(live(plan, midwife))
    finally:
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
