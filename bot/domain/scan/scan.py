"""A scan of a project, and its verdict on a minimum."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final

from bot.domain.can.features import Platform, Source
from bot.domain.numbers.distribution import ONE, ZERO, Bounds
from bot.domain.numbers.version import Version
from bot.domain.plain import KEY, as_object, read_object
from bot.domain.report import Report
from bot.domain.scan.findings import Finding, LeftOut, Notice, Place, Severity, Unjudged
from bot.errors import BotError, NoVerdict


@dataclass(frozen=True)
class Needs:
    """The minimums that findings demand: of the program, and of the plugin in its folder."""

    findings: tuple[Finding, ...]
    """The most demanding first."""

    @cached_property
    def program(self) -> Version | None:
        """The highest minimum of the program's findings. None: no known need."""
        return _highest(finding for finding in self.findings if not finding.in_plugin)

    @cached_property
    def plugin(self) -> Version | None:
        """The highest minimum of the plugin's findings."""
        return _highest(finding for finding in self.findings if finding.in_plugin)

    @property
    def highest(self) -> Version | None:
        return max((version for version in (self.program, self.plugin) if version), default=None)

    @property
    def demanding(self) -> tuple[Finding, ...]:
        """The findings that make the highest minimum what it is."""
        return tuple(finding for finding in self.findings if self.highest and finding.demanded == self.highest)

    @property
    def without_them(self) -> Version | None:
        """The minimum needed once the demanding ones are guarded."""
        return _highest(finding for finding in self.findings if finding.demanded != self.highest)


@dataclass(frozen=True)
class Scan:
    """What a folder's source uses and needs, and what of it could not be judged."""

    platform: Platform
    sources: tuple[Source, ...]
    """The sources of the minimums."""
    files: int
    """The number of files read."""
    findings: tuple[Finding, ...]
    """The most demanding first."""
    unjudged: tuple[Unjudged, ...] = ()
    notices: tuple[Notice, ...] = ()
    comparisons: tuple[Place, ...] = ()
    """Where versions are compared as text, or with their digits glued together: `2.10.0` < `2.9.0`."""
    unused: tuple[Place, ...] = ()
    """Ignore comments beside which nothing is to be ignored."""
    left_out: tuple[LeftOut, ...] = ()
    """What does not ship, by reason."""
    outdated: int = 0
    """What the baseline accepts and is no longer there."""

    @cached_property
    def to_run(self) -> Needs:
        """What it needs to run."""
        return Needs(tuple(each for each in self.findings if each.severity is Severity.BREAKS))

    @cached_property
    def whole(self) -> Needs:
        """What it needs to work whole."""
        return Needs(self.findings)

    def needs(self, severity: Severity) -> Needs:
        """Return what it needs so that nothing breaks, or so that nothing degrades either."""
        return self.to_run if severity is Severity.BREAKS else self.whole

    def hidden(self, severity: Severity) -> int:
        """Return the number of names and files that may hide a need of this severity."""
        return len(self.doubted(severity)) + len(self.unread)

    def doubted(self, severity: Severity) -> tuple[Unjudged, ...]:
        """Return the names that may hide a need of this severity."""
        return tuple(each for each in self.unjudged if each.counts(severity))

    @property
    def unread(self) -> tuple[Notice, ...]:
        """The files that may hide a need."""
        return tuple(notice for notice in self.notices if notice.hides)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the most demanding first, then the most demanding but guarded, then by name."""
    nothing = Version(())
    by_name = sorted(findings, key=lambda finding: finding.name)
    return sorted(by_name, key=lambda each: (each.demanded or nothing, each.minimum or nothing), reverse=True)


def _highest(findings: Iterable[Finding]) -> Version | None:
    return max((finding.demanded for finding in findings if finding.demanded), default=None)


class Outcome(StrEnum):
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
        return self.max_loss is not None or self.max_minimum is not None

    def loss(self, version: Version | None) -> Bounds | None:
        """Return the share of users below a version, see `Report.loss`; None when unknown.

        Without a version it is zero.
        """
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


_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}|")
_CURLY: Final = str.maketrans(dict.fromkeys("“”„‟", '"'))
"""Some keyboards make these of straight quotes."""
_MOST_UNJUDGED: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class GivenScan:
    """The verdict of `baselib scan` as a person gave it: the source is not here, so it cannot be checked."""

    outcome: Outcome
    to_run: Version | None
    """The base library that the source needs to run; None: no known need."""
    whole: Version | None = field(metadata={KEY: "to_work_whole"})
    """The one that it needs to work whole."""
    unjudged: int
    """Names and files that may hide a need."""
    commit: str
    """The git commit that was scanned; empty where that is not known."""
    at: datetime
    """UTC; when it was scanned."""
    given_by: str = ""
    """A Slack user's id."""


def scan_line(scan: GivenScan) -> str:
    """Return a verdict in one line, which `typed_scan` reads again."""
    return json.dumps(as_object(scan), separators=(",", ":"))


def typed_scan(text: str, *, given_by: str) -> GivenScan | None:
    """Return the line that `baselib scan --verdict` has printed; None for an empty text.

    Args:
        text: as typed or pasted.
        given_by: the Slack user.

    Raises:
        NoVerdict: it is something else.
    """
    if not text.strip():
        return None
    try:
        found = json.loads(text.translate(_CURLY))
        given = read_object(GivenScan, {**found, "given_by": given_by})
    except (ValueError, TypeError, RecursionError) as error:
        raise NoVerdict from error
    aware = given.at.utcoffset() is not None
    if not (aware and 0 <= given.unjudged < _MOST_UNJUDGED and _COMMIT.fullmatch(given.commit)):
        raise NoVerdict
    return given
