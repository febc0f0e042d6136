"""Many things, a few at a time: the event loop stands still while rows are bound, and parameters are limited."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

_T = TypeVar("_T")

ROWS_AT_ONCE: Final = 500
"""Small rows per statement: each key is a parameter, of which SQLite takes 32,766."""


def batches(things: Sequence[_T], size: int = ROWS_AT_ONCE) -> Iterator[Sequence[_T]]:
    """Slices of at most `size`."""
    return (things[start : start + size] for start in range(0, len(things), size))
