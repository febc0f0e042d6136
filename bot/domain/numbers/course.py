"""The course of a program: all that its earlier days say about the next one, carried on by one reading.

A day's numbers are judged here and nowhere else. Of earlier days' lists only those are asked for that a fall of
coverage, the begin of a break or a changed minimum needs; on other days a judgement reads no other list.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.domain.numbers.breaks import PAUSE, UNWATCHED, Seen, Watch, watched
from bot.domain.numbers.comparison import Before, Day, before_of, compares_by, up_to
from bot.domain.numbers.distribution import SAFE, Bounds, Do, Losses, advise
from bot.domain.numbers.judgement import (
    NEWS_FOR,
    NO_PUBLIC,
    Break,
    Count,
    Judgement,
    Numbers,
    Public,
    Suspicion,
    Withdrawal,
    reaching,
    spoils,
)
from bot.domain.numbers.loss_table import LOOKED_BACK, NO_LOSSES, LossTable
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import (
    CLEARLY,
    UNLISTED,
    WITHIN,
    Listing,
    SoundDay,
    numbers_of,
    suspicions_alone,
    withdrawal,
)
from bot.domain.numbers.version import Meaning, Version

GOOD_FOR: Final = timedelta(days=14)
"""How long good numbers answer in place of newer unusable ones."""
WEEK: Final = timedelta(days=7)
_KEPT: Final = timedelta(weeks=3)
_COARSE: Final = 0.999
"""A fall is looked at closely a little early: the table's losses are rounded."""


@dataclass(frozen=True, slots=True)
class Good:
    """The newest usable day of a program, in brief, which answers while newer ones are unusable."""

    day: date
    minimum: Version | None
    loss: Bounds | None
    safe: Version | None
    safe_loss: Bounds | None


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of a program by a day."""

    day: date | None = None
    """The last one judged."""
    meaning: Meaning | None = None
    """Of the days in the table."""
    table: LossTable = NO_LOSSES
    listing: Listing = UNLISTED
    lately: tuple[SoundDay, ...] = ()
    """The sound days of three weeks, oldest first, or the last one alone."""
    own: Watch = UNWATCHED
    """By all sound days."""
    apart: Watch | None = None
    """By those outside the public break that concerns the program; None without one."""
    seen: Seen | None = None
    """The newest public break."""
    of_all: tuple[Break, ...] = ()
    """Earlier public breaks that concerned the program, as its numbers could not show them."""
    good: Good | None = None
    before: Before | None = None
    """In a break and while it is news: what was before it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A day that was judged, and the course after it."""

    snapshot: Snapshot
    """With its judgement."""
    course: Course


def judge_all(snapshots: Iterable[Snapshot], public: Mapping[date, Public] | None = None) -> list[Snapshot]:
    """Return one program's days, oldest first, each judged by those before it.

    Args:
        snapshots: all that are kept.
        public: by day, what WeChat's public numbers show by then; None where they are off, and for themselves.
    """
    course, kept = Course(), dict[date, Snapshot]()
    for each in snapshots:
        found = Judging(course, each, (public or {}).get(each.day, NO_PUBLIC)).by(kept)
        course, kept[each.day] = found.course, found.snapshot
    return list(kept.values())


class Judging:
    """A day on its way to a judgement.

    Attributes:
        wanted: the days whose lists it needs.
    """

    def __init__(self, course: Course, snapshot: Snapshot, public: Public = NO_PUBLIC) -> None:
        """Look at what the course tells of a day.

        Args:
            course: the program's by the day before, or by an earlier one.
            snapshot: the day, newer than all that the course has seen.
            public: what WeChat's public numbers show by that day; None where they are off, and for themselves.
        """
        self.snapshot, self.day, self.minimum = snapshot, snapshot.day, snapshot.minimum
        self.course = course
        self.table = course.table.thinned(snapshot.day)
        self.listing, self.meaning = course.listing, course.meaning
        self.lately = _kept(course.lately, snapshot.day)
        self.own, self.apart, self.seen = course.own, course.apart, course.seen
        self.of_all, self.before = course.of_all, course.before
        self.numbers = numbers_of(snapshot)
        self.suspicions: tuple[Suspicion, ...] = ()
        self.sound = self.alike = self.unsure = False
        self.accepted: tuple[SoundDay, ...] = ()
        self.breaks: tuple[Break, ...] = ()
        self.count: Count | None = None
        self.fallen_from: Sequence[date] = ()
        self.good: Good | None = None
        self.fall: Withdrawal | None = None
        self.fell, self.turn = False, ""
        losses = snapshot.losses
        self.safe_today = self.safe = losses.highest_keeping(SAFE) if losses else None
        self.loss = losses.loss(self.minimum) if losses and self.minimum else None
        self.safe_loss: Bounds | None = None
        self._listed()
        self._counted(public)
        self.wanted = self._wanted()

    def by(self, lists: Mapping[date, Snapshot]) -> Judged:
        """Return the judgement by the lists of the days that are wanted, or of more; some may not be kept any more."""
        self._weighed(lists)
        return self._judged()

    def _listed(self) -> None:
        """Tell whether the list is sound; a sound one carries the course on."""
        snapshot, alone = self.snapshot, suspicions_alone(self.snapshot)
        lacks = self.listing.lacks(snapshot)
        if self.numbers is Numbers.PROVED and not spoils(alone):
            listed = SoundDay(self.day, self.safe_today, self.loss)
            self.listing, self.accepted = self.listing.after(snapshot, listed)
        self.sound = bool(self.accepted)
        self.suspicions = alone if self.sound or not lacks else (*alone, Suspicion.NEWEST_MISSING)
        if not self.sound or snapshot.distribution is None:
            return
        meaning = snapshot.reading.meaning
        if meaning is not self.meaning and not (self.own.read and self.day - self.own.read <= PAUSE):
            over = tuple(each for each in self.own.found if not each.open)  # these numbers tell no end of another
            self.meaning, self.table, self.lately, self.own = meaning, NO_LOSSES, (), Watch(found=over)
        self.alike = meaning is self.meaning
        if self.alike:
            self.table = self.table.adding(self.day, snapshot.distribution)
            self.own = self.own.after(self.table)
            self.lately = (*self.lately, *self.accepted[:-1])

    def _counted(self, public: Public) -> None:
        """Tell how WeChat counts: by the program's own days, or by the public numbers where those could not tell."""
        found = public.on(self.day)
        self.turn = public.turn
        if found is None:
            self.apart = self.seen = None
        elif found.open:
            self._open(found)
            self.unsure = public.unknown(self.day) and self.apart is not None
        else:
            self._over(found)
        gone = self.day - LOOKED_BACK
        every = [*(self.apart or self.own).found, *self.of_all]
        if self.apart and found:
            every.append(found)
        every = [each for each in every if each.until is None or each.until >= gone]
        self.breaks = tuple(sorted(every, key=lambda each: each.since))
        newest = self.breaks[-1] if self.breaks else None
        if newest and (newest.open or (newest.lasting and self.day - newest.since < NEWS_FOR)):
            of_all = newest in self.of_all or (self.apart is not None and newest == found)
            self.count = Count(newest, of_all, self._week_before(newest), self.unsure and newest == found)

    def _open(self, found: Break) -> None:
        """Look whether an open break of the public numbers concerns the program."""
        own, seen = self.own, self.seen
        if seen is None or seen.found.since != found.since:
            seen, limits, self.apart = Seen(found), own.limits, None
        else:
            limits = own.limits[-1:] if self.alike else ()
        self.seen = replace(seen, found=found).after(own, limits)
        if self.seen.shown:
            self.apart = None
        elif self.apart is None:
            self.apart = self._without(found)

    def _over(self, found: Break) -> None:
        """Settle a break of the public numbers that is over, or has lasted."""
        seen = self.seen
        if seen is None or seen.found.since != found.since:
            seen = Seen(found).after(self.own, self.own.limits)
            concerns = not seen.shown and any(found.includes(each) for each in self.table.days)
        elif (seen.found.until, seen.found.lasting) == (found.until, found.lasting):
            return
        else:
            concerns = not seen.shown
        self.seen, self.apart = replace(seen, found=found), None
        others = tuple(each for each in self.of_all if not each.overlaps(found))  # it may have been dated anew
        self.of_all = (*others, found) if concerns else others
        if concerns and found.until:
            self.own = self._without(found)
            self.table = self.table.without(found.since, found.until)

    def _without(self, found: Break) -> Watch:
        """Return the watch by the days outside a break of the public numbers."""
        table = self.table.without(found.since, found.until or date.max)
        first = table.days[0] if table.days else found.since
        known = tuple(each for each in self.own.found if each.until and each.until <= first)
        return watched(table, Watch(found=known))

    def _week_before(self, found: Break) -> tuple[date, ...]:
        """Return the last sound days before a break, as they were chosen when it was dated."""
        if self.before and self.before.since == found.since:
            return self.before.days
        unspoilt = (each.day for each in self.lately if not any(other.spoils(each.day) for other in self.breaks))
        sound = [day for day in unspoilt if day < found.since]
        return tuple(day for day in sound if found.since - day <= WEEK) or tuple(sound[-1:])

    def _wanted(self) -> Collection[date]:
        usable = self.numbers is Numbers.PROVED and not self.suspicions
        good = self.course.good
        self.good = good if good and not usable and self.day - good.day <= GOOD_FOR else None
        lately = [each.day for each in self.lately if self.day - each.day <= WITHIN]
        same_count = [day for day in lately if self._counted_alike(day)]
        if self.alike:
            self.fallen_from = [day for day in same_count if self._falls_from(day)]
        elif self.numbers is Numbers.PROVED and self.snapshot.reading.meaning is self.meaning:
            self.fallen_from = same_count
        wanted = set(self.fallen_from)
        if self.count and not (self.before and self.before.since == self.count.found.since):
            wanted.update(self.count.before)
        if self.good and self.minimum and self.minimum != self.good.minimum:
            wanted.add(self.good.day)
        return wanted

    def _counted_alike(self, day: date) -> bool:
        return all(each.includes(day) == each.includes(self.day) for each in self.breaks)

    def _falls_from(self, day: date) -> bool:
        """Return whether coverage seems to have fallen clearly since a day in the table."""
        if day not in self.table.days:
            return True
        return self.table.newest.rises_above(self.table.row(self.table.days.index(day)), float(CLEARLY) * _COARSE)

    def _weighed(self, lists: Mapping[date, Snapshot]) -> None:
        count, losses = self.count, self.snapshot.losses
        if count is None:
            self.before = self.before if self.good else None  # that day may be one of the break
        elif not (self.before and self.before.since == count.found.since):
            self.before = before_of(count, lists)
            self.count = replace(count, before=self.before.days if self.before else ())
        if self.count and self.count.open and not self.before:  # its days compare as they are, also those accepted now
            since = self.count.found.since
            ours = {each for each in self.accepted[:-1] if each.day >= since}
            self.lately = tuple(each._replace(in_break=since) if each in ours else each for each in self.lately)
        fallen = [lists[each] for each in self.fallen_from if each in lists]
        last = max((each.day for each in self.lately), default=None)
        self.fall = withdrawal(self.snapshot, fallen)
        self.fell = withdrawal(self.snapshot, [each for each in fallen if each.day == last]) is not None
        if self.good:
            self._answered_by(self.good, lists.get(self.good.day))
        elif self.suspicions:
            self.safe = None
            if losses and self.minimum:
                self.loss = self._bounds(losses, self.minimum)
        elif losses:
            self._by_week(losses)
        if self.safe and losses and not self.good:
            self.safe_loss = self._bounds(losses, self.safe)

    def _answered_by(self, good: Good, kept: Snapshot | None) -> None:
        """Take the numbers of an earlier day, as it was judged, with the minimum of this one: that one is of today."""
        self.safe, self.safe_loss, self.loss = good.safe, good.safe_loss, good.loss
        if self.minimum and self.minimum != good.minimum:
            count, before = kept.judgement.count if kept else None, self.course.before
            known = before if count and before and before.since == count.found.since else None
            self.loss = Day(kept, known).loss(self.minimum) if kept else None

    def _by_week(self, losses: Losses) -> None:
        """Find the highest minimum that keeps 99 %: in a break before it, else on more than half of the week's days."""
        if self.count and self.count.open and self.before:
            self.safe = self.before.highest_keeping(SAFE, losses.versions)
            if self.minimum:
                self.loss = self._bounds(losses, self.minimum)
        elif self.alike and self.safe_today:
            self.safe = self._usually(losses, self.safe_today)

    def _usually(self, losses: Losses, today: Version) -> Version | None:
        week = [each.safe for each in self.lately if self.day - each.day < WEEK and self._compares(each)]
        kept = sorted([each.parts for each in (*week, today) if each], reverse=True)
        half = (len(week) + 1) // 2
        if half >= len(kept):
            return None
        usually = min(today.parts, kept[half])
        return next((each for each in losses.versions if each.parts <= usually), None)

    def _bounds(self, losses: Losses, version: Version) -> Bounds:
        """Return the loss at a version: while a break goes on, from what it was before to what is counted now."""
        earlier = self.before.loss(version) if self.before and self.count and self.count.open else None
        return reaching(losses.loss(version), earlier)

    def _judged(self) -> Judged:
        judgement = Judgement(
            self.day,
            self.numbers,
            self.suspicions,
            self.minimum,
            self.good.day if self.good else None,
            self.loss,
            self.safe,
            self.safe_loss,
            self.safe_today,
            Do.UNKNOWN,
            self._week_ago() if self.alike else None,
            self.count,
            self.breaks,
            self.fall,
            self.fell,
            tuple([each.day for each in self.accepted[:-1]]),
            self.turn,
        )
        if self.snapshot.losses is not None or self.good:
            decides, settable = judgement.decides, self.snapshot.settable
            known = advise(self.minimum, self.loss, self.safe, self.safe_loss, settable=settable, decides=decides)
            judgement = replace(judgement, do=known.do)
        in_break = self.count.found.since if self.count and self.count.open else None
        if self.alike:
            safe = self.safe if in_break and self.before else self.safe_today
            kept = SoundDay(self.day, safe, self.loss, in_break)
            self.lately = (*self.lately, kept)
        good = self.course.good
        if judgement.usable:
            good = Good(self.day, self.minimum, self.loss, self.safe, self.safe_loss)
        course = Course(
            self.day,
            self.meaning,
            self.table,
            self.listing,
            self.lately,
            self.own,
            self.apart,
            self.seen,
            self.of_all,
            good,
            self.before,
        )
        return Judged(self.snapshot.judged(judgement), course)

    def _week_ago(self) -> Bounds | None:
        """Return the loss at the minimum a week ago: of the newest sound day up to it, at most three days off."""
        then = up_to([each for each in self.lately if self._compares(each)], self.day - WEEK)
        return then.loss if then else None

    def _compares(self, sound: SoundDay) -> bool:
        return compares_by(self.breaks, sound.day, self.day, in_break=sound.in_break is not None)


def _kept(lately: Sequence[SoundDay], day: date) -> tuple[SoundDay, ...]:
    return tuple([each for each in lately if day - each.day <= _KEPT]) or tuple(lately[-1:])
