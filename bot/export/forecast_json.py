"""How a loss moved and will move, as JSON."""

from decimal import Decimal
from typing import Final

from bot.domain.forecast.forecast import CheckedForecast, Compared, Expected, Forecast, Record
from bot.domain.numbers.distribution import ONE, Bounds
from bot.domain.numbers.earlier import Absent, Earlier
from bot.domain.numbers.judgement import Withdrawal
from bot.domain.trend.trend import Line
from bot.export.schema import COUNT, DAY, PERCENT, RANGE, TEXT, VERSION, Schema, field, many, maybe

WITHDRAWAL: Final = Schema[Withdrawal](
    "Withdrawal",
    version=field(VERSION, lambda found: found.version),
    since=field(DAY, lambda found: found.since),
    day=field(DAY, lambda found: found.day),
    before_percent=field(PERCENT, lambda found: found.before),
    after_percent=field(PERCENT, lambda found: found.after),
)
MOVED: Final = Schema[Line](
    "Moved",
    version=field(VERSION, lambda line: line.version),
    now_percent=field(RANGE, lambda line: line.now.rest),
    since_week_points=field(maybe(PERCENT), lambda line: _since(line.now, line.week_ago)),
    since_four_weeks_points=field(maybe(PERCENT), lambda line: _since(line.now, line.four_weeks_ago)),
)
FORECAST: Final = Schema[Forecast](
    "Target",
    target_percent=field(PERCENT, lambda forecast: forecast.target),
    arrival=field(TEXT, lambda forecast: forecast.arrival),
    day=field(maybe(DAY), lambda forecast: forecast.day),
    earliest=field(maybe(DAY), lambda forecast: forecast.earliest),
    latest=field(maybe(DAY), lambda forecast: forecast.latest),
)
AWAITED: Final = Schema[Forecast](
    "Awaited", version=field(VERSION, lambda forecast: forecast.version), **FORECAST.fields
)
_EXPECTED: Final = Schema[Expected](
    "Expected",
    day=field(DAY, lambda expected: expected.day),
    loss_percent=field(PERCENT, lambda expected: expected.loss),
    range_percent=field(RANGE, lambda expected: Bounds(expected.low, expected.high)),
)
_COMPARED: Final = Schema[Compared](
    "Compared",
    made_on=field(DAY, lambda compared: compared.forecast.made_on),
    expected=field(_EXPECTED, lambda compared: compared.forecast.expected),
    day=field(DAY, lambda compared: compared.day),
    loss_percent=field(PERCENT, lambda compared: compared.came),
)
_RECORD: Final = Schema[Record](
    "Record",
    compared=field(COUNT, lambda record: record.compared),
    within_range=field(COUNT, lambda record: record.held),
    median_error_points=field(PERCENT, lambda record: record.median_error),
    newest=field(maybe(_COMPARED), lambda record: record.newest, in_tools=False),
)
FORESEEN: Final = Schema[CheckedForecast](
    "Foreseen",
    made_on=field(DAY, lambda checked: checked.safe.made_on),
    targets=field(many(FORECAST), lambda checked: checked.forecasts),
    path=field(many(_EXPECTED), lambda checked: checked.safe.path, in_tools=False),
    record=field(maybe(_RECORD), lambda checked: checked.record),
)


def _since(now: Bounds, earlier: Earlier) -> Decimal | None:
    """The change of the certain coverage; an unreleased version had none."""
    if isinstance(earlier, Absent):
        return ONE - now.high if earlier is Absent.UNRELEASED else None
    return earlier.high - now.high
