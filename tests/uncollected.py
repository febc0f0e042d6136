"""Counts what only the search for garbage finds: it stops the event loop for as long as it takes."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[list[int]]:
    """Meanwhile nobody searches; the list has the number of objects afterwards."""
    found: list[int] = []
    gc.collect()
    gc.disable()
    try:
        yield found
        found.append(gc.collect())
    finally:
        gc.enable()
