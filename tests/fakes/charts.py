"""Charts as pictures, remembered instead of drawn."""

from dataclasses import dataclass, field

from bot.domain.trend.chart import LineChart
from bot.errors import BotError


@dataclass
class FakeDrawer:
    """Serves `bot.ports.charts.ChartDrawer`."""

    drawn: list[LineChart] = field(default_factory=list)
    failure: BotError | None = None
    """What drawing fails with from now on."""

    async def draw(self, chart: LineChart) -> bytes:
        if self.failure:
            raise self.failure
        self.drawn.append(chart)
        return b"\x89PNG\r\n\x1a\n" + repr(chart).encode()
