"""A distribution as custom usage statistics for browserslist: `> 1% in my stats`, `cover 99% in my stats`.

The format is an object of browsers, each with a percentage per version:
https://github.com/browserslist/browserslist#custom-usage-data
"""

from decimal import ROUND_DOWN, Decimal
from typing import Final

from bot.domain.report.report import Report

BROWSER: Final = "wechat-miniprogram"
"""The "browser": Can I Use knows no base library, and browserslist takes any name in a file of one's own."""
FILE_NAME: Final = "browserslist-stats.json"
"""Where browserslist looks for it, beside `package.json`."""
_FINEST: Final = Decimal("0.000001")


def browserslist_stats(report: Report) -> dict[str, dict[str, float]]:
    """Percent per version, newest first; never more than 100 together. Versions without users are left out.

    Raises:
        MeaningUnproved: the numbers do not say what they mean.
    """
    distribution = report.computed()
    whole = 1 + distribution.overcounted
    return {BROWSER: {version.text: float(_part(share, whole)) for version, share in distribution.shares if share > 0}}


def _part(share: Decimal, whole: Decimal) -> Decimal:
    """In percent; rounded down, so that parts of too much never add up to more than everybody, but never to nothing."""
    percent = share * 100 / whole
    return percent.quantize(_FINEST, ROUND_DOWN) or percent
