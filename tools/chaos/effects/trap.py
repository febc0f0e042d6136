"""A moment at which trouble strikes: the n-th time that something passes, whichever replica it is of."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.lib.work import ignore


class Passing(StrEnum):
    """What can be counted from outside."""

    COMMIT_ASKED = "commit-asked"
    """A transaction that writes decisions is about to be committed."""
    COMMITTED = "committed"
    """PostgreSQL has committed it, and its answer is still on the way."""
    CALL_ARRIVES = "call-arrives"
    """A call that sets a minimum reaches WeChat."""
    CALL_TAKEN = "call-taken"
    """WeChat has done it, and its answer is still on the way."""
    READING_ARRIVES = "reading-arrives"
    """A reading reaches WeChat."""
    SECONDS = "seconds"
    """So many seconds later, of a replica drawn from the seed."""


@dataclass
class Trap:
    """Calls back once."""

    passing: Passing | None = None
    left: int = 0
    caught: Callable[[int], bool | None] = ignore

    def set(self, passing: Passing, n: int, caught: Callable[[int], bool | None]) -> None:
        """Call `caught` with the replica's number at the n-th passing from now on; it says whether that is dead."""
        self.passing, self.left, self.caught = passing, n, caught

    def clear(self) -> None:
        """Catch nothing."""
        self.passing = None

    def passes(self, passing: Passing, replica: int) -> bool:
        """Count; whether this one was caught, and its replica died of it."""
        if passing is not self.passing:
            return False
        self.left -= 1
        if self.left > 0:
            return False
        self.passing = None
        return bool(self.caught(replica))
