"""Answers with forecasts: recommendations, trends, what raising does, how far one can go."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.domain.numbers.version import Version
from bot.domain.recommendation import Recommendation, recommend, versions_to_forecast
from bot.domain.report import Report
from bot.domain.trend import MOST_VERSIONS, ChartFile, TrendAnswer, trend_answer
from bot.domain.what_if import CoverAnswer, RaiseAnswer, cover_answer, neighbours, raise_answer
from bot.domain.what_if import Forecasts as VersionForecasts
from bot.errors import TooManyVersions
from bot.usecases.app import App, ReadingApp
from bot.usecases.report.kept_reports import read_past

HISTORY = timedelta(weeks=5)
"""As far back as answers about a minimum look, so that all compare with the same day."""


async def recommend_minimum(app: ReadingApp, team_id: str, report: Report) -> Recommendation:
    """Return the recommendation that a report leads to.

    Raises:
        StorageUnavailable: the history cannot be read.
    """
    if report.losses is None:
        return recommend(report)
    since, versions = report.snapshot.day - HISTORY, versions_to_forecast(report)
    report, checked = await app.make_forecasts.with_past(team_id, report, versions)
    report = await read_past(app.kept.snapshots, team_id, report, since=since)
    forecasts = {version: each.safe if each else None for version, each in zip(versions, checked, strict=True)}
    # Five weeks of long lists take 10 ms: too long for the event loop.
    return await asyncio.to_thread(recommend, report, report.history(since)[:-1], forecasts)


async def read_trend(app: ReadingApp, team_id: str, report: Report, versions: Sequence[Version]) -> TrendAnswer:
    """Coverage over the weeks up to a report's day, what was left out, the public numbers beside it, the forecasts.

    `/baselib trend`.

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
    report, history = await app.read_history(team_id, report)
    beside = () if report.program.is_all_of_wechat else await app.read_public_history(until=day)
    answer = await asyncio.to_thread(trend_answer, report, history, versions, beside)
    checked_forecast = await app.make_forecasts.each(team_id, report, answer.awaited)
    return replace(answer, forecasts=tuple(each.safe for each in checked_forecast if each))


async def send_picture(app: App, team_id: str, user_id: str, file: ChartFile) -> None:
    """Send it as a PNG.

    Pictures are sent as direct messages, like every file.

    Raises:
        ChartUndrawable, TooBusy: there is no picture.
        ChannelUnavailable, WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear: it was not sent.
    """
    picture = await app.charts.draw(file.chart, *file.instead)
    await app.files.send(team_id, user_id, file.name, picture, comment=file.comment, alt_text=file.alt_text)


async def raise_minimum(app: ReadingApp, team_id: str, report: Report, version: Version) -> RaiseAnswer:
    """Return the loss at a version and its neighbours: earlier, on the day of a report, and in the weeks to come.

    `/baselib raise <version>` and the select "What if the minimum were ...".

    Raises:
        MeaningUnproved: no meaning fits the report's numbers.
        StorageUnavailable: the history cannot be read, or the forecasts not be kept.
    """
    around = [version, *neighbours(report.computed(), version)]
    report, history = await app.read_history(team_id, report)
    guaranteed = report.minimum is not None and version <= report.minimum
    forecasts = await _forecasts(app, team_id, report, () if guaranteed else around)
    return await asyncio.to_thread(raise_answer, report, version, history, forecasts)


async def find_highest_minimum(app: ReadingApp, team_id: str, report: Report, target: Decimal) -> CoverAnswer:
    """Return the highest minimum that keeps a share of users (a fraction), and when the next one does.

    `/baselib cover <percent>`.

    Raises:
        MeaningUnproved, StorageUnavailable: as `raise_minimum`.
    """
    losses, highest = report.computed(), report.highest_keeping(target)
    above = losses.next_higher(highest) if highest else None
    report, history = await app.read_history(team_id, report)
    forecasts = await _forecasts(app, team_id, report, (highest, above, report.minimum))
    return await asyncio.to_thread(cover_answer, report, target, history, forecasts)


async def _forecasts(
    app: ReadingApp, team_id: str, report: Report, versions: Iterable[Version | None]
) -> VersionForecasts:
    wanted = [version for version in versions if version]
    return dict(zip(wanted, await app.make_forecasts.each(team_id, report, wanted), strict=True))
