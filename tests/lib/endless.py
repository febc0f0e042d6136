"""Work that never ends in processes of the bot's. A pipe with a name says when it begins, and ends with the last."""

import asyncio
import sys
from pathlib import Path
from threading import Event

from bot.lib.processes import apart
from bot.scan.readers import Text, on_cores


def never(pipe: str) -> None:
    with Path(pipe).open("wb", buffering=0) as opened:
        opened.write(b"begun\n")
        Event().wait()


class Endless(bytes):
    """A file's content that no process comes to the end of."""

    pipe: str

    def __reduce__(self) -> tuple[object, ...]:
        return never, (self.pipe,)


def read(pipe: str) -> None:
    """Read such a file on two cores, as a large project's."""
    content = Endless()
    content.pipe = pipe
    list(on_cores([Text(content, "a.js", ".js", None, compiles=True)], 2))


if __name__ == "__main__":
    asyncio.run(apart(read, sys.argv[1]))
