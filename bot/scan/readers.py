"""Reads the files of a large project on several cores."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.scan.rules.reading import read_source
from bot.scan.rules.uses import Source

_WORTH: Final = 1024 * 1024
"""Bytes from which starting processes pays."""
_MOST: Final = 4
_AT_ONCE: Final = 16
"""Files handed to a process at once."""


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
        return map(_read, texts)
    return _on_cores(texts, cores)


def _on_cores(texts: Sequence[Text], cores: int) -> Iterable[Source]:
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  # only a large project, read anew, needs them
    from multiprocessing import get_context  # noqa: PLC0415

    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_read, texts, chunksize=_AT_ONCE)


def _read(text: Text) -> Source:
    return read_source(text.content, text.path, text.suffix, text.vue, text.handed, compiles=text.compiles)
