"""What a scan finds, and what it could not see."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from bot.domain.can.features import Emptied
from bot.domain.numbers.version import Version

_PACKAGES: Final = "miniprogram_npm"


class Kind(StrEnum):
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


class Severity(StrEnum):
    """What happens on an older base library."""

    BREAKS = "breaks"
    """It throws, or lacks code: calling what is undefined."""
    DEGRADES = "degrades"
    """Something is left out: an option, attribute, value, event or component that it ignores."""
    HARMLESS = "harmless"
    """Nothing is left out: a setting for speed, or for the developer tools."""


class Accepted(StrEnum):
    """Why a use counts for nothing."""

    COMMENT = "comment"
    """A comment beside it says so: `baselib-ignore`."""
    CONFIG = "config"
    """The configuration says so."""
    BASELINE = "baseline"
    """It was there before."""


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A place in the source. Lines and columns (in characters) count from 1."""

    path: str
    """Relative to the folder, with `/`."""
    line: int
    column: int

    @property
    def package(self) -> str:
        """The npm package that it is in; empty for the project's own code."""
        if _PACKAGES not in self.path:  # nearly always
            return ""
        _, below, rest = f"/{self.path}".partition(f"/{_PACKAGES}/")
        scope, _, name = rest.partition("/")
        return f"{scope}/{name.partition('/')[0]}" if below and scope.startswith("@") else scope if below else ""


@dataclass(frozen=True, slots=True)
class Found:
    place: Place
    guarded: bool
    accepted: Accepted | None = None

    @property
    def counts(self) -> bool:
        """Whether it demands a minimum."""
        return not self.guarded and self.accepted is None


@dataclass(frozen=True)
class Finding:
    """A feature, and where it is used."""

    kind: Kind
    name: str
    minimum: Version | None
    """The lowest base library on which it works, inside plugins if this is a plugin's code. None: undocumented."""
    uses: tuple[Found, ...]
    """By place, at least one."""
    in_plugin: bool = False
    deprecated: bool = False
    deprecated_since: Version | None = None
    instead: tuple[str, ...] = ()
    """What WeChat says to use instead of a deprecated one."""
    instead_minimum: Version | None = None
    """The lowest base library that has all of that, as far as it is documented."""
    lacks_harmony: bool = False
    """Whether HarmonyOS lacks it at every base library."""
    page: str = ""
    """The address of WeChat's page about it."""
    severity: Severity = Severity.BREAKS
    check: str = ""
    """The condition under which it is there; empty where nothing tells."""
    guard: tuple[str, ...] = ()
    """Lines to paste; empty where there are none."""
    emptied: Emptied | None = None
    """What WeChat took back of it."""

    @cached_property
    def unguarded(self) -> tuple[Found, ...]:
        """The uses that count: without a guard, and not accepted."""
        return tuple(use for use in self.uses if use.counts)

    @property
    def first(self) -> Place:
        """The first unguarded use, else the first use."""
        return (self.unguarded or self.uses)[0].place

    @property
    def demanded(self) -> Version | None:
        """The minimum that it demands to work whole; None when guarded everywhere, harmless or undocumented."""
        return self.minimum if self.unguarded and self.severity is not Severity.HARMLESS else None


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
    """An invalid entry of `packOptions.ignore`: more may have been read than ships, not less."""
    FRAMEWORK = "framework"
    """The source of a framework that is not understood."""


_READ_ALL: Final = frozenset({Skipped.BAD_IGNORE})


@dataclass(frozen=True, order=True, slots=True)
class Notice:
    """A file that was not read completely."""

    path: str
    reason: Skipped

    @property
    def hides(self) -> bool:
        """Whether a need may be in what was not read."""
        return self.reason not in _READ_ALL


class Reason(StrEnum):
    """Why a folder or a file was left out: it does not ship."""

    CLOUD = "cloud"
    """`cloudfunctionRoot`, without pages or subpackages in it."""
    PACKING = "packing"
    """`packOptions.ignore`."""
    CONFIG = "config"
    """`exclude` of the scan's own configuration."""
    FRAMEWORK = "framework"
    """A framework builds it, tests with it, or takes it for another platform."""


@dataclass(frozen=True, order=True, slots=True)
class LeftOut:
    """A folder, with `/` at its end, or a file that was not read."""

    reason: Reason
    path: str


class Doubt(StrEnum):
    """Why a name could not be judged."""

    API = "api"
    """WeChat's typings do not have it."""
    COMPONENT = "component"
    """It is neither WeChat's nor the project's own."""
    ATTRIBUTE = "attribute"
    """The component is not documented to have it, or not this value: older base libraries would ignore it."""
    COMPUTED = "computed"
    """The name is known only at run time, or `wx` is handed on as a whole."""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A name that could not be judged, and where it is used without a guard."""

    doubt: Doubt
    name: str
    places: tuple[Place, ...]
    """In order, at least one."""

    def counts(self, severity: Severity) -> bool:
        """Whether it may hide a need of this severity."""
        return severity is Severity.DEGRADES or self.may_break

    @property
    def may_break(self) -> bool:
        """Whether it may throw on an older base library; else something may be left out."""
        return self.doubt is not Doubt.ATTRIBUTE
