"""Charts as pictures."""

from typing import Protocol

from bot.domain.trend.chart import LineChart


class ChartDrawer(Protocol):
    """Draws charts as pictures, outside the event loop's process."""

    async def draw(self, chart: LineChart, *instead: LineChart) -> bytes:
        """A PNG of the chart, or of the first one instead of it whose characters the fonts have, else of the last.

        Raises:
            ChartUndrawable: the drawing failed or takes too long.
            TooBusy: too many charts are waiting to be drawn.
        """
