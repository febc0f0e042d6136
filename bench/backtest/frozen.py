"""What forecasts of WeChat's public numbers are judged by, frozen with commit 32c248a3.

A later change that calls more days unsound, or forecasts worse on them, must not make the figures look better.
"""

from datetime import date
from typing import Final

LEFT_OUT: Final = frozenset((date(2020, 6, 23), date(2020, 6, 24), date(2020, 6, 25), date(2021, 1, 7)))
"""The days from 2020-04-06 to `LAST` that were not sound then, on each platform; all others are judged."""
LAST: Final = date(2024, 12, 31)
"""The last day of outcomes that are judged."""
YEARS: Final = range(2021, 2025)
"""Years of forecasts that are judged; in the one before, the history was too short."""
INTERVAL_SCORES: Final = {
    "total": {
        28: {2021: 0.9229, 2022: 0.7684, 2023: 0.6272, 2024: 0.5310},
        56: {2021: 0.9150, 2022: 0.9416, 2023: 0.7719, 2024: 0.5596},
    },
    "android": {
        28: {2021: 0.9803, 2022: 0.8303, 2023: 0.7626, 2024: 0.6052},
        56: {2021: 1.0889, 2022: 1.1199, 2023: 0.9817, 2024: 0.6450},
    },
    "iOS": {
        28: {2021: 0.8877, 2022: 0.9108, 2023: 0.8432, 2024: 0.6252},
        56: {2021: 0.9554, 2022: 0.9919, 2023: 1.0668, 2024: 0.6778},
    },
}
"""Mean interval scores of the forecasts of each year then, in percentage points, by platform and days ahead."""
FESTIVALS: Final = (date(2021, 2, 12), date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10))
"""The first days of Spring Festival."""
