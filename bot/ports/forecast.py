"""Kept forecasts."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from bot.domain.forecast.forecast import KeptForecast


class Forecasts(Protocol):
    """Forecasts that were shown. Every method raises `StorageUnavailable`."""

    async def keep(self, team_id: str, appid: str, forecasts: Sequence[KeptForecast]) -> None:
        """Keep some; the first of a version, day made and day expected stays."""

    async def due(self, team_id: str, appid: str, *, until: date) -> Sequence[KeptForecast]:
        """The forecasts whose day has come, the newest day first; at most 400."""

    async def thin_out(self, team_id: str, *, before: date) -> int:
        """Delete those for earlier days; returns how many."""
