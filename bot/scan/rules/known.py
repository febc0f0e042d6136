"""What a condition ensures."""

from dataclasses import dataclass
from typing import Final

from bot.domain.scan import NOTHING_KNOWN, Fact


@dataclass(frozen=True, slots=True)
class Known:
    """The facts known when a condition holds, and when it does not."""

    true: frozenset[Fact] = NOTHING_KNOWN
    false: frozenset[Fact] = NOTHING_KNOWN

    @property
    def negated(self) -> "Known":
        """The facts of the negated condition."""
        return Known(self.false, self.true)


NOTHING: Final = Known()
