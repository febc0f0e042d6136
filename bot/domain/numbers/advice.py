"""What to do about one program's minimum: decided here once, and said shorter or longer wherever it is shown."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.numbers.distribution import SAFE, Bounds
from bot.domain.numbers.version import Version


class Do(StrEnum):
    """What to do; exports have the words."""

    RAISE = "raise"
    KEEP = "keep"
    """The minimum is the highest that keeps 99 %."""
    REVIEW = "review"
    """The minimum certainly cuts off more than 1 %."""
    KNOW = "know"
    """Nothing to set: the numbers are doubtful, of an earlier day or of all of WeChat, the minimum is not
    known, or whether it keeps 99 %; or, in a break, the highest that kept 99 % before it does not by now's count."""
    UNKNOWN = "unknown"
    """What a minimum costs is not known."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, with the numbers that it rests on. Fractions."""

    do: Do
    minimum: Version | None
    """The minimum set; None when unknown."""
    loss: Bounds | None
    """Users below it; None when unknown. In a break, from what it was before to what is counted now, as the other."""
    safe: Version | None
    """The highest minimum that keeps 99 %; None when no listed version certainly does, or nothing is known.

    In a break the highest that kept it before; to lower the minimum to, the highest that keeps it by now's count, too.
    """
    safe_loss: Bounds | None
    """Users below that one."""

    @property
    def certain(self) -> bool:
        """Whether that one keeps 99 %, as far as is known; in a break, before it and by now's count."""
        return self.safe_loss is None or self.safe_loss.high <= 1 - SAFE


NOT_KNOWN = Advice(Do.UNKNOWN, None, None, None, None)


def advise(
    minimum: Version | None,
    loss: Bounds | None,
    safe: Version | None,
    safe_loss: Bounds | None,
    *,
    settable: bool = True,
    decides: bool = True,
) -> Advice:
    """Return the advice that numbers lead to whose meaning is proved, or of which several fit.

    Args:
        settable: whether the program has a minimum, or a file names one.
        decides: whether a decision about the minimum may rest on the numbers.
    """
    known = Advice(Do.KNOW, minimum, loss, safe, safe_loss)
    return replace(known, do=_what(known)) if decides and settable else known


def _what(known: Advice) -> Do:
    raises = Do.RAISE if known.safe is not None and known.certain else Do.KNOW
    if known.minimum is None or known.loss is None:
        return raises
    if known.loss.low > 1 - SAFE:
        return Do.REVIEW
    if known.safe is None or known.safe < known.minimum:
        return Do.KNOW
    return raises if known.safe > known.minimum else Do.KEEP
