"""Whether a source passes."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.domain.numbers.distribution import ONE, ZERO, Bounds
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.domain.scan.findings import Severity
from bot.domain.scan.scan import Needs, Scan
from bot.errors import BotError


class Outcome(StrEnum):
    """The outcome of a scan's limits."""

    PASSED = "passed"
    FAILED = "failed"
    UNJUDGED = "unjudged"
    """It may need more than the limit: some of it could not be judged."""


@dataclass(frozen=True)
class Verdict:
    """A scan, held against limits."""

    scan: Scan
    report: Report | None = None
    """The users that count; None without a program."""
    failure: BotError | None = None
    """Why expected numbers are missing."""
    max_loss: Decimal | None = None
    """The highest acceptable loss, a fraction."""
    max_minimum: Version | None = None
    fail_on: Severity = Severity.BREAKS
    """The least severity that counts against the limits."""
    allow_unjudged: bool = False

    @property
    def needs(self) -> Needs:
        """The needs that count against the limits."""
        return self.scan.needs(self.fail_on)

    @property
    def minimum(self) -> Version | None:
        """The minimum set now; None when unknown."""
        return self.report.minimum if self.report else None

    @property
    def enough(self) -> Version:
        """The minimum that counts: what needs no more is no problem."""
        return max((version for version in (self.minimum, self.max_minimum) if version), default=Version(()))

    @property
    def limited(self) -> bool:
        """Whether there is a limit."""
        return self.max_loss is not None or self.max_minimum is not None

    def loss(self, version: Version | None) -> Bounds | None:
        """The share of users below a version, see `Report.loss`; None when unknown. Without a version it is zero."""
        if self.report is None or self.report.losses is None:
            return None
        return self.report.loss(version) if version else Bounds(ZERO, ZERO)

    def guarantees(self, version: Version | None) -> bool:
        """Whether the minimum set now covers a version: every user has it."""
        return self.minimum is not None and (version is None or version <= self.minimum)

    @property
    def guaranteed(self) -> bool:
        """Whether the minimum set now covers the needs that count."""
        return self.guarantees(self.needs.highest)

    def costs_too_much(self, version: Version | None) -> bool:
        """Whether a version exceeds the acceptable loss, or may: the loss is unknown or uncertain."""
        if self.max_loss is None or version is None or self.guarantees(version):
            return False
        loss = self.loss(version)
        return (loss.high if loss else ONE) > self.max_loss

    def exceeds(self, version: Version | None) -> bool:
        """Whether a minimum is above the allowed one."""
        too_high = self.max_minimum is not None and version is not None and version > self.max_minimum
        return too_high or self.costs_too_much(version)

    @property
    def undetermined(self) -> bool:
        """Whether a loss that must be judged is unknown."""
        return self.max_loss is not None and (self.loss(None) is None or self._counted_lower)

    @property
    def _counted_lower(self) -> bool:
        """Whether the loss may be far above what is counted: WeChat counts a part, and what it was before is unknown.

        So it is at a version that was released since.
        """
        highest, broken = self.needs.highest, self.report.broken if self.report else None
        if self.report is None or highest is None or broken is None or self.guaranteed:
            return False
        return broken.open and broken.found.factor < 1 and self.report.loss_before(highest) is None

    @property
    def hidden(self) -> int:
        """The number of names and files that may need more than the limit."""
        limited = self.max_minimum is not None or (self.max_loss is not None and self.max_loss < ONE)
        return self.scan.hidden(self.fail_on) if limited else 0

    @property
    def outcome(self) -> Outcome:
        """Failed when a limit is exceeded; not judged when it may be."""
        if self.undetermined or self.exceeds(self.needs.highest):
            return Outcome.FAILED
        return Outcome.UNJUDGED if self.hidden and not self.allow_unjudged else Outcome.PASSED
