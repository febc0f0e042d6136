"""When a version will be safe, in sentences: for `raise`, `trend` and digests."""

from typing import Final

from bot.domain.forecast.forecast import Arrival, Expected, Forecast, Record, Track
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.judgement import Keeps
from bot.domain.report import Report
from bot.i18n import Texts

_DASH: Final = "\u2060–\u2060"
"""Between word joiners: a narrow table breaks the line before the range, not within it."""


def when_safe(forecast: Forecast, t: Texts) -> str:
    """When a version keeps the target, or why there is no forecast; follows a sentence that names the version."""
    key, waits = "when-safe", forecast.arrival is Arrival.AWAITS_COUNT
    made, earliest, latest = forecast.made_on, forecast.earliest, forecast.latest
    known = {name: t.day_since(day, made) for name, day in (("day", forecast.day), ("earliest", earliest)) if day}
    if earliest and latest:
        known["range"] = t.days(earliest, latest, since=made)
    return t("break-awaited" if waits else f"{key}.{_kind(forecast)}", target=t.exact(forecast.target), **known)


def whether_safe(keeps: Keeps, forecast: Forecast | None, t: Texts) -> str:
    """Whether a version keeps 99 %, else when it does; empty where that is not forecast."""
    if keeps is not Keeps.NO:
        return t("safe-already" if keeps is Keeps.WEEK else "when-safe.today-only", target=t.exact(SAFE))
    return when_safe(forecast, t) if forecast else ""


def record_lines(record: Record | None, report: Report, t: Texts) -> list[str]:
    """Return an earlier forecast for the report's day; nothing without a comparison for the version."""
    if record is None or record.newest is None:
        return []
    forecast, came, day = record.newest.forecast, record.newest.came, record.newest.day
    expected, today = forecast.expected, report.snapshot.day
    known = {
        "made": t.day_since(forecast.made_on, today),
        "loss": t.fraction(expected.loss),
        "range": spread(expected, t),
    }
    if report.as_of is None and day == expected.day == today:
        return [t("forecast-check-today", **known)]
    dated = {"day": t.day_since(expected.day, today), "came": t.fraction(came)}
    if day == expected.day:
        return [t("forecast-check", **known, **dated)]
    return [t("forecast-check-near", **known, **dated, read=t.day_since(day, today))]


def spread(expected: Expected, t: Texts) -> str:
    """Return the range of an expected loss; a single number if its ends look the same."""
    low, high = t.fraction(expected.low), t.fraction(expected.high)
    return low if low == high else f"{low.removesuffix('%')}{_DASH}{high}"


def record_sentence(record: Track, t: Texts) -> str:
    """How accurate the program's forecasts were."""
    return t("forecast-record", count=record.compared, held=record.held, error=t.distance(record.median_error))


def _kind(forecast: Forecast) -> str:
    match forecast.arrival:
        case Arrival.EXPECTED:
            return "expected" if forecast.latest else "expected-or-late"
        case Arrival.NOT_WITHIN_A_YEAR:
            return "hardly-within-a-year" if forecast.earliest else "not-within-a-year"
        case _:
            return forecast.arrival.value


def expected_text(expected: Expected, t: Texts) -> str:
    """Return the loss expected on a day, with its range."""
    return t("forecast-loss", day=t.day(expected.day), loss=t.fraction(expected.loss), range=spread(expected, t))
