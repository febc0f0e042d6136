"""How a feed's `percentage` must be read: found out per payload, because WeChat's own texts disagree.

The current page calls it the share of users on that version, the older one the share of users affected, and the only
real payload in public code is cumulative (WxJava's test of 2018-04-26: fractions that never fall, adding up to 2.59).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from bot.domain.feed import Feed

SHARE_TOLERANCE = Decimal("0.05")
"""How far from one whole a total may lie and still be a total of shares."""
CUMULATIVE_FROM = Decimal("1.05")
"""Above this a total cannot be one of shares, so values that never fall are cumulative."""
EVERYONE = Decimal("0.9995")
"""From here on a cumulative value counts as everyone; WeChat rounds to four digits."""
_DISTINCT_FOR_CUMULATIVE = 3


class Meaning(StrEnum):
    """What the numbers of a feed say."""

    SHARE = "share"
    """The share of users on exactly this version."""
    BELOW = "below"
    """The share of users below this version."""
    AT_OR_BELOW = "at_or_below"
    """The share of users on this version or below."""
    NO_DATA = "no_data"
    """Nothing but zeros, or nothing at all."""
    UNDETERMINED = "undetermined"
    """The numbers prove nothing: they are shown raw and no loss is computed."""


PROVED = frozenset({Meaning.SHARE, Meaning.BELOW, Meaning.AT_OR_BELOW})
"""The meanings from which coverage and loss can be computed."""


class Scale(StrEnum):
    """What one whole is."""

    PERCENT = "percent"
    FRACTION = "fraction"

    @property
    def whole(self) -> Decimal:
        """The number that stands for all users."""
        return Decimal(100 if self is Scale.PERCENT else 1)


class Reason(StrEnum):
    """The evidence for a reading, a sentence each in the catalogs (`reason-...`)."""

    ADDS_UP = "adds-up"
    """The values add up to one whole."""
    NEVER_FALLS = "never-falls"
    """From the oldest to the newest version the values never fall, and they add up to more than one whole."""
    PINNED = "pinned"
    """A setting says so."""
    REMEMBERED = "remembered"
    """These numbers prove nothing, but earlier ones of this program did."""
    ALL_ZERO = "all-zero"
    EMPTY = "empty"
    AMBIGUOUS = "ambiguous"
    """Fractions and percent, or two meanings, fit equally well."""
    FITS_NOTHING = "fits-nothing"
    """Neither shares nor cumulative values look like this."""
    PIN_CONTRADICTED = "pin-contradicted"
    """A setting says how to read it and the numbers say that this cannot be."""


@dataclass(frozen=True, slots=True)
class Pin:
    """How the operator says a feed must be read; None leaves it to detection."""

    meaning: Meaning | None = None
    scale: Scale | None = None


NO_PIN = Pin()


@dataclass(frozen=True, slots=True)
class Reading:
    """How a feed is read, and why."""

    meaning: Meaning
    scale: Scale
    reason: Reason
    total: Decimal
    """All values added up, as a fraction of one whole (1 = everyone); odd labels included."""
    contradicts: Meaning | None = None
    """The meaning that earlier feeds of this program proved, when this one proves another."""

    @property
    def proved(self) -> bool:
        """Whether coverage and loss can be computed."""
        return self.meaning in PROVED


def read_meaning(feed: Feed, *, pin: Pin = NO_PIN, remembered: Reading | None = None) -> Reading:
    """Find out how to read a feed.

    Args:
        feed: the payload.
        pin: what the operator's settings say (`WECHAT_PERCENTAGE_MEANING`, `WECHAT_PERCENTAGE_SCALE`).
        remembered: the newest reading of this program that was proved by its own numbers.
    """
    values = [value for _, value in feed.versions]
    total = sum(values, Decimal(0)) + sum((item.value for item in feed.other), Decimal(0))
    if total == 0:
        reason = Reason.ALL_ZERO if feed.items else Reason.EMPTY
        return Reading(Meaning.NO_DATA, pin.scale or Scale.FRACTION, reason, total)
    fitting = [candidate for candidate in _candidates(values, total) if _allowed(candidate, pin)]
    if pin.meaning is not None:
        return _pinned(pin.meaning, pin.scale, values, total)
    if len(fitting) == 1:
        return _against_memory(fitting[0], values, remembered)
    if remembered is not None and _possible(remembered.meaning, remembered.scale, values, total):
        return Reading(remembered.meaning, remembered.scale, Reason.REMEMBERED, total / remembered.scale.whole)
    scale = pin.scale or _scale_of(values)
    reason = Reason.AMBIGUOUS if fitting else Reason.FITS_NOTHING
    return Reading(Meaning.UNDETERMINED, scale, reason, total / scale.whole)


def _candidates(values: Sequence[Decimal], total: Decimal) -> list[Reading]:
    """Every reading that the numbers prove, taken alone."""
    found = []
    for scale in Scale:
        of_whole = total / scale.whole
        if not values or max(values) > scale.whole:
            continue
        if abs(of_whole - 1) <= SHARE_TOLERANCE:
            found.append(Reading(Meaning.SHARE, scale, Reason.ADDS_UP, of_whole))
        elif of_whole > CUMULATIVE_FROM and _climbs(values):
            found.append(Reading(_which_cumulative(values, scale), scale, Reason.NEVER_FALLS, of_whole))
    if len(values) == 1 and values[0] == 1:  # all users as a fraction, or 1 % of them
        found.append(Reading(Meaning.UNDETERMINED, Scale.PERCENT, Reason.AMBIGUOUS, total / 100))
    return found


def _climbs(values: Sequence[Decimal]) -> bool:
    return _never_falls(values) and len(set(values)) >= _DISTINCT_FOR_CUMULATIVE


def _never_falls(values: Sequence[Decimal]) -> bool:
    return all(earlier <= later for earlier, later in pairwise(values))


def _which_cumulative(values: Sequence[Decimal], scale: Scale) -> Meaning:
    """Below, or at or below: the two differ by one place in the list.

    "At or below" ends with everyone at the newest version and counts somebody at the oldest; everything else reads
    naturally as "below", which is also what WeChat's console calls the number.
    """
    everyone = values[-1] >= EVERYONE * scale.whole
    return Meaning.AT_OR_BELOW if everyone and values[0] > 0 else Meaning.BELOW


def _allowed(candidate: Reading, pin: Pin) -> bool:
    return pin.scale in (None, candidate.scale)


def _against_memory(found: Reading, values: Sequence[Decimal], remembered: Reading | None) -> Reading:
    """Hold a proof against what earlier feeds of the program proved."""
    if remembered is None or not found.proved or remembered.meaning == found.meaning:
        return found
    both_cumulative = Meaning.SHARE not in (remembered.meaning, found.meaning)
    fits_memory_too = remembered.scale == found.scale and _never_falls(values)
    if (both_cumulative and fits_memory_too) or (found.meaning is Meaning.SHARE and fits_memory_too):
        # Numbers that climb and happen to add up to one whole prove neither; the earlier feeds did.
        return Reading(remembered.meaning, remembered.scale, Reason.REMEMBERED, found.total)
    return Reading(found.meaning, found.scale, found.reason, found.total, contradicts=remembered.meaning)


def _pinned(meaning: Meaning, scale: Scale | None, values: Sequence[Decimal], total: Decimal) -> Reading:
    scale = scale or _scale_of(values)
    of_whole = total / scale.whole
    if not _possible(meaning, scale, values, total):
        return Reading(Meaning.UNDETERMINED, scale, Reason.PIN_CONTRADICTED, of_whole)
    return Reading(meaning, scale, Reason.PINNED, of_whole)


def _possible(meaning: Meaning, scale: Scale, values: Sequence[Decimal], total: Decimal) -> bool:
    """Whether the numbers could have this meaning, though they may not prove it."""
    if not values or max(values) > scale.whole:
        return False
    if meaning is Meaning.SHARE:
        return total / scale.whole <= 1 + SHARE_TOLERANCE
    return _never_falls(values)


def _scale_of(values: Sequence[Decimal]) -> Scale:
    return Scale.PERCENT if values and max(values) > 1 else Scale.FRACTION
