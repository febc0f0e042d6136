"""When a version will be safe; what is said is kept, and held against what comes."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.forecast import Arrival, KeptForecast
from bot.domain.forecast_history import MEMORY
from bot.domain.forecast_record import Foreseen, look_ahead
from bot.domain.report import Report
from bot.domain.version import Version
from bot.ports import Forecasts, Snapshots

_REMEMBERED = 256

_Key = tuple[str, str, date, bool, Version]
_Taken = Mapping[date, datetime]
"""When the snapshot of each day was taken."""


@dataclass(frozen=True)
class Foresee:
    """Forecasts for `raise`, `trend` and digests. One takes about 30 ms, so it is remembered while nothing is new."""

    snapshots: Snapshots
    forecasts: Forecasts
    _remembered: OrderedDict[_Key, tuple[_Taken, Foreseen | None]] = field(default_factory=OrderedDict, repr=False)
    """Those asked for longest ago first."""

    async def __call__(self, team_id: str, report: Report, version: Version) -> Foreseen | None:
        """What can be said of a version, as of several."""
        (foreseen,) = await self.each(team_id, report, [version])
        return foreseen

    async def each(self, team_id: str, report: Report, versions: Sequence[Version]) -> list[Foreseen | None]:
        """What can be said of each version on the day of a report; None where the numbers prove nothing.

        What is expected is kept, unless an earlier day is looked back at: then it is what would have been said.

        Raises:
            StorageUnavailable: the history cannot be read, or the forecast not be kept.
        """
        if report.distribution is None or not versions:
            return [None for _ in versions]
        appid, until = report.program.appid, report.snapshot.day
        listed = await self.snapshots.taken(team_id, appid, since=until - MEMORY)
        taken = {day: moment for day, moment in listed.items() if day <= until}
        known: dict[Version, Foreseen | None] = {}
        for version in versions:
            remembered = self._remembered.get(_key(team_id, report, version))
            if remembered and remembered[0] == taken:
                self._remembered.move_to_end(_key(team_id, report, version))
                known[version] = remembered[1]
        if new := [version for version in versions if version not in known]:
            known |= await self._look_ahead(team_id, report, new)
        return [known[version] for version in versions]

    async def _look_ahead(
        self, team_id: str, report: Report, versions: Sequence[Version]
    ) -> Mapping[Version, Foreseen | None]:
        """The history is read once for all, for that takes longer than a forecast."""
        appid, until = report.program.appid, report.snapshot.day
        kept = [each for each in await self.snapshots.since(team_id, appid, until - MEMORY) if each.day <= until]
        due = await self.forecasts.due(team_id, appid, until=until)
        found = {version: await asyncio.to_thread(look_ahead, kept, version, due) for version in versions}
        if report.as_of is None:
            expected = [each for foreseen in found.values() if foreseen for each in _expectations(foreseen)]
            await self.forecasts.keep(team_id, appid, expected)
        taken = {each.day: each.taken_at for each in kept}
        for version, foreseen in found.items():
            self._remember(_key(team_id, report, version), taken, foreseen)
        return found

    def _remember(self, key: _Key, taken: _Taken, foreseen: Foreseen | None) -> None:
        """By what was read, not by what was asked before: a snapshot replaced in between is then seen next time."""
        self._remembered[key] = (taken, foreseen)
        self._remembered.move_to_end(key)
        while len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)


def _key(team_id: str, report: Report, version: Version) -> _Key:
    return team_id, report.program.appid, report.snapshot.day, report.as_of is None, version


def _expectations(foreseen: Foreseen) -> Sequence[KeptForecast]:
    """What is worth comparing later: that a version stays safe once it is, proves nothing."""
    safe = foreseen.safe
    path = () if safe.arrival is Arrival.REACHED else safe.path
    return [KeptForecast(safe.version, safe.made_on, expected) for expected in path]
