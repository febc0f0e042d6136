"""When a version will be safe, in sentences: for `raise`, `trend` and digests."""

from collections.abc import Sequence

from bot.domain.forecast.forecast import Arrival, Expected, Forecast
from bot.domain.forecast.record import CheckedForecast, Compared, Record
from bot.domain.numbers.distribution import NOISE, Bounds
from bot.i18n import Texts


def forecast_lines(checked_forecast: CheckedForecast | None, now: Bounds, t: Texts) -> list[str]:
    """When coverage reaches 99 % and, if still ahead, 95 %; the loss until then; the record.

    Args:
        checked_forecast: from `bot.usecases.forecast.MakeForecasts`; None gives no lines.
        now: the loss now. Forecasts cover only its certain part, which is mentioned if it is not all.
        t: the reader's language.
    """
    if checked_forecast is None:
        return []
    safe, *others = checked_forecast.forecasts
    to_come = [each for each in others if each.arrival in (Arrival.EXPECTED, Arrival.NOT_WITHIN_A_YEAR)]
    lines = [forecast_sentence(each, t) for each in (safe, *to_come)]
    if safe.path and safe.arrival is not Arrival.REACHED:
        key = "forecast-losses" if now.high - now.low < NOISE else "forecast-losses-certain"
        lines.append(t(key, losses=t.listing([expected_text(each, t) for each in safe.path])))
        if checked_forecast.outliers:
            lines.append(t("forecast-outliers", days=t.listing([t.day(each) for each in checked_forecast.outliers])))
    return lines + (_record(checked_forecast.record, t) if checked_forecast.record else [])


def forecast_sentences(forecasts: Sequence[Forecast], t: Texts) -> list[str]:
    """When several versions each reach one target; a reason common to all appears once."""
    early = [each for each in forecasts if each.arrival is Arrival.TOO_LITTLE_HISTORY]
    lines = [forecast_sentence(each, t) for each in forecasts if each not in early]
    if early:
        versions = t.listing([each.version.text for each in early])
        lines.append(t("forecast-too-little-history", version=versions, target=t.exact(early[0].target)))
    return lines


def forecast_sentence(forecast: Forecast, t: Texts) -> str:
    """When coverage reaches the target, or why there is no forecast."""
    days = {"day": forecast.day, "earliest": forecast.earliest, "latest": forecast.latest}
    known = {name: t.day(day) for name, day in days.items() if day}
    return t(_key(forecast), version=forecast.version.text, target=t.exact(forecast.target), **known)


def _key(forecast: Forecast) -> str:
    match forecast.arrival:
        case Arrival.REACHED:
            return "forecast-reached"
        case Arrival.EXPECTED:
            return "forecast-expected" if forecast.latest else "forecast-expected-or-late"
        case Arrival.NOT_WITHIN_A_YEAR:
            return "forecast-hardly-within-a-year" if forecast.earliest else "forecast-not-within-a-year"
        case Arrival.NO_USERS:
            return "forecast-no-users"
        case Arrival.TOO_LITTLE_HISTORY:
            return "forecast-too-little-history"


def expected_text(expected: Expected, t: Texts) -> str:
    """The loss expected on a day, with its range."""
    return t("forecast-loss", day=t.day(expected.day), loss=t.fraction(expected.loss), range=_range(expected, t))


def _range(expected: Expected, t: Texts) -> str:
    return t("bounds", low=t.fraction(expected.low), high=t.fraction(expected.high))


def _record(record: Record, t: Texts) -> list[str]:
    lines = [t("forecast-record", count=record.compared, held=record.held, error=t.distance(record.median_error))]
    return [*lines, _check(record.newest, t)] if record.newest else lines


def _check(compared: Compared, t: Texts) -> str:
    forecast, expected = compared.forecast, compared.forecast.expected
    same_day = compared.day == expected.day
    return t(
        "forecast-check" if same_day else "forecast-check-near",
        made=t.day(forecast.made_on),
        day=t.day(expected.day),
        loss=t.fraction(expected.loss),
        range=_range(expected, t),
        came=t.fraction(compared.came),
        **({} if same_day else {"read": t.day(compared.day)}),
    )
