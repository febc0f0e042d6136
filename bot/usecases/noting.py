"""Whoever is told how a program stands (`bot.usecases.note_program`)."""

from datetime import datetime
from typing import Protocol


class Noting(Protocol):
    """Notes how a program stands and tells its channels; may be told the same again."""

    async def refused(self, appid: str, *, now: datetime) -> bool:
        """It is not authorised any more; False when it was authorised again a moment ago."""

    async def not_granted(self, appid: str, *, now: datetime) -> None:
        """It is authorised without permission set 18."""

    async def readable(self, appid: str, *, now: datetime) -> None:
        """Nothing speaks against it any more."""
