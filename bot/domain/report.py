"""The report of a program, of now or as of a day."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final

from bot.domain.numbers.comparison import Before
from bot.domain.numbers.distribution import NOT_KNOWN, SAFE, Advice, Bounds, Distribution, Do, Losses
from bot.domain.numbers.judgement import (
    NEWS_FOR,
    Break,
    Count,
    Judgement,
    Keeps,
    Numbers,
    Public,
    Suspicion,
    Withdrawal,
    reaching,
)
from bot.domain.numbers.snapshot import Headcount, Snapshot, Users, people_of
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.errors import BotError, MeaningUnproved, NoSuchDay, NoUsageData, NumbersUnusable


@dataclass(frozen=True, slots=True)
class Broken:
    """A break that goes on, or a lasting change that is still news."""

    found: Break
    before: Before | None = None
    """What was before it; None when that is not known."""
    of_all: bool = False
    """Whether only the public numbers show it: this program's own could not."""
    unknown: bool = False
    """Whether the public numbers have been silent until it would have lasted: nobody knows how WeChat counts now."""

    @property
    def open(self) -> bool:
        """Whether it goes on; otherwise it has become the new level."""
        return self.found.open

    @property
    def compares(self) -> bool:
        """Whether it is known what was before it."""
        return self.before is not None

    def loss(self, version: Version) -> Bounds | None:
        """Return the loss before it, a fraction; None when unknown, and for a version that was still rolled out."""
        return self.before.loss(version) if self.before else None

    def highest_keeping(self, target: Decimal, listed: Losses) -> Version | None:
        """Return the highest version listed now that certainly kept `target` before it; None when unknown."""
        return self.before.highest_keeping(target, listed.versions) if self.before else None


def publicly_broken(public: Public, day: date) -> Broken | None:
    """Return the break of the public numbers that goes on on a day, or the lasting change that is still news."""
    found = public.on(day)
    if found is None or not (found.open or (found.lasting and day - found.since < NEWS_FOR)):
        return None
    return Broken(found, unknown=public.unknown(day))


def broken_by(count: Count | None, before: Before | None) -> Broken | None:
    """Return the break of a judgement, with what was before it."""
    return Broken(count.found, before, count.of_all, count.unknown) if count else None


def spoiling(found: Iterable[Break], day: date) -> Break | None:
    """Return the break that spoils a day's numbers; None on a sound one."""
    return next((each for each in found if each.spoils(day)), None)


@dataclass(frozen=True)
class Past:
    """A program's snapshots before the report's, as far back as the question read them."""

    since: date
    """The first day read; earlier ones may be stored, too."""
    snapshots: tuple[Snapshot, ...] = ()
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class Listed:
    """When a program's snapshots were taken, looked up before any was read: what was made of the same ones is good."""

    since: date
    taken: Mapping[date, datetime]
    """Of all from that day on."""

    @property
    def newest(self) -> date | None:
        """The day of the newest one."""
        return max(self.taken, default=None)

    def between(self, first: date, last: date) -> Mapping[date, datetime] | None:
        """Those of some days; None when it does not reach back that far."""
        return {day: at for day, at in self.taken.items() if first <= day <= last} if self.since <= first else None


@dataclass(frozen=True)
class Report:
    """A program's newest snapshot, with its suspicions and context."""

    program: Program
    snapshot: Snapshot
    stale_because: BotError | None = None
    """Why WeChat could not be read now, when the snapshot is an older stored one."""
    as_of: date | None = None
    """The day looked back at, whose snapshot (or a slightly older one) this is; None for now."""
    before: Before | None = field(default=None, compare=False, repr=False)
    """What was before the break that goes on; None without one, and when that is not known."""
    past: Past | None = field(default=None, compare=False, repr=False)
    """The history read for the question, so that no part of the answer reads it again; not part of the answer."""
    listed: Listed | None = field(default=None, compare=False, repr=False)
    """What was kept when the question began, so that no part of the answer looks it up again; None if nothing did."""

    @property
    def judgement(self) -> Judgement:
        return self.snapshot.judgement

    @property
    def suspicions(self) -> tuple[Suspicion, ...]:
        """What looks wrong about its list."""
        return self.judgement.suspicions

    @property
    def withdrawal(self) -> Withdrawal | None:
        """The withdrawal within the three days before it."""
        return self.judgement.withdrawal

    @property
    def breaks(self) -> tuple[Break, ...]:
        """All of the last months, oldest first: their days are no basis for a comparison."""
        return self.judgement.breaks

    @cached_property
    def broken(self) -> Broken | None:
        """The break that concerns its day."""
        return broken_by(self.judgement.count, self.before)

    @property
    def decides(self) -> bool:
        """Whether a decision may rest on it: it is of now, and nothing about its numbers is doubtful."""
        return self.as_of is None and self.stale_because is None and self.judgement.decides

    def history(self, first: date) -> list[Snapshot]:
        """Return the snapshots from a day up to the report's, oldest first; `past` must reach back that far."""
        earlier = self.past.snapshots if self.past else ()
        return [*(kept for kept in earlier if kept.day >= first), self.snapshot]

    @property
    def users(self) -> Users | None:
        """How many people use the program; None where that is not known."""
        return self.snapshot.users

    def people(self, loss: Bounds | None) -> Headcount | None:
        """Return the people behind a share of the users; None where that is not known."""
        return people_of(self.users, loss)

    @property
    def distribution(self) -> Distribution | None:
        """Shares per version; None when the meaning is not proved."""
        return self.snapshot.distribution

    @property
    def losses(self) -> Losses | None:
        """What each minimum costs; None when no meaning fits: then only raw numbers may be shown."""
        return self.snapshot.losses

    def computed(self) -> Losses:
        """Return the losses, for answers that need them.

        Raises:
            NoUsageData: the program has no users yet.
            MeaningUnproved: no meaning fits the numbers.
        """
        if self.losses is None:
            raise self.uncomputed
        return self.losses

    @property
    def uncomputed(self) -> MeaningUnproved | NoUsageData:
        """Why there is no loss, where there is none."""
        error = NoUsageData if self.judgement.numbers is Numbers.NO_DATA else MeaningUnproved
        return error(program=self.program.name)

    @property
    def minimum(self) -> Version | None:
        """The minimum set now; None when WeChat named none."""
        return self.snapshot.minimum

    @property
    def loss_at_minimum(self) -> Bounds | None:
        """Users below the current minimum, already cut off, see `loss`; None when either is unknown."""
        return self.loss(self.minimum) if self.minimum else None

    @property
    def safe_minimum(self) -> Version | None:
        """The highest minimum that keeps 99 % of users, today and over the week; None when none certainly does.

        While a break goes on: the highest that did before it. Of a list that looks wrong: that of an earlier day.
        """
        return self.judgement.safe

    @property
    def in_break(self) -> Broken | None:
        """The break that goes on, where it is known what was before."""
        return self.broken if self.broken and self.broken.open and self.broken.compares else None

    @property
    def one_sided(self) -> bool:
        """Whether what is counted now proves nothing: nobody knows how WeChat counts, or what was before a break."""
        return not self.judgement.settled

    def loss_before(self, version: Version) -> Bounds | None:
        """Return the loss at a version before the break that goes on (a fraction); None when that is not known."""
        return self.in_break.loss(version) if self.in_break else None

    def kept_before(self, version: Version, target: Decimal = SAFE) -> bool:
        """Whether a version certainly kept `target` before the break that goes on, and does not as is counted now."""
        before, loss = self.loss_before(version), self.loss(version)
        return before is not None and loss is not None and loss.rest.low < target <= before.rest.low

    def keeps(self, version: Version) -> Keeps:
        """Return whether a version keeps 99 % of users."""
        return self.judgement.keeps(version, self.loss(version))

    def loss(self, version: Version) -> Bounds | None:
        """Return the loss at a version: while a break goes on, from what it was before to what is counted now."""
        if self.losses is None:
            return None
        return reaching(self.losses.loss(version), self.loss_before(version))

    def highest_keeping(self, target: Decimal) -> Version | None:
        """Return the highest listed version that certainly keeps `target` (a fraction) in a break also before it.

        From 99 % on it keeps 99 % over the week, too, as the safe minimum does; None if none does.
        """
        now = self.losses.highest_keeping(target) if self.losses else None
        if now is None or self.losses is None:
            return None
        if self.in_break is None:
            return now if target < SAFE else min(now, self.safe_minimum) if self.safe_minimum else None
        before = self.in_break.highest_keeping(target, self.losses)
        return min(now, before) if before else None

    @cached_property
    def advice(self) -> Advice:
        """What to do about the minimum."""
        if self.losses is None:
            return NOT_KNOWN
        known = self.judgement
        do = known.do if self.decides or known.do is Do.UNKNOWN else Do.KNOW
        if do is not Do.REVIEW:
            return Advice(do, self.minimum, self.loss_at_minimum, known.safe, known.safe_loss)
        lower = self.highest_keeping(SAFE)
        return Advice(do, self.minimum, self.loss_at_minimum, lower, self.loss(lower) if lower else None)

    @property
    def safe_today(self) -> Version | None:
        """The same by this day alone, which may be off."""
        return self.judgement.safe_today

    def keeps_today_only(self, version: Version) -> bool:
        """Return whether a version keeps 99 % by this day's list, but not yet over the week."""
        return self.keeps(version) is Keeps.TODAY


@dataclass(frozen=True, slots=True)
class Row:
    """One version of the breakdown. Fractions."""

    version: Version
    share: Decimal | None
    """None when the meaning is not proved."""
    coverage: Bounds
    loss: Bounds
    is_minimum: bool
    before: Bounds | None = None
    """The loss before the break that goes on, see `Report.loss_before`."""
    below: Headcount | None = None
    """The people below it; None where nobody counted the users."""


def rows(report: Report) -> list[Row]:
    """Every listed version, newest first; empty when no meaning fits."""
    losses, distribution = report.losses, report.distribution
    found = ((version, report.loss(version)) for version in (losses.versions if losses else ()))
    return [
        Row(
            version,
            distribution.share(version) if distribution else None,
            loss.rest,
            loss,
            is_minimum=version == report.minimum,
            before=report.loss_before(version),
            below=report.people(loss),
        )
        for version, loss in found
        if loss
    ]


def unusable(report: Report) -> NumbersUnusable | None:
    """Why a report's numbers should not answer a question, when there are better ones; None for good numbers."""
    numbers = report.judgement.numbers
    if numbers is not Numbers.PROVED:
        return NumbersUnusable(reason=numbers.value)
    return NumbersUnusable(reason=report.suspicions[0].value) if report.suspicions else None


def answered_by(report: Report, good: Snapshot) -> Snapshot:
    """Return an earlier day that answers in place of a report's, with the minimum of the report, which is of now."""
    if report.minimum is None or report.minimum == good.minimum:
        return good
    judgement = replace(good.judgement, minimum=report.minimum, loss=report.judgement.loss)
    return replace(good, feed=replace(good.feed, minimum=report.snapshot.feed.minimum), judgement=judgement)


AT_MOST_BEFORE: Final = timedelta(days=3)
"""How much older than the requested day its numbers may be."""
ALL: Final = "all"
"""In place of a day: every stored one."""
_EVERY: Final = frozenset({ALL, "全部", "所有"})
_WRITTEN: Final = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)", re.ASCII
)
_AGO: Final = {"today": 0, "今天": 0, "yesterday": 1, "昨天": 1, "前天": 2}
SPAN: Final = r"""
    (?P<count> \d+ | (?i:an?|one|two|three|four|last|past|this)\b | [上这本一两二三四] )
    \s? 个? (?: (?P<unit> (?i:day|week|month) )s?\b | (?P<single> (?i:[dw])\b | 天 | 日 | 周 | 星期 | 礼拜 | 月 ) )
    (?P<ago> \s (?i:ago|earlier)\b | 之?以?前 )?
"""
"""A verbose pattern of spans of time, as typed: `7d`, `two weeks ago`, 上周."""
_COUNTS: Final = {"two": 2, "three": 3, "four": 4, "两": 2, "二": 2, "三": 3, "四": 4}
"""Words for how many; others are one."""
_DAYS: Final = {"d": 1, "天": 1, "日": 1, "w": 7, "周": 7, "星": 7, "礼": 7, "m": 28, "月": 28}
"""By the first letter of a unit of time."""
_LONGEST: Final = 36_500
"""Days of a span: a century, before which nothing is stored."""


def read_day(text: str, *, today: date) -> date | None:
    """Parse a day: `2026-10-01`, `2026/10/1`, `2026年10月1日`, `yesterday`; None for anything else.

    Args:
        text: as typed.
        today: the Chinese calendar day.

    Raises:
        NoSuchDay: it is written as a day, but the calendar has none like it.
    """
    word = unicodedata.normalize("NFKC", text).casefold().strip()
    if word in _AGO:
        return today - timedelta(days=_AGO[word])
    written = _WRITTEN.fullmatch(word)
    if written is None:
        return None
    year, month, day = (int(part) for part in written.groups() if part)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NoSuchDay(day=word) from error


def span_days(found: re.Match[str]) -> int:
    """How many days a `SPAN` is long, or lies back; a century at most."""
    count, unit = found["count"].casefold(), (found["unit"] or found["single"]).casefold()[0]
    return min((int(count) if count.isdecimal() else _COUNTS.get(count, 1)) * _DAYS[unit], _LONGEST)


def is_all(text: str) -> bool:
    """Whether every stored day is meant."""
    return unicodedata.normalize("NFKC", text).casefold().strip() in _EVERY
