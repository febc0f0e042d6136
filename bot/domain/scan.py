"""The WeChat features that a Mini Program's source uses, and the base library that they need."""

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
"""What a guard in the source ensures: a name exists, or the base library is at least this one."""
NOTHING_KNOWN: frozenset[Fact] = frozenset()


class Kind(StrEnum):
    """The kind of a used feature."""

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
    """A place in the source. Lines and columns (in characters) count from 1."""

    path: str
    """Relative to the folder, with `/`."""
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Use:
    """A name as the source spells it; a method of an API's result is spelled `wx.downloadFile().abort`."""

    kind: Kind
    name: str
    place: Place
    known: frozenset[Fact] = NOTHING_KNOWN
    """The guards that hold wherever this runs."""


class Skipped(StrEnum):
    """Why a file, or a line of `project.config.json`, was not read completely."""

    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"
    NOT_JSON = "not-json"
    SYNTAX = "syntax"
    """Read around the error."""
    TOO_COSTLY = "too-costly"
    """Reading stopped: it is built to keep a reader busy."""
    OUTSIDE = "outside"
    """It points outside the folder."""
    BAD_IGNORE = "bad-ignore"
    """An invalid entry of `packOptions.ignore`."""


@dataclass(frozen=True, order=True, slots=True)
class Notice:
    """A file that was not read completely."""

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
    """The lowest base library on which it works, inside plugins if this is a plugin's code. None: undocumented."""
    uses: tuple[Found, ...]
    """By place, at least one."""
    documented: bool = True
    """Whether the name is documented at all."""
    in_plugin: bool = False
    deprecated: bool = False
    deprecated_since: Version | None = None
    ignored: bool = False
    """Older base libraries ignore it: it needs no guard and no minimum."""

    @cached_property
    def unguarded(self) -> tuple[Found, ...]:
        """The uses without a guard."""
        return tuple(use for use in self.uses if not use.guarded)

    @property
    def first(self) -> Place:
        """The first unguarded use, else the first use."""
        return (self.unguarded or self.uses)[0].place

    @property
    def demanded(self) -> Version | None:
        """The minimum it demands; None when guarded everywhere, ignored or undocumented."""
        return self.minimum if self.unguarded and not self.ignored else None


@dataclass(frozen=True)
class Scan:
    """The result of scanning a folder."""

    platform: Platform
    sources: tuple[Source, ...]
    """The sources of the minimums."""
    files: int
    """The number of files read."""
    findings: tuple[Finding, ...]
    """The most demanding first."""
    unknown: tuple[Finding, ...] = ()
    """Names under `wx` that are not documented."""
    notices: tuple[Notice, ...] = ()
    computed: tuple[Place, ...] = ()
    """Where `wx` is accessed by a name known only at run time: these cannot be judged."""

    @cached_property
    def required(self) -> Version | None:
        """The minimum that the program needs: the highest of its unguarded uses. None: no known need."""
        return _highest(finding for finding in self.findings if not finding.in_plugin)

    @cached_property
    def plugin_required(self) -> Version | None:
        """The minimum that the plugin's code in the folder needs."""
        return _highest(finding for finding in self.findings if finding.in_plugin)

    @property
    def highest(self) -> Version | None:
        """The higher of the two."""
        return max((version for version in (self.required, self.plugin_required) if version), default=None)

    @property
    def demanding(self) -> tuple[Finding, ...]:
        """The findings that make the required minimum what it is."""
        return tuple(finding for finding in self.findings if self.highest and finding.demanded == self.highest)

    @property
    def without_them(self) -> Version | None:
        """The minimum needed once the demanding ones are guarded."""
        return _highest(finding for finding in self.findings if finding.demanded != self.highest)


def _highest(findings: Iterable[Finding]) -> Version | None:
    return max((finding.demanded for finding in findings if finding.demanded), default=None)


@dataclass(frozen=True)
class Verdict:
    """Whether the source passes."""

    scan: Scan
    report: Report | None = None
    """The users that count; None without a program."""
    failure: BotError | None = None
    """Why expected numbers are missing."""
    max_loss: Decimal | None = None
    """The highest acceptable loss, a fraction."""
    max_minimum: Version | None = None

    @property
    def minimum(self) -> Version | None:
        """The minimum set now; None when unknown."""
        return self.report.minimum if self.report else None

    def loss(self, version: Version | None) -> Bounds | None:
        """The share of users below a version; None when unknown. Without a version it is zero."""
        if self.report is None or self.report.distribution is None:
            return None
        return self.report.distribution.loss(version) if version else Bounds(ZERO, ZERO)

    @property
    def guaranteed(self) -> bool:
        """Whether the minimum set now covers the required one: every user has it."""
        required = self.scan.highest
        return self.minimum is not None and (required is None or required <= self.minimum)

    def costs_too_much(self, version: Version | None) -> bool:
        """Whether a version exceeds the acceptable loss, or may: the loss is unknown or uncertain."""
        if self.max_loss is None or version is None:
            return False
        if self.minimum is not None and version <= self.minimum:
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
        return self.max_loss is not None and self.loss(None) is None

    @property
    def evaded(self) -> tuple[Notice, ...]:
        """The files that may exceed a limit: they are built so that they cannot be read in full."""
        limited = self.max_loss is not None or self.max_minimum is not None
        return tuple(each for each in self.scan.notices if limited and each.reason is Skipped.TOO_COSTLY)

    @property
    def passed(self) -> bool:
        """Whether every limit is met."""
        return not self.undetermined and not self.evaded and not self.exceeds(self.scan.highest)
