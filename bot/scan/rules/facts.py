"""Facts that guards ensure. Those about other places of the source are looked up once all files are read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.domain.numbers.version import Version


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
        """What only a name tells; None for a name of any other form."""
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
    """The facts that hold when one of several sets does; those that never happen do not count."""
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
