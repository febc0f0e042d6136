"""The meaning of a feed's `percentage`: WeChat's own texts disagree about it.

The current page calls it the share of users on that version, the older one the share of users affected, and the only
real payload in public code is cumulative (WxJava's test of 2018-04-26: fractions that never fall, adding up to 2.59).
`bot.domain.numbers.meaning_detection` finds it.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

SHARE_TOLERANCE = Decimal("0.05")
"""How far a total of shares may lie from one whole."""


class Meaning(StrEnum):
    """The meaning of a feed's numbers."""

    SHARE = "share"
    """The share of users on exactly this version."""
    BELOW = "below"
    """The share of users below this version."""
    AT_OR_BELOW = "at_or_below"
    """The share of users on this version or below."""
    NO_DATA = "no_data"
    """Nothing but zeros, or nothing at all."""
    UNDETERMINED = "undetermined"
    """The numbers prove no meaning: what holds under each that fits is computed; if none fits, they are shown raw."""


PROVED = frozenset({Meaning.SHARE, Meaning.BELOW, Meaning.AT_OR_BELOW})
"""The meanings of which each gives one distribution."""


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
    """From the oldest to the newest version the values never fall; shares of users go up and down."""
    PINNED = "pinned"
    """A setting fixes it."""
    LIKE_PUBLIC = "like-public"
    """More than one meaning fits, and read in this one they look like WeChat's public numbers."""
    REMEMBERED = "remembered"
    """These numbers prove no meaning, but the program's earlier ones did."""
    ALL_ZERO = "all-zero"
    EMPTY = "empty"
    AMBIGUOUS = "ambiguous"
    """Fractions and percent, or two meanings, fit equally well."""
    FITS_NOTHING = "fits-nothing"
    """Neither shares nor cumulative values look like this."""
    PIN_CONTRADICTED = "pin-contradicted"
    """The numbers contradict the meaning that a setting fixes."""


@dataclass(frozen=True, slots=True)
class Pin:
    """The meaning and scale set by the operator; None: detected."""

    meaning: Meaning | None = None
    scale: Scale | None = None


NO_PIN = Pin()


@dataclass(frozen=True, slots=True)
class Reading:
    """The meaning of a feed, and its evidence."""

    meaning: Meaning
    scale: Scale
    reason: Reason
    total: Decimal
    """All values added up, as a fraction of one whole (1 = everyone); odd labels included."""
    contradicts: Meaning | None = None
    """The meaning that earlier feeds of this program proved, when this one proves another."""
    fits: tuple[Meaning, ...] = ()
    """The meanings that fit, where more than one does and nothing shows which."""

    @property
    def proved(self) -> bool:
        """Whether the meaning is known."""
        return self.meaning in PROVED

    @property
    def proves(self) -> bool:
        """Whether the numbers prove the meaning, or WeChat's beside them; a setting or a memory does not."""
        return self.proved and self.reason in (Reason.ADDS_UP, Reason.NEVER_FALLS, Reason.LIKE_PUBLIC)
