"""Which numbers answer a question: the newest, unless they say nothing or look wrong and better ones are stored."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import suspicions_by_day
from bot.domain.report.report import Report
from bot.errors import NumbersUnusable

GOOD_FOR: Final = timedelta(days=14)
"""How long good numbers answer in place of newer unusable ones."""


def unusable(report: Report) -> NumbersUnusable | None:
    """Why a report's numbers should not answer a question, when there are better ones; None for good numbers."""
    if report.distribution is None:
        empty = report.snapshot.reading.meaning is Meaning.NO_DATA
        return NumbersUnusable(reason="no-data" if empty else "undetermined")
    return NumbersUnusable(reason=report.suspicions[0].value) if report.suspicions else None


def newest_good(report: Report, kept: Sequence[Snapshot]) -> Snapshot | None:
    """The newest stored snapshot without a suspicion, with the minimum of the report: that one is of today.

    Args:
        report: of the newest snapshot, whose numbers are unusable.
        kept: the program's snapshots up to it, oldest first.
    """
    found = suspicions_by_day(kept)
    recent = [each for each in kept if report.snapshot.day - each.day <= GOOD_FOR]
    good = next((each for each in reversed(recent) if each.distribution is not None and not found[each.day]), None)
    if good is None or report.snapshot.minimum is None:
        return good
    return replace(good, feed=replace(good.feed, minimum=report.snapshot.feed.minimum))
