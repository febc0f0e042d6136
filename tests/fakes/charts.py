"""Charts as pictures, remembered instead of drawn."""

import json
from dataclasses import asdict, dataclass, field

from bot.domain.trend.trend import LineChart
from bot.errors import BotError


@dataclass
class FakeDrawer:
    """Serves `bot.ports.machine.ChartDrawer`."""

    drawn: list[LineChart] = field(default_factory=list)
    failure: BotError | None = None
    """What drawing fails with from now on."""
    lacks: str = "\u0378"
    """Characters that its fonts lack."""

    async def draw(self, chart: LineChart, *instead: LineChart) -> bytes:
        if self.failure:
            raise self.failure
        charts = (chart, *instead)
        legible = (
            each
            for each in charts
            if not set(self.lacks) & set(json.dumps(asdict(each), ensure_ascii=False, default=str))
        )
        self.drawn.append(next(legible, charts[-1]))
        return b"\x89PNG\r\n\x1a\n" + repr(self.drawn[-1]).encode()
