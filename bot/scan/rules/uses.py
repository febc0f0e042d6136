"""What one file says, before its neighbours are known."""

from dataclasses import dataclass, field
from typing import Final

from bot.domain.scan.findings import Kind, Place
from bot.domain.scan.gaps import Skipped
from bot.scan.rules.facts import NOTHING_KNOWN, Facts, Known
from bot.scan.rules.ignores import Ignore

THEN: Final = ".then"
"""The end of a name that stands for the promise of an API."""


@dataclass(frozen=True, slots=True)
class Use:
    """A name as the source spells it; a method of an API's result is spelled `wx.downloadFile().abort`.

    The use of an API's promise is spelled `wx.login.then`.
    """

    kind: Kind
    name: str
    place: Place
    known: Facts = NOTHING_KNOWN
    """The guards that hold wherever this runs."""
    observed: bool = False
    """Whether the page's own WXS listens to it, so that its element need not know it."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A name known only at run time, such as `wx[name]`, or `wx` handed on as a whole."""

    name: str
    place: Place
    known: Facts = NOTHING_KNOWN
    exported: bool = False
    """Whether it is handed on to files that import it."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a function of another file returns is taken for a promise."""

    module: str
    name: str
    place: Place
    known: Facts = NOTHING_KNOWN


@dataclass(slots=True)
class Source:
    """The uses in one file, and what other files may ask of it."""

    uses: list[Use] = field(default_factory=list)
    computed: list[Computed] = field(default_factory=list)
    comparisons: list[Place] = field(default_factory=list)
    """Where versions are compared as text, or with their digits glued together."""
    results: dict[str, list[Known]] = field(default_factory=dict)
    """What each `return` of a function ensures, by the function's name."""
    flags: dict[str, list[Facts]] = field(default_factory=dict)
    """What each assignment of a property or variable ensures, unless it sets something false."""
    calls: dict[str, list[Facts]] = field(default_factory=dict)
    """What holds at each call of a function that only this file can call."""
    promised: dict[str, set[str]] = field(default_factory=dict)
    """The promises of WeChat's that a function returns, by its name: `wx.login.then`."""
    awaited: list[Awaited] = field(default_factory=list)
    mixed_in: list[str] = field(default_factory=list)
    """Modules whose methods set the data of this file's page or component: `behaviors: [login]`."""
    exports: dict[str, str] = field(default_factory=dict)
    """The names under which it hands out `wx` as a whole, and what that is called here; `*` for the module itself."""
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Module and name of what is imported, by its name here; passed on under that name."""
    passed_on: list[str] = field(default_factory=list)
    """Modules that are passed on as a whole: `export * from './version'`."""
    tags: set[str] = field(default_factory=set)
    """Tags of the project's own components in this file."""
    imported_tags: set[str] = field(default_factory=set)
    """Tags of what is imported, which may be components."""
    registered: set[str] = field(default_factory=set)
    """Those in all files: `Vue.component('my-list', ...)`."""
    added: set[str] = field(default_factory=set)
    """Members of `wx` that the source sets itself: `wx.lin = {}`."""
    ignores: list[Ignore] = field(default_factory=list)
    unread: list[Skipped] = field(default_factory=list)

    def add(self, other: "Source") -> None:
        """Add another part of the same file."""
        self.uses += other.uses
        self.computed += other.computed
        self.comparisons += other.comparisons
        for own, others in ((self.flags, other.flags), (self.calls, other.calls)):
            for name, facts in others.items():
                own.setdefault(name, []).extend(facts)
        for name, known in other.results.items():
            self.results.setdefault(name, []).extend(known)
        self.promised |= other.promised
        self.awaited += other.awaited
        self.mixed_in += other.mixed_in
        self.exports |= other.exports
        self.imports |= other.imports
        self.passed_on += other.passed_on
        self.tags |= other.tags
        self.imported_tags |= other.imported_tags
        self.added |= other.added
        self.unread += other.unread
