"""Parse the share after `cover`."""

import re
from decimal import Decimal
from typing import Final

from bot.domain.numbers.rounding import parse_percent, percent_text
from bot.errors import BadPercent

_FRACTION: Final = re.compile(r"0?\.\d{1,4}", re.ASCII)


def parse_target(text: str) -> Decimal:
    """Parse a typed target (`99`, `99.5%`) as a fraction.

    Raises:
        BadPercent: not a percentage; or a number such as `0.99`, which probably means 99 %.
    """
    if _FRACTION.fullmatch(number := text.strip()):
        raise BadPercent(text=number, suggestion=f"{percent_text(Decimal(number))}%")
    return parse_percent(text)
