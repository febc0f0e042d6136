"""The progress of a sweep, for the command line, the metrics and the log."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from bot.usecases.programs.failures import Failures


@dataclass
class Sweep:
    """The progress of one sweep of a workspace."""

    team_id: str
    programs: int = 0
    """How many may be read; revoked ones are not counted."""
    kept_before: int = 0
    """Programs that had today's snapshot already."""
    due: int = 0
    """Programs to read now; each is kept or has failed in the end, unless the sweep gives up."""
    kept: int = 0
    failed: Failures = field(default_factory=Failures)
    """Programs that could not be read."""
    resting: Counter[str] = field(default_factory=Counter)
    """Programs that failed earlier and are left alone for now, by the error's key."""
    unread: int = 0
    """Programs that have never been read."""
    oldest: date | None = None
    """The day of the oldest among the programs' newest snapshots; None when there is no snapshot at all."""
    gave_up: bool = False
    """WeChat seems to be down: the rest waits for the next sweep."""
    elsewhere: bool = False
    """Another replica is sweeping this workspace, or it has ended, so nothing was done here."""
    seconds: float | None = None
    """How long it took; None while it is under way."""

    @property
    def done(self) -> int:
        """How many of those due are done."""
        return self.kept + len(self.failed)


Follow = Callable[[Sweep], None]
"""Called with a sweep after each step; must be quick, and must not change it."""
