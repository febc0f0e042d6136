"""The claim of one call that sets a minimum at WeChat: who makes it, and until when it may begin.

A claim is one conditional statement: it is given only while the decision is as its maker has read it, the program may
be set, and nobody else is calling for it. What can stop it updates what that statement locks, so it comes either wholly
before or wholly after.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.domain.decisions.rollout.program import FleetProgram
from bot.errors import HeldUp

CALLED_WITHIN: Final = 20.0
"""Seconds of the machine from the claim to the call's first byte; the call itself takes ten at most."""
UNTOUCHED: Final = timedelta(seconds=60)
"""By the database's clock: so long a claimed program is left to its holder. Then WeChat is read first."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One call that may be made."""

    team_id: str
    decision_id: str
    program: FleetProgram
    """As it is while it is called."""
    holder: str
    """The process that makes it."""
    begun: float
    """Seconds of `bot.lib.boot_time`, right before it was asked for."""

    def check(self, now: float) -> None:
        """Refuse once it is too late to begin.

        Args:
            now: as `begun`.

        Raises:
            HeldUp: this process, or its machine, stood still since.
        """
        if now - self.begun > CALLED_WITHIN:
            raise HeldUp
