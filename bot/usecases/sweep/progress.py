"""How far a sweep has come: what the command line draws, the metrics count and the log says."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from bot.usecases.programs.failures import Failures


@dataclass
class Sweep:
    """One sweep of a workspace, as far as it has come."""

    team_id: str
    programs: int = 0
    """Those that may be read; revoked ones are not counted."""
    kept_before: int = 0
    """Programs that had today's snapshot already."""
    due: int = 0
    """Programs whose turn it is; each is kept or has failed in the end, unless the sweep gives up."""
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
    """Somebody else is sweeping this workspace, or it has ended, so nothing was done here."""
    seconds: float | None = None
    """How long it took; None while it is under way."""

    @property
    def done(self) -> int:
        """How many of those due have had their turn."""
        return self.kept + len(self.failed)


Follow = Callable[[Sweep], None]
"""Called with a sweep whenever it has come further; must be quick, and must not change it."""
