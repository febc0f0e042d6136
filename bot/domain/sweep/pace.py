"""How fast a sweep reads: additive increase, multiplicative decrease, as in networks.

https://en.wikipedia.org/wiki/Additive_increase/multiplicative_decrease
"""

from dataclasses import dataclass, replace
from typing import Final

MOST_AT_ONCE: Final = 10
"""Readings in flight: as many as the client of WeChat has connections."""
LATE: Final = 0.005
"""Seconds by which the event loop may be late; an acknowledgement waits for it about three times."""
MOST_REST: Final = 0.05
"""Seconds. A sweep of ten thousand programs ends within minutes, however busy the machine is."""
REST_STEP: Final = 0.002
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Readings in flight and, when one is still too many, the rest before each."""

    at_once: int = 1
    rest: float = 0.0
    """Seconds; more than none only with one reading at a time."""

    def after(self, delay: float, *, answering: bool) -> "Pace":
        """The pace after one more look at the event loop.

        Args:
            delay: seconds by which it was late.
        """
        if delay > LATE:
            return self._slower()
        if answering and self.at_once > 1:
            return replace(self, at_once=self.at_once // 2)
        if self.rest:
            return replace(self, rest=max(self.rest - REST_STEP, 0.0))
        return self if answering else replace(self, at_once=min(self.at_once + 1, MOST_AT_ONCE))

    def _slower(self) -> "Pace":
        if self.at_once > 1:
            return replace(self, at_once=self.at_once // 2)
        return replace(self, rest=min(max(2 * self.rest, REST_STEP), MOST_REST))
