"""Bounds the work of reading a file: a hostile one must not keep CI busy for hours."""

from collections.abc import Sized
from dataclasses import dataclass
from typing import Final, Self

_FOR_EACH_BYTE: Final = 10
"""Ordinary sources take fewer than two; a chain of calls on calls takes the most of what is linear."""
_FOR_ANY: Final = 100_000
"""Steps for a file of any size."""
_MOST: Final = 8_000_000
"""Steps for the largest, of two microseconds each. Two megabytes of the densest that people ship take six million."""


class TooManySteps(Exception):
    """Reading the file takes more steps than a file of its size may."""


@dataclass(slots=True)
class Steps:
    """Counts steps, which are the same on every machine, instead of seconds."""

    most: int
    taken: int = 0

    @classmethod
    def for_file(cls, text: Sized) -> Self:
        """The steps that reading a file may take."""
        return cls(min(_FOR_ANY + _FOR_EACH_BYTE * len(text), _MOST))

    def take(self, count: int = 1) -> None:
        """Count steps.

        Raises:
            TooManySteps: there are too many.
        """
        self.taken += count
        if self.taken > self.most:
            raise TooManySteps
