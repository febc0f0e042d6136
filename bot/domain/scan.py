"""What a Mini Program's source uses of WeChat, and the base library that it therefore needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from bot.domain.can.features import Platform, Source
from bot.domain.numbers.distribution import ONE, ZERO, Bounds
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.errors import BotError

Fact = str | Version
"""What a check in the source has made sure of: that a name exists, or that the base library is this one or newer."""
NOTHING_KNOWN: frozenset[Fact] = frozenset()


class Kind(StrEnum):
    """What is used."""

    API = "api"
    """`wx.request`"""
    OPTION = "option"
    """`wx.request.enableChunked`"""
    METHOD = "method"
    """`DownloadTask.abort`"""
    COMPONENT = "component"
    """`<scroll-view>`"""
    ATTRIBUTE = "attribute"
    """`<scroll-view binddragstart>`"""
    SETTING = "setting"
    """`useExtendedLib` of a JSON file"""


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """Where something stands. Lines and columns (in characters) count from 1."""

    path: str
    """Below the folder, with `/`."""
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Use:
    """A name as the source spells it; what an API returns is spelled `wx.downloadFile().abort`."""

    kind: Kind
    name: str
    place: Place
    known: frozenset[Fact] = NOTHING_KNOWN
    """What has been checked wherever this runs."""


class Skipped(StrEnum):
    """Why a file, or a line of `project.config.json`, was not read, or not wholly."""

    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"
    NOT_JSON = "not-json"
    SYNTAX = "syntax"
    """Read around the error."""
    OUTSIDE = "outside"
    """It leads out of the folder."""
    BAD_IGNORE = "bad-ignore"
    """An entry of `packOptions.ignore` that cannot be understood."""


@dataclass(frozen=True, order=True, slots=True)
class Notice:
    """A file that was not read, or not wholly."""

    path: str
    reason: Skipped


@dataclass(frozen=True, slots=True)
class Found:
    """One use of a feature."""

    place: Place
    guarded: bool


@dataclass(frozen=True)
class Finding:
    """A feature, and where it is used."""

    kind: Kind
    name: str
    minimum: Version | None
    """The lowest base library on which it works; in a plugin's code that of plugins. None: none is documented."""
    uses: tuple[Found, ...]
    """By place, one at least."""
    documented: bool = True
    """Whether the documentation has the name at all."""
    in_plugin: bool = False
    deprecated: bool = False
    deprecated_since: Version | None = None
    ignored: bool = False
    """Older base libraries ignore it and go on: it needs no guard and no minimum."""

    @cached_property
    def unguarded(self) -> tuple[Found, ...]:
        """The uses that nothing makes sure of."""
        return tuple(use for use in self.uses if not use.guarded)

    @property
    def first(self) -> Place:
        """Where to look first: the first unguarded use, else the first."""
        return (self.unguarded or self.uses)[0].place

    @property
    def demanded(self) -> Version | None:
        """What it demands of everybody's base library; None when it is guarded everywhere, ignored or undocumented."""
        return self.minimum if self.unguarded and not self.ignored else None


@dataclass(frozen=True)
class Scan:
    """All that was found in a folder."""

    platform: Platform
    sources: tuple[Source, ...]
    """Of the minimums."""
    files: int
    """How many were read."""
    findings: tuple[Finding, ...]
    """The most demanding first."""
    unknown: tuple[Finding, ...] = ()
    """Names below `wx` that the documentation does not have."""
    notices: tuple[Notice, ...] = ()
    computed: tuple[Place, ...] = ()
    """Where `wx` is asked for a name that is only known when it runs: nothing can be said of these."""

    @cached_property
    def required(self) -> Version | None:
        """The minimum that the program needs: the highest of its unguarded uses. None: it needs none that is known."""
        return _highest(finding for finding in self.findings if not finding.in_plugin)

    @cached_property
    def plugin_required(self) -> Version | None:
        """The same for the code of the plugin that the folder holds."""
        return _highest(finding for finding in self.findings if finding.in_plugin)

    @property
    def highest(self) -> Version | None:
        """What both together need."""
        return max((version for version in (self.required, self.plugin_required) if version), default=None)

    @property
    def demanding(self) -> tuple[Finding, ...]:
        """The findings that make the required minimum what it is."""
        return tuple(finding for finding in self.findings if self.highest and finding.demanded == self.highest)

    @property
    def without_them(self) -> Version | None:
        """The minimum that is needed once the demanding ones are guarded."""
        return _highest(finding for finding in self.findings if finding.demanded != self.highest)


def _highest(findings: Iterable[Finding]) -> Version | None:
    return max((finding.demanded for finding in findings if finding.demanded), default=None)


@dataclass(frozen=True)
class Verdict:
    """Whether the source passes."""

    scan: Scan
    report: Report | None = None
    """The users that are counted; None when nobody said whose."""
    failure: BotError | None = None
    """Why there are no numbers though there should be."""
    max_loss: Decimal | None = None
    """The highest fraction of users that may be lost."""
    max_minimum: Version | None = None

    @property
    def minimum(self) -> Version | None:
        """The minimum set now; None when it is not known."""
        return self.report.minimum if self.report else None

    def loss(self, version: Version | None) -> Bounds | None:
        """The share of users below a version; None when it is not known. Nobody is below no version."""
        if self.report is None or self.report.distribution is None:
            return None
        return self.report.distribution.loss(version) if version else Bounds(ZERO, ZERO)

    @property
    def guaranteed(self) -> bool:
        """Whether the minimum set now is as high as the one required: everybody who opens the program has it."""
        required = self.scan.highest
        return self.minimum is not None and (required is None or required <= self.minimum)

    def costs_too_much(self, version: Version | None) -> bool:
        """Whether a version loses more than may be lost, or could: an unknown loss, or one known only roughly."""
        if self.max_loss is None or version is None:
            return False
        if self.minimum is not None and version <= self.minimum:
            return False
        loss = self.loss(version)
        return (loss.high if loss else ONE) > self.max_loss

    def exceeds(self, version: Version | None) -> bool:
        """Whether a minimum is more than was allowed."""
        too_high = self.max_minimum is not None and version is not None and version > self.max_minimum
        return too_high or self.costs_too_much(version)

    @property
    def undetermined(self) -> bool:
        """Whether a loss was to be judged that is not known."""
        return self.max_loss is not None and self.loss(None) is None

    @property
    def passed(self) -> bool:
        """Whether nothing that was asked for is missed."""
        return not self.undetermined and not self.exceeds(self.scan.highest)
