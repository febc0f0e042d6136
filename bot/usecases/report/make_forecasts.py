"""Make forecasts, and remember them while nothing is new."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.forecast.forecast import Arrival, CheckedForecast, KeptForecast, look_ahead
from bot.domain.forecast.pace import MEMORY
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.version import Version
from bot.domain.report import Report
from bot.lib.cache import VersionedCache
from bot.lib.work import where_writable
from bot.ports.numbers import Forecasts, Snapshots
from bot.usecases.report.kept_reports import read_past, taken_since

_REMEMBERED = 1024
"""Some ten kilobytes each. Agents ask for seven versions of a program."""


_Key = tuple[str, str, date, bool, Version, tuple[Break, ...]]
"""With the breaks, which may be of the public numbers, so that no snapshot of the program tells of them."""


@dataclass(frozen=True)
class MakeForecasts:
    """Forecasts for `raise`, `trend` and digests. One takes about 30 ms, so it is remembered while nothing is new."""

    snapshots: Snapshots
    forecasts: Forecasts
    made: Callable[[int], None] = lambda _count: None
    """Called with the number of new forecasts."""
    remembered: VersionedCache[_Key, CheckedForecast | None] = field(
        default_factory=lambda: VersionedCache(_REMEMBERED), repr=False
    )

    async def __call__(self, team_id: str, report: Report, version: Version) -> CheckedForecast | None:
        """Return the forecast for one version (see `each`)."""
        (checked_forecast,) = await self.each(team_id, report, [version])
        return checked_forecast

    async def each(self, team_id: str, report: Report, versions: Sequence[Version]) -> list[CheckedForecast | None]:
        """Return the forecast for each version on the day of a report; None where the numbers prove nothing.

        Forecasts are kept, except in a report on an earlier day: that one shows what would have been forecast then.

        Raises:
            StorageUnavailable: the history cannot be read, or the forecast not be kept.
        """
        _, found = await self.with_past(team_id, report, versions)
        return found

    async def with_past(
        self, team_id: str, report: Report, versions: Sequence[Version]
    ) -> tuple[Report, list[CheckedForecast | None]]:
        """As `each`, and the report with what was read for the forecasts."""
        if report.distribution is None or not versions:
            return report, [None for _ in versions]
        known = await self._known(team_id, report, versions)
        if new := [version for version in dict.fromkeys(versions) if version not in known]:
            report = await read_past(self.snapshots, team_id, report, since=report.snapshot.day - MEMORY)
            known |= await self._look_ahead(team_id, report, new)
        return report, [found and found.beside(report) for found in map(known.__getitem__, versions)]

    async def _known(
        self, team_id: str, report: Report, versions: Sequence[Version]
    ) -> dict[Version, CheckedForecast | None]:
        """Those that are remembered, and still as good: nothing is looked up when there are none."""
        keys = {version: _key(team_id, report, version) for version in versions}
        kept = {version: key for version, key in keys.items() if key in self.remembered}
        if not kept:
            return {}
        taken = await taken_since(self.snapshots, team_id, report, report.snapshot.day - MEMORY)
        return {version: self.remembered[key] for version, key in kept.items() if self.remembered.holds(key, taken)}

    async def _look_ahead(
        self, team_id: str, report: Report, versions: Sequence[Version]
    ) -> Mapping[Version, CheckedForecast | None]:
        """Weigh the history once for all versions: that takes longer than a forecast."""
        appid, until = report.program.appid, report.snapshot.day
        kept = report.history(until - MEMORY)
        due = await self.forecasts.due(team_id, appid, until=until)
        found = await asyncio.to_thread(look_ahead, kept, versions, due, report.breaks)
        if report.as_of is None:
            expected = [each for checked_forecast in found.values() for each in _expectations(checked_forecast)]
            with where_writable():  # they are held against what comes: the answer does without
                await self.forecasts.keep(team_id, appid, expected)
        self.made(len(found))
        taken = {each.day: each.taken_at for each in kept}
        return {
            version: self.remembered.remember(_key(team_id, report, version), taken, found.get(version))
            for version in versions
        }


def _key(team_id: str, report: Report, version: Version) -> _Key:
    return team_id, report.program.appid, report.snapshot.day, report.as_of is None, version, report.breaks


def _expectations(checked_forecast: CheckedForecast) -> Sequence[KeptForecast]:
    """Return the forecasts to compare later; that a safe version stays safe proves nothing."""
    safe = checked_forecast.safe
    path = () if safe.arrival is Arrival.REACHED else safe.path
    return [KeptForecast(safe.version, safe.made_on, expected) for expected in path]
