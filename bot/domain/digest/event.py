"""The event of a program in the week of a digest: its title, and whether it needs action."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from bot.domain.digest.comparison import Change, Kind
from bot.domain.numbers.distribution import Bounds, Distribution
from bot.domain.numbers.judgement import Numbers, Withdrawal
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.version import Version
from bot.domain.report.break_news import BreakNews, Turn
from bot.domain.report.report import Report
from bot.errors import NumbersUnusable

_USED = Decimal("0.01")
"""The share of users from which a version that vanished is an event."""


class EventKind(StrEnum):
    """A sentence each in the catalogs (`digest-event-...`), the most urgent first."""

    ATTENTION = "attention"
    """The numbers are old, doubtful or of unknown meaning."""
    NO_DATA = "no-data"
    """WeChat has no usage data any more, which passes by itself."""
    WITHDRAWN = "withdrawn"
    """A version with users, or the newest, is no longer listed."""
    BEING_WITHDRAWN = "being-withdrawn"
    """It still is, and its coverage fell."""
    RAISED = "raised"
    LOWERED = "lowered"
    """These two of the minimum set at WeChat."""
    BREAK = "break"
    """WeChat counts otherwise than before, so no minimum is called safe now or no longer."""
    BREAK_OVER = "break-over"
    """It counts as before again."""
    BREAK_LASTS = "break-lasts"
    """How it counts has become the new level."""
    NO_LONGER_SAFE = "no-longer-safe"
    """The highest minimum that kept 99 %."""
    OVER_5 = "over-5"
    OVER_1 = "over-1"
    LOSS_UP = "loss-up"
    """These three of the loss at the minimum, as `Kind` has them of a fleet; those at the end, too."""
    NOW_SAFE = "now-safe"
    """A higher minimum keeps 99 %."""
    UNDER_5 = "under-5"
    UNDER_1 = "under-1"
    LOSS_DOWN = "loss-down"


@dataclass(frozen=True, slots=True)
class Event:
    """The most urgent thing that happened to a program."""

    kind: EventKind
    version: Version | None = None
    """Which version it is about; None for the first two, and for what is about WeChat's count."""
    loss: Bounds | None = None
    """The loss at it now."""


def unlisted_of(now: Distribution, then: Distribution | None) -> Version | None:
    """The newest version that had users then, or was the newest, and is not listed now."""
    if then is None:
        return None
    listed = set(now.versions)
    gone = ((version, share) for version, share in then.shares if version not in listed)
    return next((version for version, share in gone if share >= _USED or version == then.versions[0]), None)


def event_of(
    report: Report,
    change: Change,
    *,
    unlisted: Version | None,
    withdrawal: Withdrawal | None,
    safe_before: Version | None,
    turned: BreakNews | None = None,
) -> Event | None:
    """The event of a week; None when there was none.

    Args:
        change: of its minimum, and of the loss there.
        unlisted: see `unlisted_of`.
        safe_before: the highest minimum that kept 99 % a week ago; None when unknown.
        turned: how WeChat's count turned.
    """
    losses, because = report.losses, report.stale_because
    if Kind.NO_DATA in change.kinds:
        return Event(EventKind.NO_DATA)
    undetermined = losses is None and report.snapshot.reading.meaning is not Meaning.NO_DATA
    no_data = isinstance(because, NumbersUnusable) and because.reason == Numbers.NO_DATA
    if undetermined or report.suspicions or (because and not no_data):
        return Event(EventKind.ATTENTION)
    # Other news of a day that answers for one without data were told while it was the newest.
    found = (None if no_data else _withdrawn(unlisted, withdrawal)) or _changed(report, change, _OF_MINIMUM)
    other = found is None and not no_data
    if other and report.broken and report.broken.open:
        return Event(EventKind.BREAK)
    if other and turned and turned.turn in TURNED:
        return Event(TURNED[turned.turn])
    if other and losses is not None:
        news = (_safe(report.safe_minimum, safe_before), _changed(report, change, _OF_LOSS))
        found = min(filter(None, news), key=lambda each: _RANK[each[0]], default=None)
    if found is None:
        return None
    kind, version = found
    return Event(kind, version, report.loss(version))


TURNED: Final = {Turn.OVER: EventKind.BREAK_OVER, Turn.LASTS: EventKind.BREAK_LASTS}
_Found = tuple[EventKind, Version] | None


def _withdrawn(unlisted: Version | None, withdrawal: Withdrawal | None) -> _Found:
    if unlisted is not None:
        return EventKind.WITHDRAWN, unlisted
    return (EventKind.BEING_WITHDRAWN, withdrawal.version) if withdrawal else None


_RANK: Final = {kind: rank for rank, kind in enumerate(EventKind)}
_OF_MINIMUM: Final = (Kind.RAISED, Kind.LOWERED)
_OF_LOSS: Final = (Kind.OVER_5, Kind.OVER_1, Kind.LOSS_UP, Kind.UNDER_5, Kind.UNDER_1, Kind.LOSS_DOWN)


def _changed(report: Report, change: Change, kinds: Sequence[Kind]) -> _Found:
    """Return the first of these that the comparison names."""
    kind = next((each for each in kinds if each in change.kinds), None)
    return (EventKind(kind.value), report.minimum) if kind and report.minimum else None


def _safe(now: Version | None, before: Version | None) -> _Found:
    if before is None or now == before:
        return None
    if now is not None and now > before:
        return EventKind.NOW_SAFE, now
    return EventKind.NO_LONGER_SAFE, before
