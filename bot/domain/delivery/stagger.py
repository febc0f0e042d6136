"""Spread digests due at one moment over the next minutes: deterministic, and in order within a channel."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from bot.domain.delivery.delivery import Delivery, DeliveryState

_EACH: Final = timedelta(seconds=0.2)
"""The interval per digest: Slack accepts about five messages a second in a workspace."""
WIDEST: Final = timedelta(minutes=4)
"""Within the five minutes that do not count as late."""
_FEW: Final = 10
"""This many are claimed at once."""
_STEPS: Final = 1 << 32


def spread(rows: Sequence[Delivery], *, now: datetime) -> list[Delivery]:
    """The rows, each with the earliest instant at which it is claimed.

    A few do not wait. A channel always has the same place, so its deliveries keep their order.

    Args:
        now: UTC; overdue rows are spread from now on.
    """
    due = [row for row in rows if row.state is DeliveryState.DUE]
    together = Counter((row.team_id, row.due_at) for row in due)
    return [
        replace(row, not_before=max(row.due_at, now) + _wait(row, together[row.team_id, row.due_at]))
        if row.state is DeliveryState.DUE
        else row
        for row in rows
    ]


def _wait(row: Delivery, together: int) -> timedelta:
    window = min(max(together - _FEW, 0) * _EACH, WIDEST)
    return window * place_of(f"{row.team_id}/{row.channel_id}")


def place_of(name: str) -> float:
    """A place from 0 to 1, stable for a name and evenly spread over names."""
    digest = sha256(name.encode()).digest()
    return int.from_bytes(digest[:4]) / _STEPS
