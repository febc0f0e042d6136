"""Digests that are due at one moment, spread over the following minutes: deterministic, and in a channel in order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from bot.domain.delivery.delivery import Delivery, DeliveryState

_EACH: Final = timedelta(seconds=0.2)
"""The room that a digest needs: Slack takes about five messages a second in a workspace."""
WIDEST: Final = timedelta(minutes=4)
"""Within the five minutes that nobody calls late."""
_FEW: Final = 10
"""So many are taken in hand at once."""
_STEPS: Final = 1 << 32


def spread(rows: Sequence[Delivery], *, now: datetime) -> list[Delivery]:
    """The rows, each with the instant before which it is not taken in hand.

    A few are not kept waiting. A channel always has the same place, so what is due there earlier is sent earlier.

    Args:
        rows: newly recorded.
        now: UTC; what has been due for long is spread from now on.
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
    """From 0 to 1, always the same for a name and evenly spread over names."""
    digest = sha256(name.encode()).digest()
    return int.from_bytes(digest[:4]) / _STEPS
