"""The faults of Slack and WeChat, their rates, and the seeded dice: the same in every run."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Final

BUSY_FOR_S: Final = 1
"""The value of `Retry-After`."""
SLOW_S: Final = 1.0
"""How long a slow answer takes."""


class Fault(StrEnum):
    """One way to fail."""

    BUSY = "429"
    """Slack asks to wait, and has done nothing."""
    BROKEN = "500"
    """An error page; nothing was done."""
    DONE_BUT_BROKEN = "500 after it was done"
    """An error page, though the message was posted."""
    SLOW = "slow"
    SYSTEM_BUSY = "-1"
    """WeChat's errcode for "try again"."""
    TOO_OFTEN = "45011"
    """WeChat's errcode for the quota of a minute."""


class Place(StrEnum):
    """Where it fails."""

    ANSWER = "response_url"
    POST = "chat.postMessage"
    HISTORY = "conversations.history"
    PERSON = "users.info"
    QUERY = "getSupportVersion"
    TOKENS = "token service"


Plan = Mapping[Place, Mapping[Fault, float]]
"""The share of calls to a place that fail in a way."""

_ALWAYS: Final[Plan] = {
    Place.ANSWER: {Fault.BUSY: 0.02, Fault.BROKEN: 0.01, Fault.SLOW: 0.02},
    Place.POST: {Fault.BUSY: 0.1, Fault.SLOW: 0.1},
    Place.PERSON: {Fault.BUSY: 0.2, Fault.BROKEN: 0.2},
    Place.QUERY: {Fault.BROKEN: 0.03, Fault.SLOW: 0.03, Fault.SYSTEM_BUSY: 0.03, Fault.TOO_OFTEN: 0.02},
    Place.TOKENS: {Fault.BROKEN: 0.02, Fault.SLOW: 0.02},
}
BRIEF: Final[Plan] = _ALWAYS
"""For runs of seconds: reconciling takes minutes, so no post is left with an unknown outcome."""
FULL: Final[Plan] = {
    **_ALWAYS,
    Place.POST: {Fault.BUSY: 0.1, Fault.SLOW: 0.1, Fault.BROKEN: 0.1, Fault.DONE_BUT_BROKEN: 0.1},
    Place.HISTORY: {Fault.BUSY: 0.1, Fault.BROKEN: 0.1},
}
PLANS: Final[Mapping[str, Plan]] = {"brief": BRIEF, "full": FULL}


@dataclass
class Dice:
    """Decides call by call, and counts."""

    plan: Plan
    random: Random
    used: Counter[str]

    @classmethod
    def of(cls, plan: str, seed: int) -> "Dice":
        """New ones.

        Args:
            plan: a name among `PLANS`.
            seed: the same faults for the same sequence of calls.
        """
        return cls(PLANS[plan], Random(seed), Counter())  # noqa: S311  # no secret

    def roll(self, place: Place) -> Fault | None:
        """How this call to a place fails; None when it works."""
        left = self.random.random()
        for fault, share in self.plan.get(place, {}).items():
            left -= share
            if left < 0:
                self.used[f"{place} {fault}"] += 1
                return fault
        return None
