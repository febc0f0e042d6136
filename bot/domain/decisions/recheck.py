"""What may have changed between the votes and the moment in which a minimum is set."""

from collections.abc import Collection
from decimal import Decimal
from typing import Final

from bot.domain.decisions.decision import Decision
from bot.domain.decisions.outcome import Change, Difference
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.version import Version

LARGEST_GROWTH: Final = Decimal("0.001")
"""How much the loss may exceed what was voted on: a tenth of a point."""
_NONE: Final = "none"


def difference(decision: Decision, minimum: Version | None, loss: Bounds, eligible: Collection[str]) -> Change | None:
    """What has changed, if that means new votes.

    Args:
        minimum: the one that WeChat shows now.
        eligible: those of the voters who may still decide.
    """
    then, votes = decision.evidence.loss, len(set(decision.voters) & set(eligible) - {decision.proposer_id})
    if minimum != decision.minimum:
        return Change(Difference.MINIMUM, _version(decision.minimum), _version(minimum))
    if loss.high > then.high + LARGEST_GROWTH:
        return Change(Difference.LOSS, ends_of(then), ends_of(loss))
    if votes < decision.needed:
        return Change(Difference.VOTERS, str(decision.needed), str(votes))
    return None


def ends_of(loss: Bounds) -> str:
    """A loss as `Change` has it."""
    return f"{loss.low:f},{loss.high:f}"


def loss_in(text: str) -> Bounds:
    """A loss as `ends_of` wrote it."""
    low, _, high = text.partition(",")
    return Bounds(Decimal(low), Decimal(high))


def _version(version: Version | None) -> str:
    return version.text if version else _NONE
