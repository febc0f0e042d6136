"""The judgement of each day, as the documents tell it: docs/develop/judgement.md, docs/trend.md and docs/alerts.md.

It shares nothing with `bot/`: lists of exact decimals, by version and by day. It finds no breaks; it is told them, and
says nothing (`None`) about the days on which they need not be known yet.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from statistics import median
from typing import Final, Literal, NamedTuple

Version = tuple[int, ...]
Advice = Literal["raise", "keep", "review", "know", "unknown"]
DAY: Final = timedelta(days=1)
WEEK: Final = 7 * DAY
PERCENT: Final = Decimal("0.01")
LASTS: Final = 56 * DAY


class Range(NamedTuple):
    """The least and the most that a share can be."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Listed:
    """One day's list: users on exactly each version, and the minimum set that day."""

    shares: Mapping[Version, Decimal]
    minimum: Version | None = None
    proved: bool = True

    def loss(self, version: Version) -> Range:
        """Those below a version; whoever is not listed may be, too."""
        low = self._below[bisect_left(self._listed, version)]
        return Range(low, low + max(Decimal(0), 1 - self._below[-1]))

    @cached_property
    def _listed(self) -> list[Version]:
        return sorted(self.shares)

    @cached_property
    def _below(self) -> list[Decimal]:
        return list(accumulate((self.shares[each] for each in self._listed), initial=Decimal(0)))

    @property
    def faults(self) -> frozenset[str]:
        """What is wrong with it whatever other days had."""
        if not any(self.shares.values()):
            return frozenset({"no data"})
        if not self.proved:
            return frozenset({"undetermined"})
        single = sum(share > 0 for share in self.shares.values()) == 1
        low = sum(self.shares.values()) < 95 * PERCENT
        return frozenset(({"single version"} if single else set()) | ({"low total"} if low else set()))

    @property
    def newest(self) -> Version | None:
        return max((version for version, share in self.shares.items() if share >= PERCENT), default=None)


@dataclass(frozen=True)
class Off:
    """Days on which all old versions are counted otherwise, and when at the latest one must know."""

    first: date
    after: date = date.max
    """The first day counted as before again."""
    known: date = date.max
    over: date = date.max
    maybe: tuple[date, date] | None = None
    """The first day counted otherwise, and the first one after it, where the lists of both are no basis."""
    silent: date | None = None
    """The last day of which the public numbers, which alone show it, say anything before it would last."""

    def nobody_knows(self, day: date) -> bool:
        """Whether it would be the new level, and nothing says so."""
        return self.silent is not None and day > self.lasts and day - self.silent > 14 * DAY

    @property
    def lasts(self) -> date:
        return self.first + LASTS

    def unsure(self, day: date) -> bool:
        """Whether it may or may not be known on a day."""
        first, after = self.maybe or (self.first, self.after)
        begins = first <= day < self.known
        ends = after <= day < self.over and after < self.lasts
        lasting = self.after >= self.lasts and (abs(day - self.lasts) <= DAY or (self.silent and day >= self.lasts))
        return bool(begins or ends or lasting)

    def on(self, day: date) -> bool:
        return self.first <= day < min(self.after, self.lasts)


@dataclass(frozen=True)
class Verdict:
    day: date
    faults: frozenset[str]
    of: date | None
    off: Off | None
    loss: Range | None
    safe: Version | None
    safe_now: Version | None
    advice: Collection[Advice]
    """One, or those between which the documents do not decide."""
    may_rest: bool
    """Whether a proposal, or a minimum set, may rest on its list."""
    week_ago: date | None
    proves_nothing: bool = False
    """Whether nothing is known of before the break."""

    @property
    def safes(self) -> Collection[Version | None]:
        """What may be shown as safe: where nothing is known of before, also what is so as counted now."""
        return {self.safe, self.safe_now} if self.proves_nothing else {self.safe}


@dataclass
class Oracle:
    lists: Mapping[date, Listed]
    breaks: Sequence[Off] = ()
    faults: dict[date, frozenset[str]] = field(init=False, default_factory=dict)
    counts: dict[date, date] = field(init=False, default_factory=dict)
    """Sound days, and since when each is one."""

    def __post_init__(self) -> None:
        self._days = sorted(self.lists)
        lacking: list[date] = []
        newest, last = None, date.min
        for day in self._days:
            listed = self.lists[day]
            self.faults[day] = listed.faults
            if listed.faults:
                continue
            close = bool(lacking) or day - last <= WEEK
            if not (close and newest is not None and newest not in listed.shares):
                lacking = []
            else:
                lacking.append(day)
                if len(lacking) < 3 and day - lacking[0] < WEEK:
                    self.faults[day] = frozenset({"newest missing"})
                    continue
            self.counts |= dict.fromkeys([*lacking, day], day)  # those before it only from now on
            lacking, newest, last = [], listed.newest, day

    def unsure(self, day: date) -> bool:
        """Whether nothing can be said of how a day was counted."""
        return any(each.unsure(day) for each in self.breaks)

    def off(self, day: date) -> Off | None:
        return next((each for each in self.breaks if each.on(day)), None)

    def sound(self, day: date, on: date) -> bool:
        """Whether a day's list counts, as known on a later day."""
        return day in self.counts and self.counts[day] <= on

    def alike(self, day: date, on: date) -> bool:
        """Whether a day compares with a later one: days in a break with no day after it."""
        return all(each.on(on) or not each.on(day) or on >= each.lasts for each in self.breaks)

    def week(self, day: date) -> list[date]:
        """The sound days of the last seven that were counted alike."""
        return [each for each in (day - back * DAY for back in range(7)) if self._near(each, day)]

    def compared(self, day: date, on: date) -> date | None:
        """The day that stands for an earlier one, of what WeChat counts."""
        return next((each for each in self._up_to(day, on) if self.alike(each, on)), None)

    def known_by(self, day: date, on: date) -> Version | None:
        """The minimum by an earlier day, which is no matter of counting."""
        return next((self.lists[each].minimum for each in self._up_to(day, on)), None)

    def _up_to(self, day: date, on: date) -> list[date]:
        return [each for each in (day - back * DAY for back in range(4)) if self.sound(each, on)]

    def without_data(self, after: date, day: date) -> bool:
        """Whether a day has no usage data, or one shortly before it, after another."""
        return any(after < each <= day and "no data" in self.faults[each] for each in self._days)

    def before(self, version: Version, off: Off, on: date) -> Range | None:
        """A version's loss in the week before a break."""
        days = [off.first - back * DAY for back in range(7, 0, -1)]
        days = [each for each in days if self.sound(each, on)]
        if not days or self.lists[days[0]].loss(version).low > 35 * PERCENT:
            return None
        losses = [self.lists[each].loss(version) for each in days]
        return Range(median(each.low for each in losses), median(each.high for each in losses))

    def nothing_before(self, off: Off, on: date) -> bool:
        """Whether no sound day before a break is known."""
        return not any(self.sound(each, on) for each in self._days if each < off.first)

    def loss(self, version: Version, day: date, of: date) -> Range:
        """What a minimum costs; in a break from what it was to what is counted now."""
        now, off = self.lists[of].loss(version), self.off(day)
        before = self.before(version, off, day) if off else None
        return now if before is None else Range(min(now.low, before.low), max(now.high, before.high))

    def keeps(self, version: Version, day: date, part: Decimal = 99 * PERCENT) -> bool:
        """Whether a version keeps a part of the users today and over the week."""
        days = [self.lists[each].loss(version).high <= 1 - part for each in self.week(day)]
        return self.lists[day].loss(version).high <= 1 - part and 2 * sum(days) > len(days)

    def kept_before(self, version: Version, off: Off, day: date, part: Decimal = 99 * PERCENT) -> bool:
        before = self.before(version, off, day)
        return before is not None and before.high <= 1 - part

    def covers(self, day: date, part: Decimal) -> Version | None:
        """The highest minimum that keeps a part of the users; in a break before and now."""
        off, listed = self.off(day), self.lists[day]
        if off is None:
            return max((each for each in listed.shares if self.keeps(each, day, part)), default=None)
        found = [each for each in listed.shares if listed.loss(each).high <= 1 - part]
        return max((each for each in found if self.kept_before(each, off, day, part)), default=None)

    def verdict(self, day: date) -> Verdict | None:
        """Say all of a day that has a list."""
        usable = [each for each in self._days if each <= day and not self.faults[each]]
        of = usable[-1] if usable and day - usable[-1] <= 14 * DAY else None
        if self.unsure(day) or (of and (self.unsure(of) or self.off(of) != self.off(day))):
            return None
        if of and not self.off(day) and any(self.unsure(each) for each in self.week(of)):
            return None
        off, minimum, ago = self.off(day), self.lists[day].minimum, self.compared(day - WEEK, day)
        common = (day, self.faults[day], of, off)
        if of is None:
            return Verdict(*common, None, None, None, {"know", "unknown"}, may_rest=False, week_ago=ago)
        listed = self.lists[of].shares
        now = max((each for each in listed if self.keeps(each, of)), default=None)
        safe = max((each for each in listed if self.kept_before(each, off, of)), default=None) if off else now
        loss = self.loss(minimum, day, of) if minimum is not None else None
        advice: set[Advice] = self._advice(of, safe, minimum, loss) if of == day else {"know"}
        rests = of == day and not (off and self.nothing_before(off, day))
        return Verdict(*common, loss, safe, now, advice, rests, ago, bool(off and self.nothing_before(off, day)))

    def _advice(self, day: date, safe: Version | None, minimum: Version | None, loss: Range | None) -> set[Advice]:
        """Raise to what is higher and safe; look again at what cuts off more than 1 %."""
        off = self.off(day)
        if off and self.nothing_before(off, day):
            return {"know", "unknown"}
        if safe is None:
            return {"know", "unknown", "review"}
        if minimum is None:
            return {"raise", "know"}
        if safe > minimum:
            return {"know"} if off and self.lists[day].loss(safe).high > PERCENT else {"raise"}
        if loss is None or (loss.low if off else loss.high) <= PERCENT:
            return {"keep"} if safe == minimum else {"keep", "know"}
        return {"review", "keep", "know"} if self.keeps(minimum, day) or loss.low <= PERCENT else {"review"}

    def fall(self, version: Version, day: date) -> bool | None:
        """Whether coverage fell by more than three points within three days; None where readings of that differ."""
        if not self.sound(day, day) or self.off(day):
            return False
        now = self.lists[day].loss(version).low
        days = [day - back * DAY for back in (1, 2, 3)]
        rises = [(now - loss, loss) for loss in (self._low(version, e) for e in days if self._near(e, day))]
        big = [loss for rise, loss in rises if rise > 3 * PERCENT]
        if not big:
            return False
        return True if len(big) > 1 or now >= min(big) * 3 / 2 else None

    def jumped(self, day: date) -> bool:
        """Whether the loss at some version may have jumped by more than three points since a sound day of late."""
        days = [each for each in (day - back * DAY for back in (1, 2, 3)) if self.sound(each, day)]
        versions = {version for each in (*days, day) for version in self.lists[each].shares}
        return any(self._low(v, day) - self._low(v, each) > 3 * PERCENT for v in versions for each in days)

    def _low(self, version: Version, day: date) -> Decimal:
        return self.lists[day].loss(version).low

    def _near(self, day: date, on: date) -> bool:
        return self.sound(day, on) and self.alike(day, on)

    def crossed(self, then: date, day: date, *limits: Decimal) -> bool | None:
        """Whether the loss at the own minimum went above or below a limit between two days."""
        losses = [self.lists[each].loss(self.lists[each].minimum or ()) for each in (then, day)]
        counts = [{bisect_right(limits, end - Decimal("1e-12")) for end in loss} for loss in losses]
        return None if counts[0] & counts[1] and counts[0] != counts[1] else not counts[0] & counts[1]


@dataclass
class ShareAlert:
    """An alert on the users below a version: `above` fires when they are more than the limit, else when fewer."""

    oracle: Oracle
    version: Version
    limit: Decimal
    above: bool
    armed: bool = True

    @property
    def back(self) -> Decimal:
        far = max(PERCENT / 5, min(self.limit, 1 - self.limit) / 20)
        return self.limit - far if self.above else self.limit + far

    def _holds(self, day: date, *, met: bool) -> bool:
        loss = self.oracle.lists[day].loss(self.version)
        if met:
            return loss.low > self.limit if self.above else loss.high <= self.limit
        return loss.high <= self.back if self.above else loss.low >= self.back

    def mostly(self, day: date, *, met: bool) -> bool:
        """Whether it has crossed, or returned, on a day and on most of the week."""
        days = [self._holds(each, met=met) for each in self.oracle.week(day)]
        return self._holds(day, met=met) and 2 * sum(days) > len(days)

    def jumps(self, day: date) -> bool | None:
        """Whether the loss jumped by more than three points in a day; None if the day before is unknown."""
        if not self.oracle.sound(day - DAY, day) or not self.oracle.alike(day - DAY, day):
            return None
        before, now = (self.oracle.lists[each].loss(self.version) for each in (day - DAY, day))
        return abs(now.low - before.low) > 3 * PERCENT

    def read(self, day: date) -> bool | None:
        """Whether a message goes out for a day's reading; None where the documents do not say."""
        if self.oracle.faults[day]:
            return False
        if self.oracle.unsure(day) or self.oracle.off(day):
            return None
        if self.jumps(day):
            return False
        if self.armed and self.mostly(day, met=True):
            self.armed = False
            return True
        self.armed = self.armed or self.mostly(day, met=False)
        return False


def rises(oracle: Oracle, days: Sequence[date], highest: Version | None) -> Iterator[tuple[date, Version]]:
    """Tell each day on which the safe minimum is above every earlier one."""
    for day in days:
        found = oracle.verdict(day)
        if not found or found.of != day or found.off or found.safe is None:
            continue
        if highest is None or found.safe > highest:
            highest = found.safe
            yield day, found.safe
