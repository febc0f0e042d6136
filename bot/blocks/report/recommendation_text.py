"""What to set and what to wait for, in sentences: the first two lines of a breakdown."""

from datetime import date

from bot.domain.forecast.forecast import Arrival, Forecast
from bot.domain.numbers.distribution import SAFE
from bot.domain.recommendation import Candidate, Recommendation
from bot.domain.report.report import Report
from bot.i18n import Texts


def recommendation_line(report: Report, t: Texts) -> str:
    """What to set and what that costs; of an earlier day, or of doubtful numbers, the highest safe minimum.

    Only for numbers of proved meaning.
    """
    minimum, safe, loss, target = report.minimum, report.safe_minimum, report.loss_at_minimum, t.exact(SAFE)
    if report.decides and minimum is not None and loss is not None:
        if safe is not None and safe > minimum:
            return t("headline-raise", version=safe.text, loss=t.bounds(report.computed().loss(safe)))
        if safe == minimum:
            return t("headline-keep", minimum=minimum.text, target=target, loss=t.bounds(loss))
        if safe is not None:
            return t("headline-too-high", minimum=minimum.text, loss=t.bounds(loss), version=safe.text, target=target)
    if safe is None:
        return t("headline-safe-none", target=target)
    return t("headline-highest", target=target, version=safe.text, loss=t.bounds(report.computed().loss(safe)))


def present(report: Report, t: Texts) -> str:
    """The minimum and its loss, where the recommendation does not name them; a program without one has none."""
    minimum, safe, loss = report.minimum, report.safe_minimum, report.loss_at_minimum
    if not report.program.has_minimum:
        return ""
    if minimum is None or loss is None:
        return t("headline-no-minimum")
    if report.decides and safe == minimum:
        return ""
    if report.decides and safe is not None and safe < minimum:
        return t("headline-lower", version=safe.text, loss=t.bounds(report.computed().loss(safe)))
    key = "headline-now" if report.as_of is None else "headline-then"
    return t(key, minimum=minimum.text, loss=t.bounds(loss))


def outlook(recommendation: Recommendation, t: Texts) -> str:
    """The candidate to wait for: when it is safe, and what it would cost today; empty without one."""
    coming = recommendation.coming
    if coming is None or recommendation.report.as_of is not None:
        return ""
    safe = _when_safe(coming, recommendation.report.snapshot.day, t)
    if coming.is_minimum:  # its loss is in the line above
        return t("outlook-minimum", version=coming.version.text, safe=safe) if safe else ""
    loss = t.bounds(coming.loss)
    if not safe:
        early = coming.forecast is not None and coming.forecast.arrival is Arrival.TOO_LITTLE_HISTORY
        return t("outlook-early" if early else "outlook-cost", version=coming.version.text, loss=loss)
    key = "outlook-dated" if recommendation.report.stale_because else "outlook"
    return t(key, version=coming.version.text, safe=safe, loss=loss)


def _when_safe(candidate: Candidate, today: date, t: Texts) -> str:
    """When it is safe, as part of a sentence; empty if nothing is known."""
    forecast = candidate.forecast
    if forecast is None:
        return ""
    match forecast.arrival:
        case Arrival.EXPECTED if forecast.day and forecast.earliest and forecast.latest:
            days = t.days(forecast.earliest, forecast.latest, since=today)
            return t("safe-around", day=t.day_since(forecast.day, today), range=days)
        case Arrival.EXPECTED if forecast.day and forecast.earliest:
            day, earliest = (t.day_since(each, today) for each in (forecast.day, forecast.earliest))
            return t("safe-around-or-late", day=day, earliest=earliest)
        case Arrival.NOT_WITHIN_A_YEAR if forecast.earliest:
            return t("safe-hardly-within-a-year", earliest=t.day_since(forecast.earliest, today))
        case Arrival.NOT_WITHIN_A_YEAR:
            return t("safe-not-within-a-year")
        case _:
            return ""


def safe_from(candidate: Candidate, today: date, t: Texts, *, past: bool = False) -> str:
    """When it keeps 99 %, for a cell; empty if nothing is known.

    Args:
        past: whether the answer is of an earlier day.
    """
    if candidate.is_minimum and candidate.safe:
        return ""
    now = t("cell-safe-now.then" if past else "cell-safe-now")
    return now if candidate.safe else forecast_cell(candidate.forecast, today, t)


def forecast_cell(forecast: Forecast | None, today: date, t: Texts) -> str:
    """When a version reaches its target, for a cell; empty if nothing is known."""
    if forecast is None:
        return ""
    match forecast.arrival:
        case Arrival.REACHED:
            return t("cell-safe-now")
        case Arrival.EXPECTED if forecast.day:
            return t.day_since(forecast.day, today)
        case Arrival.NOT_WITHIN_A_YEAR:
            return t("cell-safe-later")
        case _:
            return ""
