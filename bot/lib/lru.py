"""What is remembered while there is room."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import TypeVar

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


def put_last(kept: OrderedDict[_K, _V], key: _K, value: _V, *, most: int) -> None:
    """Put a value at the end; of more than `most` those put there longest ago are forgotten."""
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
