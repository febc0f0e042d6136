"""What one file says, before its neighbours are known."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.domain.numbers.version import Version
from bot.domain.scan.findings import Kind, Place, Skipped

_COMMENT: Final = re.compile(
    rb"(?://|/\*|<!--)[ \t*]*+baselib-ignore(?P<next>-next-line)?+[ \t]++(?P<names>[^\s:*][^\n:]{0,200}?)[ \t]*+:"
    rb"[ \t]*+(?P<reason>[^\s*-][^\n]{0,200})"
)
_WORD: Final = b"baselib-ignore"
_BOUND: Final = re.compile(r"[,\s]+(?![^<]*>)")
"""Between names: a comma or a space, but not inside `<button open-type=share>`."""


@dataclass(frozen=True, slots=True)
class Ignore:
    names: tuple[str, ...]
    """Empty when the comment is malformed: without a name, or without a reason."""
    line: int
    """The line whose uses are accepted."""
    place: Place


@dataclass(slots=True)
class Ignores:
    comments: Mapping[tuple[str, int], list[Ignore]]
    """By path and line."""
    used: set[Ignore] = field(default_factory=set)

    def accepts(self, name: str, place: Place) -> bool:
        """Whether a comment accepts this use."""
        found = [
            each
            for each in self.comments.get((place.path, place.line), ())
            if any(is_named(own, name) for own in each.names)
        ]
        self.used.update(found)
        return bool(found)

    @property
    def unused(self) -> tuple[Place, ...]:
        """Where comments accept nothing."""
        return tuple(sorted(each.place for group in self.comments.values() for each in group if each not in self.used))


def read_ignores(text: bytes, path: str) -> Iterator[Ignore]:
    """Yield the comments in a file."""
    if _WORD not in text:
        return
    for row, line in enumerate(text.split(b"\n"), 1):
        at = line.find(_WORD)
        if at < 0:
            continue
        found = _COMMENT.search(line)
        place = Place(path, row, len(line[:at].decode("utf-8", "replace")) + 1)
        if found is None:
            yield Ignore((), row, place)
            continue
        names = _BOUND.split(found["names"].decode("utf-8", "replace").strip())
        yield Ignore(tuple(name for name in names if name), row + (found["next"] is not None), place)


def is_named(name: str, rule: str) -> bool:
    """Whether a name, as people write it, is that of a rule: `getUserProfile`, `page-container`."""
    return rule.removeprefix("plugin:") in (name, f"wx.{name}", f"<{name}>")


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of several sets of facts holds: `wx.foo || wx.canIUse('foo')`."""

    alternatives: frozenset["Facts"]


@dataclass(frozen=True, slots=True)
class Flag:
    """A property or a variable is true: what its assignments ensure is known once the file is read."""

    name: str
    shared: bool = False
    """Whether any file may assign it: a property of `globalData`."""


@dataclass(frozen=True, slots=True)
class Result:
    """A function returned, or a constant holds, something true or false."""

    module: str
    """As `import` spells it; empty for this file."""
    name: str
    arguments: tuple[str, ...] = ()
    """The texts passed; `PASSED_ON` and a number for a parameter, `""` for anything else."""
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Parameter:
    """A fact about the argument of the function around it: a version, or a name."""

    owner: int
    """The function's node."""
    index: int
    is_version: bool


@dataclass(frozen=True, slots=True)
class Helper:
    """Something with a name such as `canIUseNextTick` is true."""

    name: str

    @classmethod
    def of(cls, name: str) -> "Helper | None":
        """Return what only a name tells; None for a name of any other form."""
        return cls(name) if _CHECK in name.casefold() else None

    @property
    def subject(self) -> str:
        """What it checks, in lower case: `nexttick`."""
        return self.name.casefold().partition(_CHECK)[2]


@dataclass(frozen=True, slots=True)
class Called:
    """A function of this name was called, so what holds at all its calls holds."""

    name: str


@dataclass(frozen=True, slots=True)
class Caught:
    """An error is caught: `try { wx.foo() } catch {}`."""


@dataclass(frozen=True, slots=True)
class Never:
    """This never happens in WeChat: the code is for another platform."""


Fact = str | Version | AnyOf | Flag | Result | Parameter | Helper | Called | Caught | Never
"""A text is a name that exists: as the source spells it, or as `wx.canIUse` takes it. A version is the least that the
base library has."""
Facts = frozenset[Fact]
NOTHING_KNOWN: Final[Facts] = frozenset()
_CHECK: Final = "caniuse"
PASSED_ON: Final = "\0"
AWAITED: Final = "await "
"""The start of the name of a result that a function returns as a promise."""
CAUGHT: Final = Caught()
NEVER: Final = Never()
_NEVER: Final[Facts] = frozenset({NEVER})
_MOST_ALTERNATIVES: Final = 8
_MOST_FACTS: Final = 20
"""Facts of an alternative; with more, it ensures nothing."""


@dataclass(frozen=True, slots=True)
class Known:
    """The facts known when a condition holds, and when it does not."""

    true: Facts = NOTHING_KNOWN
    false: Facts = NOTHING_KNOWN

    @property
    def negated(self) -> "Known":
        """The facts of the negated condition."""
        return Known(self.false, self.true)


NOTHING: Final = Known()
ALWAYS: Final = Known(false=_NEVER)


def any_of(alternatives: Iterable[Facts]) -> Facts:
    """Return the facts that hold when one of several sets does; those that never happen do not count."""
    possible: list[Facts] = []
    for each in alternatives:
        if NEVER in each:
            continue
        if not each or len(each) > _MOST_FACTS:
            return NOTHING_KNOWN
        (only, *more) = each
        possible += only.alternatives if isinstance(only, AnyOf) and not more else [each]
        if len(possible) > _MOST_ALTERNATIVES:
            return NOTHING_KNOWN
    if not possible:
        return _NEVER
    first, *others = possible
    if not others:
        return first
    common = first.intersection(*others)
    rest = frozenset(each - common for each in possible)
    return common | {AnyOf(rest)} if all(rest) else common


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
