"""The result of scanning a folder."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from bot.domain.can.features import Platform, Source
from bot.domain.numbers.version import Version
from bot.domain.scan.findings import Finding, Place, Severity
from bot.domain.scan.gaps import LeftOut, Notice, Unjudged


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
        """The higher of the two."""
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
        """What it needs so that nothing breaks, or so that nothing degrades either."""
        return self.to_run if severity is Severity.BREAKS else self.whole

    def hidden(self, severity: Severity) -> int:
        """The number of names and files that may hide a need of this severity."""
        return len(self.doubted(severity)) + len(self.unread)

    def doubted(self, severity: Severity) -> tuple[Unjudged, ...]:
        """The names that may hide a need of this severity."""
        return tuple(each for each in self.unjudged if each.counts(severity))

    @property
    def unread(self) -> tuple[Notice, ...]:
        """The files that may hide a need."""
        return tuple(notice for notice in self.notices if notice.hides)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The most demanding first, then the most demanding but guarded, then by name."""
    nothing = Version(())
    by_name = sorted(findings, key=lambda finding: finding.name)
    return sorted(by_name, key=lambda each: (each.demanded or nothing, each.minimum or nothing), reverse=True)


def _highest(findings: Iterable[Finding]) -> Version | None:
    return max((finding.demanded for finding in findings if finding.demanded), default=None)
