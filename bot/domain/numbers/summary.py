"""A summary of a snapshot, stored beside it, so that answers about ten thousand programs are fast."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.either_way import widest
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version


class Numbers(StrEnum):
    """The quality of a snapshot's numbers."""

    PROVED = "proved"
    """Coverage and loss are computed from one meaning."""
    NO_DATA = "no-data"
    """All zero, or an empty list: the program has no users yet."""
    UNDETERMINED = "undetermined"
    """Numbers whose meaning is not proved; where several fit, the losses are what holds under each."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One snapshot in brief. Fractions.

    Fleets are listed by the newest day alone. The week's median, which a program's own report takes as well, would mean
    reading seven snapshots of each of ten thousand programs. So a fleet may list a version as ready that the report
    calls safe on this day only.
    """

    day: date
    """The Chinese calendar day."""
    numbers: Numbers
    minimum: Version | None
    """The minimum on that day; None when WeChat named none."""
    loss: Bounds | None
    """Users below that minimum; None when either is unknown."""
    safe_minimum: Version | None
    """The highest minimum that keeps 99 % of users; None when no listed version does."""
    safe_loss: Bounds | None = None
    """Users below that minimum."""
    doubtful: bool = False
    """While a break goes on: whether the safe minimum is that of before it, and not safe by now's count."""
    unsettled: bool = False
    """While a break goes on: whether it is not known what was before it; nothing is to be set by such numbers."""


def summarise(snapshot: Snapshot) -> Summary:
    """Summarise a snapshot."""
    losses, minimum = snapshot.losses, snapshot.minimum
    safe = snapshot.safe_minimum
    return Summary(
        snapshot.day,
        _worth(snapshot),
        minimum,
        losses.loss(minimum) if losses and minimum else None,
        safe,
        losses.loss(safe) if losses and safe else None,
    )


def steadied(now: Summary, before: Summary | None, *, since: date) -> Summary:
    """A summary, while a break goes on: that of a day in it with what was recommended before.

    Args:
        before: of the newest snapshot before the break; None without one.
        since: the first day of the break.
    """
    if now.day < since:
        return now
    if before is None or Numbers.PROVED is not now.numbers or now.numbers is not before.numbers:
        return replace(now, unsettled=True)
    safe, loss = before.safe_minimum, now.loss
    if loss and before.loss and before.minimum == now.minimum:
        loss = widest((loss, before.loss))
    held = safe is not None and (now.safe_minimum is None or now.safe_minimum < safe)
    return replace(now, loss=loss, safe_minimum=safe, safe_loss=before.safe_loss, doubtful=held)


def _worth(snapshot: Snapshot) -> Numbers:
    if snapshot.distribution is not None:
        return Numbers.PROVED
    return Numbers.NO_DATA if snapshot.reading.meaning is Meaning.NO_DATA else Numbers.UNDETERMINED


@dataclass(frozen=True, slots=True)
class KnownLoss:
    """The loss at a version, as a snapshot's summary has it."""

    minimum: Version | None
    """The minimum on that day; None when WeChat named none."""
    loss: Bounds | None
    """Users below the version; None when unknown."""


def loss_at(snapshot: Snapshot, version: Version) -> KnownLoss:
    """The loss at a version by a snapshot."""
    return KnownLoss(snapshot.minimum, snapshot.losses.loss(version) if snapshot.losses else None)
