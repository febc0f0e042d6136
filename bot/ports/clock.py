"""What time it is."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is."""

    async def now(self) -> datetime:
        """The present moment (aware, UTC)."""
