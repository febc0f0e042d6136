"""Expectations in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.forecast.forecast import KeptForecast
from bot.domain.numbers.version import Version


@dataclass
class FakeForecasts:
    """Serves `bot.ports.numbers.Forecasts`."""

    kept: dict[tuple[str, str, Version, date, date], KeptForecast] = field(default_factory=dict)

    async def keep(self, team_id: str, appid: str, forecasts: Sequence[KeptForecast]) -> None:
        for each in forecasts:
            self.kept.setdefault((team_id, appid, each.version, each.made_on, each.expected.day), each)

    async def due(self, team_id: str, appid: str, *, until: date) -> Sequence[KeptForecast]:
        own = [each for key, each in self.kept.items() if key[:2] == (team_id, appid) and each.expected.day <= until]
        by_version = sorted(own, key=lambda each: each.version.text)
        return sorted(by_version, key=lambda each: (each.expected.day, each.made_on), reverse=True)[:400]
