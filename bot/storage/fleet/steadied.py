"""What a program needs in a break of WeChat's public numbers, for the database to look up.

Its numbers are then those of two days together. There are only so many situations that they can be in, as far as the
decision depends on them; the domain decides each of them once, here, and a query finds the situation of a program.
"""

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case

from bot.domain.fleet.row import Standing, standing_by
from bot.domain.numbers.distribution import ONE, ZERO, Bounds
from bot.domain.numbers.summary import Numbers, Summary
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import IMPORTED, Program

_MINIMUM: Final = Version((2,))
_LOSSES: Final = (None, Bounds(ZERO, ZERO), Bounds(ONE, ONE))
"""At the minimum: unknown, certainly little or perhaps much, certainly much."""
_SAFE: Final = (None, Version((1,)), _MINIMUM, Version((3,)))
"""Unknown, below the minimum, equal, above it or above an unknown one."""
_NO, _YES = False, True


def _standing(settable: bool, loss: Bounds | None, safe: Version | None, certain: bool, doubtful: bool) -> Standing:  # noqa: FBT001 - in the order of the product
    program = Program(Visible("wx" if settable else IMPORTED))
    safe_loss = Bounds(ZERO, ZERO if certain else ONE)
    minimum = _MINIMUM if loss else None
    return standing_by(program, Summary(date.min, Numbers.PROVED, minimum, loss, safe, safe_loss, doubtful))


SITUATIONS: Final[Sequence[Standing]] = tuple(
    _standing(*each) for each in product((_NO, _YES), _LOSSES, _SAFE, (_NO, _YES), (_NO, _YES))
)


def situation(
    *,
    settable: ColumnElement[bool],
    unknown: ColumnElement[bool],
    over: ColumnElement[bool],
    minimum: ColumnElement[Any],
    safe: ColumnElement[Any],
    certain: ColumnElement[bool],
    doubtful: ColumnElement[bool],
) -> ColumnElement[int]:
    """The place of a situation in `SITUATIONS`.

    Args:
        settable: whether there is a minimum that can be raised.
        unknown: whether the minimum or its loss is not known.
        over: whether the loss is certainly above 1 %.
        minimum: the minimum.
        safe: the highest one that keeps 99 %.
        certain: whether that one certainly does.
        doubtful: whether it did only before the break.
    """
    of_loss = case((unknown, 0), (over, 2), else_=1)
    of_safe = case((safe.is_(None), 0), (and_(minimum.is_not(None), safe < minimum), 1), (safe == minimum, 2), else_=3)
    place = case((settable, len(_LOSSES)), else_=0) + of_loss
    place = (place * len(_SAFE) + of_safe) * 2 + case((certain, 1), else_=0)
    return place * 2 + case((doubtful, 1), else_=0)
