"""Forecasts, and the answers that carry them: recommendations, trends, what raising does."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from bot.domain.forecast.forecast import Arrival, CheckedForecast, KeptForecast, look_ahead
from bot.domain.forecast.pace import MEMORY
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.version import Version
from bot.domain.recommendation import Recommendation, recommend, versions_to_forecast
from bot.domain.report.report import Report
from bot.domain.trend.trend import MOST_VERSIONS, ChartFile, TrendAnswer, trend_answer
from bot.domain.what_if import CoverAnswer, RaiseAnswer, cover_answer, neighbours, raise_answer
from bot.domain.what_if import Forecasts as VersionForecasts
from bot.errors import TooManyVersions
from bot.lib.cache import VersionedCache
from bot.lib.work import where_writable
from bot.ports.machine import ChartDrawer
from bot.ports.numbers import Forecasts, Snapshots
from bot.ports.slack import Files
from bot.usecases.report.kept_reports import ReadHistory, ReadPublicHistory, read_past, taken_since

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


HISTORY = timedelta(weeks=5)
"""As far back as answers about a minimum look, so that all compare with the same day."""


@dataclass(frozen=True)
class RecommendMinimum:
    """The breakdown's candidates for the minimum."""

    snapshots: Snapshots
    make_forecasts: MakeForecasts

    async def __call__(self, team_id: str, report: Report) -> Recommendation:
        """Return the recommendation that a report leads to.

        Raises:
            StorageUnavailable: the history cannot be read.
        """
        if report.losses is None:
            return recommend(report)
        since, versions = report.snapshot.day - HISTORY, versions_to_forecast(report)
        report, checked = await self.make_forecasts.with_past(team_id, report, versions)
        report = await read_past(self.snapshots, team_id, report, since=since)
        forecasts = {version: each.safe if each else None for version, each in zip(versions, checked, strict=True)}
        # Five weeks of long lists take 10 ms: too long for the event loop.
        return await asyncio.to_thread(recommend, report, report.history(since)[:-1], forecasts)


@dataclass(frozen=True)
class ReadTrend:
    """`/baselib trend`."""

    read_history: ReadHistory
    read_public: ReadPublicHistory
    make_forecasts: MakeForecasts

    async def __call__(self, team_id: str, report: Report, versions: Sequence[Version]) -> TrendAnswer:
        """Coverage over the weeks up to a report's day, what was left out, the public numbers beside it, the forecasts.

        Args:
            report: of now, of a message's day, or of a day looked back at.
            versions: those asked for; none for those that matter.

        Raises:
            TooManyVersions: more than there is room for in a chart.
            StorageUnavailable: the history cannot be read, or the forecasts not be kept.
        """
        if len(set(versions)) > MOST_VERSIONS:
            raise TooManyVersions(count=len(set(versions)), limit=MOST_VERSIONS)
        day = report.snapshot.day
        report, history = await self.read_history(team_id, report)
        beside = () if report.program.is_all_of_wechat else await self.read_public(until=day)
        answer = await asyncio.to_thread(trend_answer, report, history, versions, beside)
        checked_forecast = await self.make_forecasts.each(team_id, report, answer.awaited)
        return replace(answer, forecasts=tuple(each.safe for each in checked_forecast if each))


@dataclass(frozen=True)
class SendPicture:
    """Sends pictures as direct messages, like every file."""

    drawer: ChartDrawer
    files: Files

    async def __call__(self, team_id: str, user_id: str, file: ChartFile) -> None:
        """Send it as a PNG.

        Raises:
            ChartUndrawable, TooBusy: there is no picture.
            ChannelUnavailable, WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear: it was not sent.
        """
        picture = await self.drawer.draw(file.chart, *file.instead)
        await self.files.send(team_id, user_id, file.name, picture, comment=file.comment, alt_text=file.alt_text)


@dataclass(frozen=True)
class RaiseMinimum:
    """`/baselib raise <version>` and the select "What if the minimum were ..."."""

    read_history: ReadHistory
    make_forecasts: MakeForecasts

    async def __call__(self, team_id: str, report: Report, version: Version) -> RaiseAnswer:
        """Return the loss at a version and its neighbours: earlier, on the day of a report, and in the weeks to come.

        Raises:
            MeaningUnproved: no meaning fits the report's numbers.
            StorageUnavailable: the history cannot be read, or the forecasts not be kept.
        """
        around = [version, *neighbours(report.computed(), version)]
        report, history = await self.read_history(team_id, report)
        guaranteed = report.minimum is not None and version <= report.minimum
        forecasts = await _forecasts(self.make_forecasts, team_id, report, () if guaranteed else around)
        return await asyncio.to_thread(raise_answer, report, version, history, forecasts)


@dataclass(frozen=True)
class FindHighestMinimum:
    """`/baselib cover <percent>`."""

    read_history: ReadHistory
    make_forecasts: MakeForecasts

    async def __call__(self, team_id: str, report: Report, target: Decimal) -> CoverAnswer:
        """Return the highest minimum that keeps a share of users (a fraction), and when the next one does.

        Raises:
            MeaningUnproved, StorageUnavailable: as `RaiseMinimum`.
        """
        losses, highest = report.computed(), report.highest_keeping(target)
        above = losses.next_higher(highest) if highest else None
        report, history = await self.read_history(team_id, report)
        forecasts = await _forecasts(self.make_forecasts, team_id, report, (highest, above, report.minimum))
        return await asyncio.to_thread(cover_answer, report, target, history, forecasts)


async def _forecasts(
    make_forecasts: MakeForecasts, team_id: str, report: Report, versions: Iterable[Version | None]
) -> VersionForecasts:
    wanted = [version for version in versions if version]
    return dict(zip(wanted, await make_forecasts.each(team_id, report, wanted), strict=True))
