"""How coverage moved over the kept weeks: is it moving, did users go back, are they older than all of WeChat's."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.distribution import Bounds
from bot.domain.public import PublicSnapshot
from bot.domain.report import Report
from bot.domain.suspicion import Suspicion
from bot.domain.version import Version


@dataclass(frozen=True, slots=True)
class Line:
    """Coverage of one version. Fractions."""

    version: Version
    coverage: tuple[Decimal, ...]
    """The certain part (`Bounds.low`), one for each of `TrendAnswer.days`."""
    now: Bounds
    since_week: Decimal | None
    """A difference of fractions; None when nothing comparable was kept then."""
    since_four_weeks: Decimal | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A snapshot that is kept and not drawn: something is wrong with it."""

    day: date
    suspicions: tuple[Suspicion, ...]


@dataclass(frozen=True, slots=True)
class RollBack:
    """Coverage of a version fell by more than three points within three days, while the numbers are sound."""

    version: Version
    """The newest version that fell."""
    since: date
    day: date
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Companion:
    """All of WeChat beside this program, for one version. Fractions."""

    version: Version
    coverage: tuple[Decimal | None, ...]
    """One for each of `TrendAnswer.days`; None where nothing was published near that day."""


@dataclass(frozen=True, slots=True)
class Tail:
    """How much more of this program's users are below a version than of WeChat's."""

    version: Version
    ours: Decimal
    """Loss at it, the certain part."""
    public: Decimal

    @property
    def older_by(self) -> Decimal:
        """A difference of fractions; negative when this program's users are newer than WeChat at large."""
        return self.ours - self.public


@dataclass(frozen=True)
class TrendAnswer:
    """What `trend` says."""

    report: Report
    """The newest snapshot; nothing is drawn of it when it is not sound."""
    days: tuple[date, ...]
    """At most twenty, one a week, oldest first."""
    lines: tuple[Line, ...]
    """At most six, newest version first."""
    left_out: tuple[LeftOut, ...]
    roll_backs: tuple[RollBack, ...]
    """Oldest first."""
    companion: Companion | None
    """Of the version that `tail` is about; None when WeChat's public numbers are missing or switched off."""
    public: PublicSnapshot | None
    """The newest; dated in the answer."""
    tail: Tail | None
