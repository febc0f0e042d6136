"""Ports of the machine: its clock, and charts drawn as pictures."""

from datetime import datetime
from typing import Protocol

from bot.domain.trend import LineChart


class Clock(Protocol):
    async def now(self) -> datetime:
        """Return the present moment (aware, UTC)."""


class SetBack(Protocol):
    """The moments on record that lie in the future, though they are only ever written as the present or soon after it.

    A clock that was ahead has left them there; what waits for them would wait until it shows that time again.
    """

    async def __call__(self, *, now: datetime, just: bool) -> int:
        """Bring them back to `now` (UTC), by the clock as it is; returns how many rows.

        Args:
            just: the clock was set back a moment ago: what waits after a failure is tried at once.

        Raises:
            StorageUnavailable: the next call brings back what is left.
        """


class ChartDrawer(Protocol):
    """Draws charts as pictures, outside the event loop's process."""

    async def draw(self, chart: LineChart, *instead: LineChart) -> bytes:
        """Return a PNG of the chart, or of the first one in its place whose characters the fonts have, else the last.

        Raises:
            ChartUndrawable: the drawing failed or takes too long.
            TooBusy: too many charts are waiting to be drawn.
        """
