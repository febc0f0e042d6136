"""What a program needs in a break of WeChat's public numbers, for the database to look up.

Its numbers are then those of two days together. There are only so many situations that they can be in, as far as the
decision depends on them; the domain decides each of them once, here, and a query finds the situation of a program.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, literal, or_

from bot.domain.fleet.row import ONE_PERCENT, Standing, standing_by
from bot.domain.numbers.distribution import ONE, ZERO, Bounds
from bot.domain.numbers.summary import Numbers, Summary
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import IMPORTED, Program
from bot.storage.fleet.seen import imported
from bot.storage.numbers.ranks import units

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


_SITUATIONS: Final[Sequence[Standing]] = tuple(
    _standing(*each) for each in product((_NO, _YES), _LOSSES, _SAFE, (_NO, _YES), (_NO, _YES))
)


def needed_by(
    *,
    minimum: ColumnElement[Any],
    loss_low: ColumnElement[Any],
    safe: ColumnElement[Any],
    safe_high: ColumnElement[Any],
    doubtful: ColumnElement[bool],
    says: Callable[[Standing], int],
) -> ColumnElement[int]:
    """What is said of a program's standing by such numbers, looked up by its situation.

    Args:
        loss_low: the lower end of the loss at the minimum.
        safe: the highest minimum that keeps 99 %.
        safe_high: the upper end of the loss at that one.
        doubtful: whether it kept them only before the break.
        says: one digit.
    """
    known = and_(minimum.is_not(None), loss_low.is_not(None))
    certain = or_(safe_high.is_(None), safe_high <= units(ONE_PERCENT))
    of_loss = case((~known, 0), (loss_low > units(ONE_PERCENT), 2), else_=1)
    of_safe = case((safe.is_(None), 0), (and_(minimum.is_not(None), safe < minimum), 1), (safe == minimum, 2), else_=3)
    place = case((or_(~imported, minimum.is_not(None)), len(_LOSSES)), else_=0) + of_loss
    place = (place * len(_SAFE) + of_safe) * 2 + case((certain, 1), else_=0)
    place = place * 2 + case((doubtful, 1), else_=0)
    said = "".join(str(int(says(each))) for each in _SITUATIONS)
    return cast(func.substr(literal(said), place + 1, 1), Integer)
