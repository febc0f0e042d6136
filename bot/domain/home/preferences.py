"""What people choose for themselves, and how well their messages arrive."""

from dataclasses import dataclass
from typing import Final

MOST_FOLLOWED: Final = 20
"""Programs that a person may follow: each takes room on their Home tab, and a reading of what is kept."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose for themselves."""

    locale: str = ""
    """`en` or `zh-CN`; empty: as in Slack."""
    followed: tuple[str, ...] = ()
    """AppIDs, in the order in which they were chosen; empty: nothing was chosen."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of the deliveries since an instant."""

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    """Nobody could find out whether they arrived."""
    last_failure: str = ""
    """The reason of the newest failed one, as deliveries keep it."""
