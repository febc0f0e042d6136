"""What a scan could not read or judge: it may need any base library."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.scan.findings import Place, Severity


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
