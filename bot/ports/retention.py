"""Rows that have grown old."""

from datetime import datetime
from typing import Protocol

from bot.domain.retention import Retained


class OldRows(Protocol):
    """What is deleted when its time is over."""

    async def delete(self, what: Retained, *, before: datetime, limit: int) -> int:
        """Delete rows that ended before an instant and that nothing needs; returns how many.

        Args:
            limit: how many at most.
        """
