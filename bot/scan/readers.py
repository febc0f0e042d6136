"""Reads the files of a large project on several cores."""

import os
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from bot.domain.scan.gaps import Skipped
from bot.scan.rules.reading import read_source
from bot.scan.rules.uses import Source

_WORTH: Final = 1024 * 1024
"""Bytes from which starting processes pays."""
_MOST: Final = 4
_AT_ONCE: Final = 16
"""Files handed to a process at once."""

_SECONDS: Final = 30.0
"""Of the processor's time for one file, at most. The largest that people write, minified, take 6 to 10."""


class OutOfTimeError(Exception):
    """Reading a file takes too long."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file to read, as `read_source` wants it."""

    content: bytes
    path: str
    suffix: str
    vue: int | None
    compiles: bool
    handed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_all(texts: Sequence[Text]) -> Iterable[Source]:
    """What each file says, in the same order."""
    cores = min(_MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    if cores < 2 or sum(len(text.content) for text in texts) < _WORTH:  # noqa: PLR2004  # one core has nothing to share
        return map(read_one, texts)
    return on_cores(texts, cores)


def on_cores(texts: Sequence[Text], cores: int) -> Iterable[Source]:
    """What each file says, read in processes that end with this one."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  # only a large project, read anew, needs them

    from bot.lib.processes import end_with_parent, spawning  # noqa: PLC0415

    with ProcessPoolExecutor(cores, mp_context=spawning(), initializer=end_with_parent) as pool:
        yield from pool.map(read_one, texts, chunksize=_AT_ONCE)


def read_one(text: Text, seconds: float = _SECONDS) -> Source:
    """What a file says, unless reading it takes more of the processor's time."""
    try:
        with processor_time(seconds):
            return read_source(text.content, text.path, text.suffix, text.vue, text.handed, compiles=text.compiles)
    except OutOfTimeError:
        return Source(unread=[Skipped.TOO_COSTLY])


@contextmanager
def processor_time(seconds: float = _SECONDS) -> Iterator[None]:
    """Stop what takes more of the processor's time: the last line of defence behind the steps, which are counted.

    Only the main thread of a process can be stopped so, and not on Windows.

    Raises:
        OutOfTimeError: the time is up.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, seconds)  # again, should what is interrupted swallow the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(_number: int, _frame: object) -> None:
    raise OutOfTimeError
