"""A distribution as custom usage statistics for browserslist: `> 1% in my stats`, `cover 99% in my stats`.

The format is an object of browsers, each with a percentage per version:
https://github.com/browserslist/browserslist#custom-usage-data
"""

from decimal import ROUND_DOWN, Decimal
from typing import Final

from bot.domain.report.report import Report

BROWSER: Final = "wechat-miniprogram"
"""The "browser": Can I Use has no base libraries, and browserslist accepts any name in a custom file."""
FILE_NAME: Final = "browserslist-stats.json"
"""The name that browserslist looks for, beside `package.json`."""
_FINEST: Final = Decimal("0.000001")


def browserslist_stats(report: Report) -> dict[str, dict[str, float]]:
    """Percent per version, newest first; never more than 100 together. Versions without users are left out.

    Raises:
        MeaningUnproved: the meaning of the numbers is not proved.
    """
    distribution = report.computed()
    whole = 1 + distribution.overcounted
    return {BROWSER: {version.text: float(_part(share, whole)) for version, share in distribution.shares if share > 0}}


def _part(share: Decimal, whole: Decimal) -> Decimal:
    """A share in percent; rounded down so that shares never exceed 100 together, but never to zero."""
    percent = share * 100 / whole
    return percent.quantize(_FINEST, ROUND_DOWN) or percent
