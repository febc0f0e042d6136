"""What is known of breaks day by day: the product keeps its judgements, only a backtest goes through whole years."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol

from bot.domain.numbers.breaks import Watch
from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.loss_table import LossTable


class Reading(Protocol):
    """The numbers of a day."""

    @property
    def day(self) -> date:
        """A Chinese calendar day."""

    @property
    def distribution(self) -> Distribution | None:
        """None when they are not known."""


def found_by(readings: Iterable[Reading]) -> Iterator[tuple[Break, ...]]:
    """Yield the breaks known by each reading, for which no later one is looked at.

    Args:
        readings: one program's sound ones of one meaning, oldest first; of each day or each week.
    """
    watch, table = Watch(), LossTable()
    for each in readings:
        if each.distribution is not None:
            table = table.thinned(each.day).adding(each.day, each.distribution)
            watch = watch.after(table)
        yield watch.found
