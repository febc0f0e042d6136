"""Programs whose days are made up, and what of them an oracle is told."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Final

from hypothesis import strategies as st

from tests.oracle.oracle import Listed, Off, Oracle, Version

TODAY: Final = date(2026, 11, 23)
DAY: Final = timedelta(days=1)
_FIRST: Final = date(2020, 1, 6)
_RELEASED_EVERY: Final = 14
_VERSIONS: Final = 32
_STEP: Final = Decimal("0.000001")
_NOTICED: Final = 3
"""Days within which the public numbers of a break come: they are read each day."""
_NEVER: Final = date(3000, 1, 1)
_COARSE: Final = (18, 9, 2)
"""How many releases old those of a program with few versions are: no course shows in so few."""


class Cut(StrEnum):
    ONE_ROW = "one row"
    NO_NEWEST = "newest missing"
    LOW = "low total"
    EMPTY = "empty"
    NONSENSE = "nonsense"


@dataclass(frozen=True)
class Count:
    """For which days old versions are counted at a multiple."""

    factor: float
    first: int
    days: int
    """How long; it may go on beyond today."""

    def at(self, ago: int) -> float:
        return self.factor if self.first - self.days < ago <= self.first else 1.0

    @property
    def since(self) -> date:
        return TODAY - self.first * DAY

    @property
    def until(self) -> date:
        return self.since + self.days * DAY


AS_EVER: Final = Count(1.0, -1, 0)


@dataclass(frozen=True)
class Plan:
    length: int = 80
    count: Count = AS_EVER
    public: bool = False
    """Whether the break is that of the public numbers, which its own cannot show."""
    coarse: bool = False
    users: int = 0
    """Shares are of so many whole users; 0 for very many."""
    half_life: float = 60
    wobble: float = 0.0
    """By how much a day's losses are too small or too large."""
    unlisted: Decimal = Decimal(0)
    missing: frozenset[int] = frozenset()
    cuts: Mapping[int, Cut] = field(default_factory=dict)
    gone: int = -1
    """Since so many days ago the newest versions are withdrawn; -1 for never."""
    minimums: tuple[tuple[int, int], ...] = ((1000, 26),)
    """Since so many days ago, the version of so many releases ago (counted from today)."""

    def lists(self) -> dict[date, dict[Version, Decimal]]:
        return {TODAY - ago * DAY: self._list(ago) for ago in range(self.length, -1, -1) if ago not in self.missing}

    def minimum(self, day: date) -> Version:
        ago = (TODAY - day).days
        return released(next(back for since, back in reversed(self.minimums) if ago <= since), TODAY)

    def _list(self, ago: int) -> dict[Version, Decimal]:
        full = _whole(ago, self.count.at(ago), self.half_life, self.wobble, coarse=self.coarse, users=self.users)
        shares = {version: share * (1 - self.unlisted) for version, share in full.items()}
        if 0 <= ago <= self.gone:
            newest = max(version for version, share in shares.items() if share >= Decimal("0.02"))
            others = [version for version in shares if version < newest]
            back = sum(share for version, share in shares.items() if version >= newest)
            shares = {each: shares[each] for each in others}
            shares[max(others)] += back
        return _cut(shares, self.cuts.get(ago))


def _cut(shares: dict[Version, Decimal], cut: Cut | None) -> dict[Version, Decimal]:
    if cut is None:
        return shares
    if cut is Cut.EMPTY:
        return dict.fromkeys(shares, Decimal(0))
    most = max(shares, key=lambda version: shares[version])
    if cut is Cut.NONSENSE:
        last, middle, *_ = sorted(shares, reverse=True)
        return {middle: Decimal("0.6"), last: Decimal("0.2"), next(iter(shares)): Decimal("0.6")}
    if cut is Cut.ONE_ROW:
        return {most: Decimal(1)}
    if cut is Cut.LOW:
        return {version: share * Decimal("0.9") for version, share in shares.items()}
    newest = max(version for version, share in shares.items() if share >= Decimal("0.01"))
    left = {version: share for version, share in shares.items() if version < newest}
    left[max(left)] += 1 - sum(left.values())
    return left


def released(back: int, day: date) -> Version:
    """The version of so many releases before a day."""
    return (3, (day - _FIRST).days // _RELEASED_EVERY - back)


def _left(version: Version, day: date, half_life: float) -> float:
    age = (day - _FIRST).days - _RELEASED_EVERY * version[1]
    return 1.0 if age < 0 else 0.9 * math.exp(-age / 3) + 0.1 * 0.5 ** (age / half_life)


def _counted(loss: float, factor: float) -> float:
    """All but the newest versions are off, and the order of losses stays."""
    return max(loss, min(loss * factor, 0.7)) if factor >= 1 else loss * (factor + (1 - factor) * loss)


@cache
def _whole(
    ago: int, factor: float, half_life: float, wobble: float, *, coarse: bool, users: int
) -> Mapping[Version, Decimal]:
    day = TODAY - ago * DAY
    backs: Sequence[int] = range(_VERSIONS, -1, -1)
    if coarse:
        backs = [_COARSE[0] + 12, *_COARSE]
        listed = [released(back, TODAY) for back in backs]
        listed = [each for each in listed if each <= released(0, day)]
    else:
        listed = [released(back, day) for back in backs]
    off = 1 + wobble * math.sin(ago * 2.3)
    losses = [_counted(_left(version, day, half_life), factor) * off for version in listed[1:]]
    steps = Decimal(1) / users if users else _STEP
    below = [(Decimal(min(1.0, loss)) / steps).to_integral_value() * steps for loss in losses]
    bounds = [Decimal(0), *below, Decimal(1)]
    shares = [after - before for before, after in pairwise(bounds)]
    return {version: max(share, Decimal(0)) for version, share in zip(listed, shares, strict=True)}


def _sound_from(oracle: Oracle, day: date, number: int) -> date:
    """The day of the sound list of that number, from a day on."""
    days = sorted(each for each in oracle.counts if each >= day and not oracle.faults[each])
    return days[number - 1] if len(days) >= number else date.max


def oracle_of(plan: Plan, public: Count, heard: int) -> Oracle:
    """What is to be said of a program.

    Args:
        plan: the program's.
        public: the count of all of WeChat.
        heard: how many days ago it was read last.
    """
    lists = {
        day: Listed(
            shares,
            plan.minimum(day),
            plan.cuts.get((TODAY - day).days) is not Cut.NONSENSE,
        )
        for day, shares in plan.lists().items()
    }
    oracle = Oracle(lists)
    if plan.count.days and (public.days or not plan.public):
        return Oracle(lists, [_off(plan, oracle, public, TODAY - heard * DAY)])
    return Oracle(lists, [_not_off(oracle, public)]) if public.days else oracle


def _not_off(oracle: Oracle, public: Count) -> Off:
    """Only the public numbers are off: it is one of the program, too, until its own show that they are not."""
    return Off(_NEVER, known=_sound_from(oracle, public.since, 3), maybe=(public.since, _NEVER))


def _off(plan: Plan, oracle: Oracle, public: Count, last: date) -> Off:
    """When the break must be known, and when that it is over: by the third sound list."""
    count = plan.count
    if plan.users or not (plan.public or plan.length - count.first >= 45):
        return Off(count.since)  # it may or may not show
    if not plan.public:
        first, after = _sound_from(oracle, count.since, 1), _sound_from(oracle, count.until, 1)
        known, over = _sound_from(oracle, count.since, 3), _sound_from(oracle, count.until, 3)
        maybe = (count.since, count.until)
        return Off(first, after, known, over, maybe) if first < count.until else Off(count.since)
    silent = last < count.since + 56 * DAY
    if last < public.until:  # it goes on as far as anybody knows
        known = public.since + 2 * DAY
        return Off(public.since, known=known if known <= last else date.max, silent=last if silent else None)
    if last < public.until + 2 * DAY:
        return Off(public.since, public.until, public.since + 2 * DAY)
    return Off(public.since, public.until, public.since + 2 * DAY, public.until + 2 * DAY)


@dataclass(frozen=True)
class Story:
    plans: tuple[Plan, ...]
    public: Count = AS_EVER
    heard: int = 0
    """How many days ago the public numbers were read last."""
    late: tuple[int, ...] = ()
    """Days ago whose lists come after all others."""
    twice: bool = False
    """Whether today's list was another one at first."""
    public_late: bool = False
    """Whether the public numbers come after the programs' own."""

    def oracles(self) -> Iterator[Oracle]:
        return (oracle_of(plan, self.public, self.heard) for plan in self.plans)


_CUTS = st.dictionaries(st.integers(0, 12), st.sampled_from(Cut), max_size=4)


@st.composite
def runs(draw: st.DrawFn) -> dict[int, Cut]:
    """Lists that are cut for one to four days."""
    first, cut = draw(st.integers(0, 12)), draw(st.sampled_from(Cut))
    run = {first + more: cut for more in range(draw(st.integers(1, 4)))}
    return run | (draw(_CUTS) if draw(st.booleans()) else {})


@st.composite
def _counts(draw: st.DrawFn) -> Count:
    factor = draw(st.sampled_from([2.4, 3.0, 0.4]))
    first = draw(st.sampled_from([3, 9, 19, 30, 52, 60, 75, 90]))
    return Count(factor, first, draw(st.sampled_from([5, 12, 25, 200])))


@st.composite
def plans(draw: st.DrawFn, count: Count, public: Count) -> Plan:
    """A program, off as its own numbers show, as the public ones do, or not at all."""
    kind = draw(st.sampled_from(["own", "coarse", "calm", "young", "small"]))
    cuts = draw(runs()) if draw(st.booleans()) else {}
    missing = draw(st.frozensets(st.integers(1, 14), max_size=5)) if draw(st.booleans()) else frozenset[int]()
    old, new = draw(st.integers(16, 30)), draw(st.integers(12, 30))
    minimums = ((1000, old), (draw(st.integers(0, 12)), new)) if draw(st.booleans()) else ((1000, old),)
    base = Plan(
        length=80 + max(0, count.first),
        cuts=cuts,
        missing=missing,
        minimums=minimums,
        half_life=draw(st.sampled_from([45.0, 60.0, 75.0])),
        wobble=draw(st.sampled_from([0.0, 0.03])),
        gone=draw(st.sampled_from([-1, -1, -1, 1, 3])),
        unlisted=draw(st.sampled_from([Decimal(0), Decimal(0), Decimal("0.002")])),
    )
    if kind == "own":
        return replace(base, count=count)
    if kind == "coarse":
        return replace(base, coarse=True, count=public, public=True)
    if kind == "young":
        return replace(base, length=draw(st.sampled_from([2, 6, 12])), count=public, public=True)
    users = draw(st.sampled_from([500, 1000, 5000, 20000]))
    return replace(base, users=users, count=public, public=True) if kind == "small" else base


@st.composite
def stories(draw: st.DrawFn) -> Story:
    count = draw(st.one_of(st.just(AS_EVER), _counts()))
    public = draw(st.sampled_from([count, AS_EVER]))
    known = draw(st.lists(plans(count, public), min_size=1, max_size=3))
    return Story(
        tuple(known),
        public,
        heard=draw(st.sampled_from([0, 0, 0, 1, 5, 20, 40])) if public.days else 0,
        late=tuple(draw(st.sets(st.integers(0, 20), max_size=4))) if draw(st.booleans()) else (),
        twice=draw(st.booleans()),
        public_late=public.first <= _NOTICED and draw(st.booleans()),
    )
