"""A program's users from what `baselib report --json` printed: a machine of CI needs no credential for it."""

from decimal import Decimal, InvalidOperation
from typing import Any

from bot.domain.distribution import distribute
from bot.domain.feed import Feed, FeedItem
from bot.domain.meaning import Meaning, Reading, Reason, Scale
from bot.domain.report import Report
from bot.domain.scan import Shares
from bot.domain.version import Version
from bot.errors import BadScan
from bot.scan.settings import parse_json


def shares_of(report: Report) -> Shares:
    """Of a report."""
    return Shares(report.program.name, report.distribution, report.minimum)


def read_shares(text: bytes, file: str) -> Shares:
    """What a file holds: WeChat's own numbers, and how they were read.

    Args:
        text: the file.
        file: how it is called.

    Raises:
        BadScan: it is something else.
    """
    try:
        data = parse_json(text)
        program = data["program"]
        items = tuple(FeedItem(str(row["label"]), _number(row["percentage"])) for row in data["raw"])
        feed = Feed(data["minimum"] or "", items)
        reading = Reading(Meaning(data["meaning"]), Scale(data["scale"]), Reason(data["evidence"]), Decimal(0))
        name = program["alias"] or program["nickname"] or program["appid"]
        return Shares(str(name), distribute(feed, reading), Version.read(feed.minimum))
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise BadScan(part="shares", text=file) from error


def _number(value: Any) -> Decimal:
    """Raises `ValueError` for what is no share of anything."""
    number = Decimal(value)
    if not number.is_finite() or number < 0:
        raise ValueError(value)
    return number
